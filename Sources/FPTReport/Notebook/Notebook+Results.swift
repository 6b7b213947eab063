import FPTResults

extension Notebook {
  /// The notebook of a results file: what its layout says, with the numbers of its tables and plots.
  ///
  /// - Parameter results: with a layout; the cells are not looked at.
  /// - Throws: `ResultTreeError` where a table or plot has not the arrays that its layout asks for.
  package init(_ results: ResultsDocument) throws(ResultTreeError) {
    let layout = results.notebook ?? NotebookLayout()
    var items: [Item] = []
    for item in layout.items {
      switch item {
      case .prose(let text): items.append(.prose(text))
      case .table(let table):
        guard let figure = results.tables.first(where: { $0.name == table.table }) else {
          items.append(.note("the table “\(table.table)” is not in this file"))
          continue
        }
        items.append(.table(try NotebookTable(figure, table)))
      case .plot(let plot):
        guard let figure = results.plots.first(where: { $0.name == plot.plot }) else {
          items.append(.note("the plot “\(plot.plot)” is not in this file"))
          continue
        }
        items.append(.plot(try NotebookPlot(figure, plot)))
      case .map(let map):
        guard let figure = results.plots.first(where: { $0.name == map.plot }) else {
          items.append(.note("the plot “\(map.plot)” is not in this file"))
          continue
        }
        items.append(.map(try NotebookMap(figure, map)))
      case .unknown(let kind):
        items.append(
          .note("here the file has a “\(kind)”, which this version of fpt-script cannot show"))
      }
    }
    self.init(
      title: results.title,
      header: Self.header(
        profile: results.profile.isEmpty ? nil : results.profile, changes: layout.changes)
        + layout.notes,
      items: Self.withoutHeading(results.title, items))
  }

  /// Files commonly begin with their title as a heading; the notebook has it above already.
  private static func withoutHeading(_ title: String, _ items: [Item]) -> [Item] {
    guard case .prose(let text)? = items.first else { return items }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map({ $0 == "# \(title)" }) == true else { return items }
    lines.removeFirst()
    let rest = lines.drop { $0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    return (rest.isEmpty ? [] : [.prose(rest)]) + items.dropFirst()
  }

  /// The lines under the title: the profile, and each value that it or the command line changed.
  static func header(profile: String?, changes: [NotebookLayout.Change]) -> [String] {
    let count = changes.count == 1 ? "1 value changed" : "\(changes.count) values changed"
    var lines: [String] = []
    switch (profile, changes.isEmpty) {
    case (let profile?, true): lines.append("profile \(profile), the file as written")
    case (let profile?, false): lines.append("profile \(profile), \(count)")
    case (nil, false): lines.append(count)
    case (nil, true): break
    }
    for change in changes {
      let source = change.source == .commandLine ? "  (--set)" : ""
      lines.append("  \(change.path): \(change.from) → \(change.to)\(source)")
    }
    return lines
  }
}

extension ResultsDocument.Figure {
  /// The values of an array.
  func values(_ name: String) throws(ResultTreeError) -> [Double] {
    guard let array = array(name) else {
      throw .unexpected(place: "“\(title)”", expected: "the array `\(name)`", found: "none")
    }
    return array.values
  }

  /// More rows, columns, lines or panels than this nobody can look at.
  private static let mostCombinations = 1 << 20

  /// Every combination of labels of some axes, row-major; one empty combination for no axes.
  ///
  /// - Throws: `.tooMany` for more than a million: where one axis is empty, the others can be long at no cost to a file.
  func combinations(_ axes: [String]) throws(ResultTreeError) -> [[String]] {
    var combinations: [[String]] = [[]]
    for name in axes {
      let labels = axis(name)?.labelTexts ?? []
      let (count, overflow) = combinations.count.multipliedReportingOverflow(by: labels.count)
      guard !overflow, count <= Self.mostCombinations else {
        throw .tooMany(
          place: "“\(title)”", what: "points of \(axes.joined(separator: ", "))",
          limit: Self.mostCombinations, found: overflow ? .max : count)
      }
      combinations = combinations.flatMap { combination in labels.map { combination + [$0] } }
    }
    return combinations
  }
}
