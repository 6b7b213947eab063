import FPTResults

/// Pieces of SVG, escaped.
enum SVGElement {
  /// One decimal is a tenth of a pixel.
  ///
  /// SVG wants a plain hyphen for minus.
  static func number(_ value: Double) -> String {
    var text = ValueFormat.fixed(value, digits: 1)
    if text.hasSuffix(".0") { text.removeLast(2) }
    return text.replacing("−", with: "-")
  }

  static func text(
    _ text: String, x: Double, y: Double, kind: String, anchor: Anchor = .start,
    turn: Double? = nil, title: String? = nil
  ) -> String {
    guard !text.isEmpty else { return "" }
    let place =
      turn.map {
        "transform=\"translate(\(number(x)) \(number(y))) rotate(\(number($0)))\""
      } ?? "x=\"\(number(x))\" y=\"\(number(y))\""
    let pointed = title.map(Self.title) ?? ""
    return "<text class=\"\(kind)\" \(place) text-anchor=\"\(anchor.rawValue)\">"
      + "\(text.escapedForHTML)\(pointed)</text>\n"
  }

  enum Anchor: String { case start, middle, end }

  /// What a reader sees with the pointer on an element.
  static func title(_ text: String) -> String { "<title>\(text.escapedForHTML)</title>" }

  static func path(_ data: String, kind: String, title: String? = nil, more: String = "") -> String
  {
    guard !data.isEmpty else { return "" }
    let start = "<path class=\"\(kind)\"\(more) d=\"\(data)\""
    guard let title else { return start + "/>\n" }
    return start + ">\(Self.title(title))</path>\n"
  }

  /// The width of a text in the letters of ticks, roughly: browsers have other fonts.
  static func width(of text: String, size: Double = 10.5) -> Double {
    Double(DisplayWidth.of(text)) * size * 0.56
  }

  /// A text that fits, with an ellipsis where something is left out.
  static func fitted(_ text: String, width limit: Double, size: Double = 10.5) -> String {
    text.visible.truncated(toColumns: max(2, Int(limit / (size * 0.56))))
  }
}
