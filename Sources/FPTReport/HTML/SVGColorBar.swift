import FPTFigures

/// The color bar of a heat map: every color, with the values at round places.
struct SVGColorBar {
  let scale: HeatScale
  let label: String

  static let width = 250.0
  private static let (left, top, thickness) = (24.0, 4.0, 10.0)
  private static let length = 200.0

  /// The bar with its words beside it, in a page.
  func render() -> String { element() + "<span>\(label.escapedForHTML)</span>\n" }

  static let height = 30.0

  /// The bar alone.
  func element() -> String {
    let number = SVGElement.number
    var svg =
      "<svg class=\"colorbar\" viewBox=\"0 0 \(number(Self.width)) \(number(Self.height))\" role=\"img\""
    let texts = scale.tickTexts
    let words = "colors from \(texts.first ?? "") to \(texts.last ?? "")"
    svg += " aria-label=\"\(words.escapedForHTML)\">\n"
    let step = Self.length / Double(HeatColors.steps + 1)
    for index in 0...HeatColors.steps {
      // A little wider than the step: no ground shows between two.
      svg += SVGElement.rectangle(
        x: Self.left + Double(index) * step, y: Self.top, width: step + 0.4,
        height: Self.thickness, kind: "h\(index)")
    }
    svg += SVGElement.rectangle(
      x: Self.left, y: Self.top, width: Self.length, height: Self.thickness, kind: "frame")
    var end = -Double.infinity
    for (value, text) in zip(scale.ticks, texts) {
      guard let share = scale.share(of: value) else { continue }
      let x = Self.left + share * Self.length
      let half = SVGElement.width(of: text) / 2
      guard x - half > end + 5 else { continue }
      end = x + half
      svg += SVGElement.path(
        "M\(number(x)) \(number(Self.top + Self.thickness))v3", kind: "axis")
      svg += SVGElement.text(
        text, x: x, y: Self.top + Self.thickness + 13, kind: "tick", anchor: .middle)
    }
    return svg + "</svg>"
  }
}

extension SVGElement {
  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, kind: String, title: String? = nil
  ) -> String {
    let start =
      "<rect class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\""
      + " height=\"\(number(height))\""
    guard let title else { return start + "/>\n" }
    return start + ">\(Self.title(title))</rect>\n"
  }
}
