import Foundation

/// Quantities as people read them: three digits at most, and a unit.
package enum Amount {
  /// `340 kB`, `12 MB`, `1.9 GB`; never less than what it stands for.
  static func bytes(_ bytes: Int) -> String {
    if bytes < 1_000_000 { return "\((bytes + 999) / 1_000) kB" }
    if bytes < 10_000_000_000 { return "\((bytes + 999_999) / 1_000_000) MB" }
    return "\((bytes + 999_999_999) / 1_000_000_000) GB"
  }

  /// `31,744` as `31.7 k`, `10.6 M`, `1.56 G`.
  static func count(_ count: Int) -> String {
    count < 1_000 ? String(count) : scaled(Double(count), ["", "k", "M", "G", "T"])
  }

  /// `12.3 GFLOP`, `4.56 PFLOP`.
  static func operations(_ operations: Double) -> String {
    scaled(operations, ["", "k", "M", "G", "T", "P", "E", "Z"]) + "FLOP"
  }

  /// `8 s`, `9 min`, `3 h`, `12 days`.
  package static func duration(_ seconds: Double) -> String {
    guard abs(seconds) < 1e11 else { return "" }
    let whole = Int(seconds.rounded())
    if whole < 120 { return "\(max(1, whole)) s" }
    if whole < 7_200 { return "\((whole + 30) / 60) min" }
    if whole < 172_800 { return "\((whole + 1_800) / 3_600) h" }
    return "\((whole + 43_200) / 86_400) days"
  }

  /// `6 to 14 min`, `50 s to 3 min`; one duration where both ends read the same.
  static func duration(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (duration(range.lowerBound), duration(range.upperBound))
    if low == high { return "about \(low)" }
    let unit = high.drop { $0 != " " }
    return low.hasSuffix(unit) ? "\(low.dropLast(unit.count)) to \(high)" : "\(low) to \(high)"
  }

  /// Three digits and the prefix that leaves a number below a thousand.
  private static func scaled(_ value: Double, _ prefixes: [String]) -> String {
    var (value, index) = (max(0, value), 0)
    while value >= 999.5, index + 1 < prefixes.count {
      value /= 1_000
      index += 1
    }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return String(format: "%.\(index == 0 ? 0 : digits)f ", value) + prefixes[index]
  }
}
