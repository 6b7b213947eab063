/// The shape of a series at a point, the same in plots and legends.
enum SVGMarker {
  static func render(
    _ style: SeriesStyle, x: Double, y: Double, radius r: Double = 2.8, title: String? = nil
  ) -> String {
    func n(_ value: Double) -> String { SVGElement.number(value) }
    let ending = title.map { ">\(SVGElement.title($0))</" } ?? "/"
    func path(_ data: String, kind: String = "m") -> String {
      let end = title == nil ? "/>" : ending + "path>"
      return "<path class=\"\(kind)\(style.color)\" d=\"\(data)\"\(end)"
    }
    func circle(_ kind: String, _ radius: Double) -> String {
      let end = title == nil ? "/>" : ending + "circle>"
      return
        "<circle class=\"\(kind)\(style.color)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"\(end)"
    }
    switch style.shape {
    case .circle: return circle("m", r)
    case .ring: return circle("o", r)
    case .square: return path("M\(n(x - r)) \(n(y - r))h\(n(2 * r))v\(n(2 * r))h\(n(-2 * r))z")
    case .triangle:
      return path("M\(n(x)) \(n(y - 1.25 * r))L\(n(x + 1.2 * r)) \(n(y + r))H\(n(x - 1.2 * r))z")
    case .downward:
      return path("M\(n(x)) \(n(y + 1.25 * r))L\(n(x + 1.2 * r)) \(n(y - r))H\(n(x - 1.2 * r))z")
    case .diamond:
      let d = 1.35 * r
      return path(
        "M\(n(x)) \(n(y - d))L\(n(x + d)) \(n(y))L\(n(x)) \(n(y + d))L\(n(x - d)) \(n(y))z")
    case .cross:
      return path(
        "M\(n(x - r)) \(n(y - r))L\(n(x + r)) \(n(y + r))M\(n(x - r)) \(n(y + r))L\(n(x + r)) \(n(y - r))",
        kind: "o")
    case .bar: return path("M\(n(x)) \(n(y - 1.3 * r))V\(n(y + 1.3 * r))", kind: "o")
    case .star:
      return path(
        "M\(n(x)) \(n(y - 1.2 * r))V\(n(y + 1.2 * r))M\(n(x - r)) \(n(y - 0.7 * r))L\(n(x + r)) \(n(y + 0.7 * r))M\(n(x - r)) \(n(y + 0.7 * r))L\(n(x + r)) \(n(y - 0.7 * r))",
        kind: "o")
    }
  }
}
