/// Durations as progress shows them.
enum DurationText {
  /// `0:07`, `12:31`, `3:02:45`, `2 d 4 h`; `–:––` where nothing is known.
  static func clock(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–:––" }
    let total = Int(seconds.rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total >= 172_800 { return "\(total / 86_400) d \(total % 86_400 / 3_600) h" }
    if total >= 3_600 { return "\(total / 3_600):\(two(total % 3_600 / 60)):\(two(total % 60))" }
    return "\(total / 60):\(two(total % 60))"
  }

  /// `0.8 s`, `41 s`, then as `clock`.
  static func elapsed(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    if seconds < 10 { return ValueFormat.fixed(seconds, digits: 1) + " s" }
    if seconds < 60 { return ValueFormat.fixed(seconds, digits: 0) + " s" }
    return clock(seconds)
  }
}
