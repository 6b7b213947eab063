/// Numbers as other languages write them, and as this one does.
enum NumberSlips {
  private static let general = "numbers are written 100_000, 1e-3 or 10%"

  /// What to write in the place of a number with a flaw.
  static func help(for text: String, _ flaw: Token.Flaw) -> String {
    switch flaw {
    case .noDigitBehindPoint: return "write \(text)0 or \(text.dropLast())"
    case .noDigitBeforePoint: return "write `0\(text)`"
    case .unit(let length):
      let digits = String(text.prefix(length))
      guard let meant = meant(digits, unit: String(text.dropFirst(length))) else { return general }
      return "write `\(meant)`; \(general)"
    }
  }

  private static func meant(_ digits: String, unit: String) -> String? {
    let plain = digits.filter { $0 != "_" }
    switch unit {
    case "f", "F", "d", "D", "L", "l", "u": return digits
    case "k", "K": return Int(plain).flatMap { scaled($0, 1_000) }
    case "m", "M": return Int(plain).flatMap { scaled($0, 1_000_000) }
    default: break
    }
    for (mark, radix) in [("x", 16), ("b", 2), ("o", 8)]
    where plain == "0" && unit.hasPrefix(mark) {
      return Int(unit.dropFirst(), radix: radix).map { grouped($0) }
    }
    return nil
  }

  private static func scaled(_ number: Int, _ factor: Int) -> String? {
    let (product, overflows) = number.multipliedReportingOverflow(by: factor)
    return overflows ? nil : grouped(product)
  }

  /// A whole number with `_` between its thousands, as the language has them.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digit.isNumber, digits[index - 1].isNumber {
        result += "_"
      }
      result.append(digit)
    }
    return result
  }

  /// `1,000` as it is meant: with thousands, or with a decimal comma; nil where commas may separate what stands in a call.
  static func withoutCommas(_ parts: [String], inCall: Bool) -> String? {
    guard let first = parts.first, parts.count > 1, parts.allSatisfy({ $0.allSatisfy(\.isDigit) })
    else { return nil }
    if first != "0", first.count <= 3, parts.dropFirst().allSatisfy({ $0.count == 3 }) {
      return parts.joined(separator: "_")
    }
    guard parts.count == 2, !inCall || (first == "0" && parts[1].count > 1) else { return nil }
    return "\(parts[0]).\(parts[1])"
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
}
