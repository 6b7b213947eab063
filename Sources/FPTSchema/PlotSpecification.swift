/// The content of a `plot` declaration.
package struct PlotSpecification: Sendable, Hashable {
  /// The heading, which is the name of the figure in results files too.
  package var title: String
  package var run: String
  package var measure: String
  /// The kind of plot, as the catalog knows it.
  package var kind: String
  /// The horizontal quantity: an axis, `step`, or a dimension of the measure.
  package var x: String
  /// The vertical quantity; nil means the measure's number.
  package var y: String?
  package var series: [String]
  package var facet: [String]
  package var logarithmic: Bool
  /// Whether the vertical axis is logarithmic.
  package var hasLogarithmicY: Bool
  /// Whether each panel has a vertical range of its own.
  package var hasFreeY: Bool

  package init(
    title: String, run: String, measure: String, kind: String, x: String, y: String?,
    series: [String], facet: [String], logarithmic: Bool, hasLogarithmicY: Bool = false,
    hasFreeY: Bool = false
  ) {
    self.title = title
    self.run = run
    self.measure = measure
    self.kind = kind
    self.x = x
    self.y = y
    self.series = series
    self.facet = facet
    self.logarithmic = logarithmic
    self.hasLogarithmicY = hasLogarithmicY
    self.hasFreeY = hasFreeY
  }
}
