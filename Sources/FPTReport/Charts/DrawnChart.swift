import FPTFigures

/// A chart as it is drawn: the series and panels that there is room for, the scales of each panel, and words for what is left out.
struct DrawnChart {
  /// A panel with its scales; nil where there is nothing to draw.
  struct Panel {
    var content: ChartPanel
    var scales: ChartScales?
    /// Why there is nothing in it, or what is missing; nil where the marks speak for themselves.
    var note: String?
  }

  let chart: Chart
  /// Names of the series that are drawn, each with its own color, shape and letter.
  let names: [String]
  /// The style of each of them.
  let styles: [SeriesStyle]
  let panels: [Panel]
  /// What is not drawn, and why.
  let remarks: [String]

  /// More lines than this in one chart nobody tells apart.
  static let mostSeries = 12
  /// More panels than this nobody looks at.
  static let mostPanels = 24
  /// Lines of at most so many points have a marker at each.
  static let mostMarkers = 12

  init(_ whole: Chart) {
    var chart = whole
    var remarks = whole.remarks
    let allNames = whole.seriesNames
    names = Array(allNames.prefix(Self.mostSeries))
    if allNames.count > names.count {
      let shown = Set(names)
      for index in chart.panels.indices {
        chart.panels[index].series.removeAll { !shown.contains($0.name) }
      }
      remarks.append("\(names.count) of \(allNames.count) series are drawn; all are in the file")
    }
    if chart.panels.count > Self.mostPanels {
      chart.panels = Array(chart.panels.prefix(Self.mostPanels))
      remarks.append(
        "\(Self.mostPanels) of \(whole.panels.count) panels are drawn; all are in the file")
    }
    self.chart = chart
    styles = Self.styles(of: names, in: chart)
    let scales = ChartScales.all(of: chart)
    panels = zip(chart.panels, scales).map { panel, scales in
      Panel(
        content: panel, scales: scales,
        note: panel.note
          ?? (scales != nil
            ? nil : panel.isEmpty ? "nothing to draw yet" : "no scale holds these values"))
    }
    let hidden = chart.pointsWithoutLogarithm
    if hidden > 0 {
      remarks.append(
        hidden == 1
          ? "1 value of 0 or less has no place on a logarithmic scale"
          : "\(hidden) values of 0 or less have no place on a logarithmic scale")
    }
    if panels.contains(where: { $0.scales?.cutsIntervals(of: $0.content) ?? false }) {
      remarks.append("intervals that reach beyond an axis are cut")
    }
    self.remarks = remarks
  }

  /// What marks mean; nil where there is nothing to say.
  ///
  /// On a terminal intervals are dots, and single seeds are not drawn.
  func caption(onTerminal: Bool = false) -> String? {
    let hasNames = chart.x.scale.hasNames || chart.y.scale.hasNames
    let hasBands = !hasNames && chart.panels.contains { $0.series.contains { $0.mark == .line } }
    let mark = hasBands ? onTerminal ? "dots" : "band" : "bar"
    let words =
      chart.caption + [chart.intervals.map { "\(mark): \($0)" }].compactMap(\.self)
      + (onTerminal
        ? []
        : [chart.threads.map { "\(hasNames ? "circles" : "thin lines"): \($0)" }].compactMap(\.self))
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  /// The color, shape and letter of a series; 0 for a name that is not drawn.
  func index(of series: ChartSeries) -> Int { names.firstIndex(of: series.name) ?? 0 }

  func style(of series: ChartSeries) -> SeriesStyle {
    styles.isEmpty ? SeriesStyle(0) : styles[index(of: series)]
  }

  /// Hues are numbered in the order of the names that have them.
  private static func styles(of names: [String], in chart: Chart) -> [SeriesStyle] {
    let series = chart.panels.lazy.flatMap(\.series)
    var hues: [String] = []
    return names.enumerated().map { index, name in
      let first = series.first { $0.name == name }
      guard let hue = first?.hue else { return SeriesStyle(index) }
      if !hues.contains(hue) { hues.append(hue) }
      return SeriesStyle(
        index, hue: hues.firstIndex(of: hue), isPale: first?.isPale ?? false)
    }
  }

  /// Whether there is anything to tell apart.
  var hasLegend: Bool { names.contains { !$0.isEmpty } }

  /// Whether lines have a marker at each of their points.
  var hasMarkers: Bool {
    panels.allSatisfy { $0.content.series.allSatisfy { $0.points.count <= Self.mostMarkers } }
  }
}

extension ChartPanel {
  /// Whether no point has a place.
  fileprivate var isEmpty: Bool {
    series.allSatisfy { $0.points.allSatisfy { !$0.x.isFinite || !$0.y.isFinite } }
  }
}

extension Chart {
  /// The number of points that a logarithmic scale leaves out.
  fileprivate var pointsWithoutLogarithm: Int {
    panels.lazy.flatMap(\.series).flatMap(\.points).count {
      $0.x.isFinite && $0.y.isFinite
        && (x.isLogarithmic && $0.x <= 0 || y.isLogarithmic && $0.y <= 0)
    }
  }
}
