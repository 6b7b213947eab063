import Foundation

/// Colors of heat maps: from the page's own to the far end of lightness, in even steps of lightness (Oklab, Ottosson 2020).
///
/// Lightness alone says the value, so that gray print and every reader's eyes do; the hue only helps. On each color a number stands in
/// black or white, whichever has more contrast: at least 4.5 to 1 on any color.
struct HeatColors: Hashable {
  /// Steps of color from the lowest to the highest value.
  static let steps = 32

  /// A color in Oklab: lightness from 0 to 1, and two opponent axes.
  private struct Lab: Hashable {
    var lightness, greenRed, blueYellow: Double
  }

  private let ends: (low: Lab, middle: Lab, high: Lab)

  static func == (a: Self, b: Self) -> Bool { a.ends == b.ends }
  func hash(into hasher: inout Hasher) { hasher.combine(ends.low) }

  /// On light ground and on paper: dark is much.
  static let light = HeatColors(
    low: Lab(lightness: 0.975, greenRed: -0.004, blueYellow: -0.004),
    middle: Lab(lightness: 0.635, greenRed: -0.055, blueYellow: -0.085),
    high: Lab(lightness: 0.295, greenRed: 0.04, blueYellow: -0.125))
  /// On dark ground: bright is much.
  static let dark = HeatColors(
    low: Lab(lightness: 0.235, greenRed: 0.0, blueYellow: -0.02),
    middle: Lab(lightness: 0.59, greenRed: -0.05, blueYellow: -0.09),
    high: Lab(lightness: 0.945, greenRed: -0.035, blueYellow: 0.09))

  private init(low: Lab, middle: Lab, high: Lab) { ends = (low, middle, high) }

  /// The colors on the ground of a palette.
  init(on palette: ChartPalette) {
    self = Self.luminance(of: palette.page) < 0.2 ? .dark : .light
  }

  /// A color as `#rrggbb`.
  func color(_ step: Int) -> String {
    "#"
      + Self.bytes(of: lab(step)).map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// Black or white, whichever can be read better on a color.
  func ink(on step: Int) -> String {
    let luminance = Self.luminance(of: Self.bytes(of: lab(step)))
    return Self.contrast(luminance, 1) > Self.contrast(luminance, 0) ? "#ffffff" : "#000000"
  }

  /// Rules for squares `h0`, `h1`, … and for numbers on them, `v0`, `v1`, ….
  var rules: String {
    let squares = (0...Self.steps).map { "svg .h\($0) { fill: \(color($0)); stroke: none; }" }
    let inks = Dictionary(grouping: 0...Self.steps, by: ink).sorted { $0.key < $1.key }
    return
      (squares
      + inks.map { ink, steps in
        steps.map { "svg .v\($0)" }.joined(separator: ", ") + " { fill: \(ink); }"
      }).joined(separator: "\n")
  }

  /// The same rules for a page whose reader chooses between light ground and dark.
  static let switching: String = {
    let steps = 0...Self.steps
    return
      (steps.map { "svg .h\($0) { fill: light-dark(\(light.color($0)), \(dark.color($0))); }" }
      + steps.map { "svg .v\($0) { fill: light-dark(\(light.ink(on: $0)), \(dark.ink(on: $0))); }" })
      .joined(separator: "\n")
  }()

  private func lab(_ step: Int) -> Lab {
    let share = Double(min(max(step, 0), Self.steps)) / Double(Self.steps)
    let (from, to) = share < 0.5 ? (ends.low, ends.middle) : (ends.middle, ends.high)
    let within = share < 0.5 ? share * 2 : share * 2 - 1
    func between(_ axis: KeyPath<Lab, Double>) -> Double {
      from[keyPath: axis] + (to[keyPath: axis] - from[keyPath: axis]) * within
    }
    return Lab(
      lightness: between(\.lightness), greenRed: between(\.greenRed),
      blueYellow: between(\.blueYellow))
  }

  private static func bytes(of color: Lab) -> [Int] {
    let (l, a, b) = (color.lightness, color.greenRed, color.blueYellow)
    func cubed(_ value: Double) -> Double { value * value * value }
    let long = cubed(l + 0.396_337_777_4 * a + 0.215_803_757_3 * b)
    let medium = cubed(l - 0.105_561_345_8 * a - 0.063_854_172_8 * b)
    let short = cubed(l - 0.089_484_177_5 * a - 1.291_485_548 * b)
    return [
      4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
      -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
      -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ].map { linear in
      let clamped = min(max(linear, 0), 1)
      let encoded =
        clamped <= 0.003_130_8 ? 12.92 * clamped : 1.055 * pow(clamped, 1 / 2.4) - 0.055
      return Int((encoded * 255).rounded())
    }
  }

  /// Relative luminance (WCAG 2.2) of a color as `#rrggbb`; 1 for what is none.
  static func luminance(of color: String) -> Double {
    let digits = color.dropFirst()
    guard digits.count == 6, let number = Int(digits, radix: 16) else { return 1 }
    return luminance(of: [number >> 16 & 255, number >> 8 & 255, number & 255])
  }

  private static func luminance(of bytes: [Int]) -> Double {
    zip([0.2126, 0.7152, 0.0722], bytes).reduce(0) { sum, part in
      let value = Double(part.1) / 255
      let linear = value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      return sum + part.0 * linear
    }
  }

  /// Contrast (WCAG 2.2) of two luminances: 1 to 21.
  static func contrast(_ one: Double, _ other: Double) -> Double {
    (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }
}
