import FPTLib
import FPTResults
import FPTScript

extension ResultsDocument {
  /// The parts of a results file that a report shows, without the cells.
  ///
  /// A file of format version 1 does not say what its tables look like and where its published values are from; that is taken
  /// from the script inside.
  ///
  /// - Throws: `ResultFileError`, or `UnusableScript` for a file of version 1 whose script this version does not understand.
  package init(shownFrom path: String) throws {
    self = try ResultsDocument(withoutCellsOf: path).upgraded(from: path)
  }

  /// The document with what version 1 of the format left to the script; itself where it lacks
  /// nothing.
  ///
  /// `path` is that of the file, for messages.
  func upgraded(from path: String) throws(UnusableScript) -> ResultsDocument {
    if notebook != nil { return self }
    let experiment = try experiment(in: path)
    var document = self
    let tables = experiment.notebook.compactMap { item in
      if case .table(let specification) = item { specification } else { nil }
    }
    document.tables = self.tables.map { figure in
      var figure = figure
      figure.attributes.removeAll { Self.leftToNotebook.contains($0.name) }
      let specification = tables.first { $0.title == figure.name }
      if let specification, let published = published(specification.against) {
        figure.addSources(of: published, specification)
      }
      return figure
    }
    document.plots = self.plots.map { figure in
      var figure = figure
      figure.attributes.removeAll { Self.leftToNotebook.contains($0.name) }
      return figure
    }
    document.notebook = NotebookLayout(of: experiment)
    return document
  }

  /// Attributes of version 1's tables and plots that `/notebook` has since.
  private static let leftToNotebook: Set<String> = ["rows", "x", "facets", "scale", "map"]

  /// A file of published values inside; nil where there is none that can be read, so that tables go without its sources.
  private func published(_ name: String?) -> PublishedValues? {
    references.first { $0.name == name }.flatMap { PublishedValues(asFarAsReadable: $0.text) }
  }
}

extension ResultsDocument.Figure {
  /// Says where the published values at the table's points are from.
  fileprivate mutating func addSources(
    of published: PublishedValues, _ specification: TableSpecification
  ) {
    func labels(_ names: [String], at index: [Int]) -> [String] {
      names.compactMap { name in
        axes.firstIndex { $0.name == name }.map { axes[$0].labelTexts[index[$0]] }
      }
    }
    let count = axes.reduce(1) { $0 * $1.count }
    let entries = (0..<count).map { offset in
      let index = axes.index(at: offset)
      let place = specification.place(
        row: labels(specification.rows, at: index),
        column: labels(specification.columns, at: index),
        measure: specification.measures[0].name)
      return published.entry(row: place.row, column: place.column)
    }
    texts += TableBuilder.sources(of: entries)
  }
}
