import FPTFigures

/// Samples of what stands for a series.
enum SVGLegend {
  static let size = (width: 30.0, height: 10.0)

  /// The sample of a series as an element of its own.
  static func key(_ index: Int, of drawn: DrawnChart) -> String {
    "<svg class=\"key\" viewBox=\"0 0 30 10\" aria-hidden=\"true\">\(sample(index, of: drawn))</svg>"
  }

  /// The line and shape of a series, or a piece of its bars.
  static func sample(_ index: Int, of drawn: DrawnChart) -> String {
    let style = drawn.styles[index]
    let name = drawn.names[index]
    let mark = drawn.chart.panels.lazy.flatMap(\.series).first { $0.name == name }?.mark ?? .line
    switch mark {
    case .bars, .stack:
      return "<path class=\"a\(style.color)\"\(style.opacity) d=\"M6 0H24V10H6z\"/>"
    case .points: return SVGMarker.render(style, x: 15, y: 5)
    case .line:
      let hasLine = drawn.chart.x.categories == nil && drawn.chart.y.categories == nil
      return (hasLine ? "<path class=\"s\(index)\" d=\"M1 5H29\"/>" : "")
        + SVGMarker.render(style, x: hasLine && !drawn.hasMarkers ? 27 : 15, y: 5)
    }
  }
}

extension SeriesStyle {
  /// The attribute of bars of this style; empty where they are as strong as others.
  var opacity: String { isPale ? " opacity=\".45\"" : "" }
}
