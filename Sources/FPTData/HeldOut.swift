import FPTEngine
import FPTSchema

/// Which examples of a data set without published splits are held out for validation and test.
///
/// Each of both gets its fraction of the examples, rounded down, but at least one. The choice depends on the number of examples
/// alone: never on the seed of a cell, so that all cells are asked the same questions.
public struct HeldOut: Sendable, Hashable {
  /// The choice of held-out examples.
  public enum Choice: String, FieldChoice, Hashable {
    /// At random, always the same.
    case random
    /// The last ones: validation, then test.
    case last

    /// What one of them is called in a message.
    public static let noun = "choice of held-out examples"
  }

  /// The largest fraction.
  ///
  /// A fraction is above 0 and at most this.
  package static let largestFraction = 0.4

  /// Fraction of the examples held out for validation; nil where none are.
  public var validation: Double?
  /// Fraction of the examples held out for test; nil where none are.
  public var test: Double?
  /// Whether the held-out examples are drawn at random or are the last ones.
  public var choice: Choice

  /// Holds out fractions of the examples; by default a tenth each for validation and test.
  public init(validation: Double? = 0.1, test: Double? = 0.1, choice: Choice = .random) {
    self.validation = validation
    self.test = test
    self.choice = choice
  }

  /// Throws `TaskError.parameterOutOfRange` unless both fractions are in their range.
  func check(task: String) throws(TaskError) {
    for (name, fraction) in [("validation", validation), ("test", test)] {
      guard let fraction, !(fraction > 0 && fraction <= Self.largestFraction) else { continue }
      throw .parameterOutOfRange(
        task: task, parameter: name,
        expected: "above 0 and at most \(Int(Self.largestFraction * 100)) %",
        found: Int(exactly: (fraction * 100).rounded()) ?? .max)
    }
  }

  /// The examples of each split, in the order of the data.
  ///
  /// - Returns: nil where there are too few examples for one in each split.
  func split(_ count: Int) -> [TaskSplit: [Int]]? {
    let (validation, test) = (Self.share(validation, of: count), Self.share(test, of: count))
    let train = count - validation - test
    guard train >= 1 else { return nil }
    let order =
      choice == .last
      ? Array(0..<count) : RandomStream(seed: 0, name: "held-out examples").permutation(count)
    return [
      .train: order[..<train].sorted(), .validation: order[train..<train + validation].sorted(),
      .test: order[(train + validation)...].sorted(),
    ]
  }

  /// A fraction of a number, rounded down but at least 1; 0 for no fraction.
  static func share(_ fraction: Double?, of count: Int) -> Int {
    fraction.map { max(1, Int(Double(count) * $0)) } ?? 0
  }
}

extension HeldOut {
  /// A field for a share of the data that is not trained on.
  static func field(
    _ name: String, default share: Double, _ documentation: String
  ) -> Field<Double> {
    Field(
      name, default: share, type: .fraction,
      range: NumberRange(from: 0, to: largestFraction, excludesLower: true), documentation,
      example: "\(name): 20%")
  }
}
