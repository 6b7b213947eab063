import FPTResults
import FPTSchema

/// The entry of the notebook for a kind of plot that has none of its own in the format: its kind, its group, its axes and its words.
struct PlotItem {
  var kind: String
  /// Name of the group in `/plots`.
  var plot: String
  /// Axes that tell panels apart, and axes that tell marks apart.
  var facets: [String]
  var series: [String]
  /// Other axes by what they are for.
  var axes: [(role: String, names: [String])] = []
  /// Words beside the axes.
  var xLabel = ""
  var yLabel = ""
  var xFormat: ValueFormat?
  var yFormat: ValueFormat?
  /// The name of published values.
  var reference: String?
}

extension PlotItem {
  /// The entry of a kind whose marks are points, one for each point of the axes that tell neither panels nor series apart.
  init(pointsOf plot: PlotSpecification, kind: String, in run: RunData?) {
    let further = run?.pointAxes(of: plot).dropFirst((plot.facet + plot.series).count) ?? []
    self.init(
      kind: kind, plot: plot.title, facets: plot.facet, series: plot.series,
      axes: [("points", Array(further))])
    yLabel = plot.measure
    yFormat = run?.format(of: plot.measure)
  }

  /// The item as the results file keeps it.
  var item: NotebookLayout.Item {
    func encoded(_ names: [String]) -> ResultAttribute.Value {
      .texts(names.map(ResultName.encoded))
    }
    var attributes = [
      ResultAttribute("plot", .text(ResultName.encoded(plot))),
      ResultAttribute("facets", encoded(facets)), ResultAttribute("series", encoded(series)),
    ]
    attributes += axes.map { ResultAttribute($0.role, encoded($0.names)) }
    attributes += [
      ResultAttribute("x_label", .text(xLabel)), ResultAttribute("y_label", .text(yLabel)),
    ]
    for (prefix, format) in [("x_", xFormat), ("", yFormat)] {
      guard let format else { continue }
      attributes += [
        ResultAttribute("\(prefix)format", .text(format.unitWord)),
        ResultAttribute("\(prefix)digits", .integer(Int64(format.digits))),
      ]
    }
    if let reference { attributes.append(ResultAttribute("reference", .text(reference))) }
    return .other(kind: kind, attributes: attributes)
  }

  /// The item of a results file; nil for one of another kind.
  ///
  /// - Throws: `ResultTreeError` where it does not say what it has to, or its group does not have the axes in this order.
  init?(
    _ item: NotebookLayout.Item, kind: String, roles: [String] = [], in plots: FigureList
  ) throws(ResultTreeError) {
    guard case .other(kind, let attributes) = item else { return nil }
    func value(_ name: String) -> ResultAttribute.Value? {
      attributes.first { $0.name == name }?.value
    }
    func unexpected(_ name: String) -> ResultTreeError {
      .unexpected(
        place: "/notebook@\(name)", expected: "what a plot of the kind \(kind) has", found: "none")
    }
    func names(_ name: String) throws(ResultTreeError) -> [String] {
      guard let texts = value(name)?.texts else { throw unexpected(name) }
      var names: [String] = []
      for text in texts {
        guard let decoded = ResultName.decoded(text) else { throw unexpected(name) }
        names.append(decoded)
      }
      return names
    }
    func format(_ prefix: String) -> ValueFormat? {
      guard let word = value("\(prefix)format")?.text,
        let digits = value("\(prefix)digits")?.integer.flatMap({ Int(exactly: $0) })
      else { return nil }
      return ValueFormat(unitWord: word, digits: digits)
    }
    guard let plot = item.figureName else { throw unexpected("plot") }
    self.init(
      kind: kind, plot: plot, facets: try names("facets"), series: try names("series"))
    for role in roles { axes.append((role, try names(role))) }
    (xLabel, yLabel) = (value("x_label")?.text ?? "", value("y_label")?.text ?? "")
    (xFormat, yFormat) = (format("x_"), format(""))
    reference = value("reference")?.text
    let own = try plots.figure(plot).axes.map(\.name)
    let said = facets + series + axes.flatMap(\.names)
    guard own == said else {
      throw .unexpected(
        place: "/plots/\(plot)", expected: "the axes \(said)", found: "\(own)")
    }
  }
}

extension ValueFormat {
  /// The word of the format in a results file.
  fileprivate var unitWord: String {
    if case .percent = self { "percent" } else { "number" }
  }

  /// The format of a word; nil for another word, and for digits that nothing has.
  fileprivate init?(unitWord: String, digits: Int) {
    guard (0...ValueFormat.mostDigits).contains(digits) else { return nil }
    switch unitWord {
    case "percent": self = .percent(digits: digits)
    case "number": self = .number(digits: digits)
    default: return nil
    }
  }
}
