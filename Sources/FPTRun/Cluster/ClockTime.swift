/// A length of time as people and schedulers write it.
package struct ClockTime: Sendable, Hashable {
  package var seconds: Double

  package init(seconds: Double) { self.seconds = seconds }

  /// Reads `90s`, `45m`, `3h50m`, `2d`, and Slurm's `MM:SS`, `HH:MM:SS`, `D-HH`, `D-HH:MM` and `D-HH:MM:SS`; nil for anything else.
  ///
  /// A plain number would be seconds to some and minutes to others.
  package init?(parsing text: String) {
    guard text.utf8.count <= 24, let seconds = Self.units(text) ?? Self.clock(text) else {
      return nil
    }
    self.seconds = Double(seconds)
  }

  /// Slurm's `D-HH:MM:SS`, in whole minutes, upwards.
  package var slurm: String {
    let minutes = Int((min(max(0, seconds), 1e9) / 60).rounded(.up))
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (days > 0 ? "\(days)-" : "") + "\(two(hours)):\(two(minutes % 60)):00"
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    let isPlain =
      !text.isEmpty && text.utf8.count <= 8 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isPlain ? Int(text) : nil
  }

  private static func units(_ text: String) -> Int? {
    let units: [(Character, Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    var rest = text[...]
    var seconds = 0
    for (unit, size) in units {
      guard let end = rest.firstIndex(of: unit) else { continue }
      guard let count = number(rest[..<end]) else { return nil }
      seconds += count * size
      rest = rest[rest.index(after: end)...]
    }
    return rest.isEmpty && !text.isEmpty ? seconds : nil
  }

  private static func clock(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last else { return nil }
    let words = last.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = words.compactMap { number($0) }
    guard numbers.count == words.count, numbers.dropFirst().allSatisfy({ $0 < 60 }) else {
      return nil
    }
    if parts.count == 2 {
      guard let days = number(parts[0]), (1...3).contains(numbers.count) else { return nil }
      let padded = numbers + Array(repeating: 0, count: 3 - numbers.count)
      return days * 86_400 + padded[0] * 3_600 + padded[1] * 60 + padded[2]
    }
    switch numbers.count {
    case 2: return numbers[0] * 60 + numbers[1]
    case 3: return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
    default: return nil
    }
  }
}
