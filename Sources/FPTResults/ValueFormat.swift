/// The format of a measure's values: `number(2)` or `percent(1)`.
public enum ValueFormat: Sendable, Hashable {
  /// A number with that many decimals.
  case number(digits: Int)
  /// A fraction times one hundred; the percent sign stands once, in the heading.
  case percent(digits: Int)

  /// Most decimals that a double can carry.
  package static let mostDigits = 15

  /// Decimal places, within what a double can carry.
  public var digits: Int {
    switch self {
    case .number(let digits), .percent(let digits): min(max(digits, 0), Self.mostDigits)
    }
  }
}
