/// The code of a diagnostic: a stable number with its explanation.
///
/// Numbers are never reused.
///
/// The four files `DiagnosticCode+*.swift` have the codes by what they are about. A new one may stand there, or in the file that
/// reports it:
/// ```swift
/// extension DiagnosticCode {
///   static let unknownGroup = DiagnosticCode(31, "There is no parameter group of this name.", failing: …, mended: …)
/// }
/// ```
/// It is found by its declaration; no list has to be changed.
package struct DiagnosticCode: Sendable {
  /// The number in `FPT0031`.
  package let number: Int
  /// The meaning of the code, with examples.
  package let explanation: DiagnosticExplanation

  init(
    _ number: Int, _ text: String, failing: String? = nil, mended: String? = nil,
    files: [String: String] = [:], profile: String? = nil
  ) {
    self.number = number
    explanation = DiagnosticExplanation(
      text: text, failing: failing, mended: mended, files: files, profile: profile)
  }

  /// `FPT0031`.
  package var description: String {
    let digits = String(number)
    return "FPT" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Reads `FPT0031`, `fpt31` or `31`; nil for anything else.
  package init?(parsing text: String) {
    let upper = text.uppercased()
    let digits = upper.hasPrefix("FPT") ? upper.dropFirst(3) : Substring(upper)
    guard digits.utf8.count <= 6, let number = Int(digits),
      let code = Self.allCases.first(where: { $0.number == number })
    else { return nil }
    self = code
  }

  /// The explanation as `fpt-script explain FPT0031` prints it, ended by a line break.
  package var rendered: String { "\(description)\n\n" + explanation.rendered }
}

extension DiagnosticCode: CaseIterable {
  /// Every code, in the order of the numbers.
  package static let allCases = declaredCodes.sorted { $0.number < $1.number }
}

extension DiagnosticCode: Hashable {
  package static func == (a: Self, b: Self) -> Bool { a.number == b.number }
  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension DiagnosticCode: CustomStringConvertible {}
