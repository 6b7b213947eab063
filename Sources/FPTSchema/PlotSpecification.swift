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
  /// What is shown beside each other; empty for a plot of one measure and one of its values.
  package var parts: [Part] = []
  /// The axes that tell the parts apart, `run`, `measure` or `split`: they are among those of series and facets.
  package var partAxes: [String] = []
  /// The path of the published values that the plot compares with, and their name in the file.
  package var against: String?
  package var reference: String?

  /// One of several measures, or values of a measure, that a plot shows.
  package struct Part: Sendable, Hashable {
    package var run: String
    package var measure: String
    package var y: String?
    /// A label on each axis that tells parts apart.
    package var labels: [String]

    package init(run: String, measure: String, y: String?, labels: [String]) {
      self.run = run
      self.measure = measure
      self.y = y
      self.labels = labels
    }
  }

  /// Every run that the plot takes numbers from, each once.
  package var runs: [String] {
    var names = [run]
    for part in parts where !names.contains(part.run) { names.append(part.run) }
    return names
  }

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

  /// The plot as its words say it: of several parts, what they have in common.
  package var forWords: PlotSpecification {
    var plot = self
    if partAxes.contains("split"), let metric = y?.split(separator: ".").last {
      plot.y = String(metric)
    }
    if partAxes.contains("measure"), y == nil {
      var names: [String] = []
      for part in parts where !names.contains(part.measure) { names.append(part.measure) }
      plot.y = names.joined(separator: ", ")
    }
    return plot
  }
}
