import FPTResults
import FPTSchema

/// A kind of plot: which arrays it computes of a run, what the results file says of it, and how it is drawn.
///
/// A measure names the kind that draws it in its schema (``PlotSchema/kind``). A new kind is one file in this target with a type that
/// conforms to this; it is found by its conformance.
package protocol PlotKind: Sendable {
  /// The kind, as measures name it and results files keep it.
  static var kind: String { get }

  /// What the field `kind` of a plot chooses, for a kind that draws numbers; nil where the measure alone says how it is drawn.
  static var choice: PlotSchema? { get }

  /// The plot as data: arrays over the axes of facets, series and what the measure adds.
  static func figure(_ plot: PlotSpecification, of run: RunData) -> ResultsDocument.Figure

  /// The plot's entry in the notebook of a results file.
  static func item(_ plot: PlotSpecification, of run: RunData?) -> NotebookLayout.Item

  /// The drawing of a plot of a results file; nil for an item of another kind.
  ///
  /// - Throws: `ResultTreeError` where an array is missing or has another size.
  static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing?
}

extension PlotKind {
  package static var choice: PlotSchema? { nil }
}

/// The kinds of plots by their names.
package enum PlotKinds {
  /// What the field `kind` of a plot chooses from: lines, which is what it is unasked, then the others by their words.
  package static var choices: [PlotSchema] {
    let choices = declaredPlotKinds.compactMap { $0.choice }
    let isLines: (PlotSchema) -> Bool = { $0.kind == PlotSchema.linesKind }
    return choices.filter(isLines)
      + choices.filter { !isLines($0) }.sorted { ($0.word ?? "") < ($1.word ?? "") }
  }

  /// The kind of a name; nil for one that this version does not have.
  package static func named(_ name: String) -> (any PlotKind.Type)? {
    declaredPlotKinds.first { $0.kind == name }
  }

  /// The drawing of a plot of a results file; nil for an item that is no plot of a known kind.
  ///
  /// - Throws: `ResultTreeError`.
  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    for kind in declaredPlotKinds {
      if let drawing = try kind.drawing(of: item, in: plots) { return drawing }
    }
    return nil
  }
}

/// The tables or plots of a results file, by name.
package struct FigureList: Sendable {
  private let figures: [ResultsDocument.Figure]

  /// The figures of a results file.
  package init(_ figures: [ResultsDocument.Figure]) { self.figures = figures }

  /// The figure of a name.
  ///
  /// - Throws: `ResultTreeError` where there is none, which reading the file tells before.
  package func figure(_ name: String) throws(ResultTreeError) -> ResultsDocument.Figure {
    guard let figure = figures.first(where: { $0.name == name }) else {
      throw .unexpected(place: "/notebook", expected: "the figure “\(name)”", found: "none")
    }
    return figure
  }
}
