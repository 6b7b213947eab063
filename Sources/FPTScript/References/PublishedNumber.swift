/// A number of a file of published values, in decimal digits.
struct PublishedNumber {
  var value: Double
  /// True if a percent sign follows.
  var isPercent: Bool

  /// Why a text is no number, and what to write.
  struct Fault: Error {
    var label: String
    var help: String?
  }

  private static let missing: Set<String> = [
    "na", "n/a", "nan", "none", "null", "-", "–", "—", "?", "unknown",
  ]

  /// Reads a number from a text that is not empty and has no space around it.
  ///
  /// It may have a decimal comma where fields stand between other signs than commas.
  init(_ text: String, hasDecimalComma: Bool) throws(Fault) {
    var digits = text.replacing("\u{2212}", with: "-")
    isPercent = digits.hasSuffix("%")
    if isPercent { digits = String(digits.dropLast()).trimmedOfSpace }
    if digits.contains(",") {
      guard hasDecimalComma, let number = Self.decimal(digits) else {
        throw Self.commaFault(digits, hasDecimalComma: hasDecimalComma)
      }
      digits = number
    }
    guard Self.isDecimal(digits), let number = Double(digits) else {
      throw Self.fault(of: text)
    }
    guard number.isFinite else { throw Fault(label: "this number is too large", help: nil) }
    value = number
  }

  /// `52,1` with a point; nil where the comma may stand between thousands.
  private static func decimal(_ text: String) -> String? {
    let point = text.replacing(",", with: ".")
    guard isDecimal(point), !isGrouped(text) else { return nil }
    return point
  }

  /// `1,234` and `1,234,567`.
  private static func isGrouped(_ text: String) -> Bool {
    let parts = text.drop { $0 == "-" || $0 == "+" }
      .split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count > 1, (1...3).contains(first.utf8.count),
      !first.hasPrefix("0")
    else { return false }
    return parts.dropFirst().allSatisfy { $0.utf8.count == 3 }
      && parts.joined().utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  private static func commaFault(_ text: String, hasDecimalComma: Bool) -> Fault {
    let plain = text.replacing(",", with: "")
    let point = text.replacing(",", with: ".")
    switch (isGrouped(text), isDecimal(point)) {
    case (true, true):
      return Fault(
        label: "a comma may be a decimal comma or stand between thousands",
        help: "write \(plain) or \(point)")
    case (true, false): return Fault(label: "no comma between thousands", help: "write \(plain)")
    case (false, true):
      return Fault(label: "numbers take a decimal point", help: "write \(point)")
    case (false, false):
      let whole = String(text.prefix { $0 != "." })
      guard isGrouped(whole), isDecimal(plain) else { return fault(of: text) }
      return Fault(label: "no comma between thousands", help: "write \(plain)")
    }
  }

  private static func fault(of text: String) -> Fault {
    if missing.contains(text.lowercased()) {
      return Fault(
        label: "a number is expected, or nothing",
        help: "leave the field empty where the value is not known")
    }
    if text.contains("±") {
      return Fault(
        label: "a deviation has no place here", help: "write the number before `±` alone")
    }
    return Fault(
      label: "a number in decimal digits is expected, or nothing",
      help: "what else is to be said of the value stands in the column `source`")
  }

  /// `-12.5e3`: digits, perhaps a point and an exponent.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    func skip(_ marks: String) -> Bool {
      guard let first = rest.first, marks.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = skip("+-")
    var count = digits()
    if skip(".") { count += digits() }
    guard count > 0 else { return false }
    if skip("eE") {
      _ = skip("+-")
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
