/// What a published value is counted in: the words of the column `unit`.
package enum PublishedUnit: String, Sendable, Hashable, CaseIterable {
  case percent = "%"
  case fraction
  case steps
  case nats
  case bits
  case parameters
  /// An empty field: the unit of the measure.
  case plain = ""

  /// Words that mean the same.
  private static let others = ["percent": PublishedUnit.percent]

  /// - Parameter text: without space around it.
  init?(word text: String) {
    guard let unit = Self(rawValue: text) ?? Self.others[text] else { return nil }
    self = unit
  }

  /// Every word that may stand in the column.
  static var words: [String] { allCases.map(\.rawValue).filter { !$0.isEmpty } + others.keys }

  /// What a measure's values are, as far as published ones have to fit them.
  struct Quantity {
    /// Within a sentence: `a share`.
    var noun: String
    /// Apart from an empty field.
    var units: [PublishedUnit]
    var range: ClosedRange<Double>

    /// Nil for a measure that no table shows.
    init?(ofMeasure constructor: String) {
      let positive = 0...Double.infinity
      switch constructor {
      case "Accuracy": self.init("a share", [.percent, .fraction], 0...1)
      case "GeneralizationGap":
        self.init("a difference of shares", [.percent, .fraction], -1...1)
      case "StepsTo": self.init("a number of steps", [.steps], positive)
      case "ParameterCount": self.init("a number of parameters", [.parameters], positive)
      case "Loss": self.init("a loss in nats", [.nats], positive)
      case "BitsPerByte": self.init("a number of bits", [.bits], positive)
      default: return nil
      }
    }

    private init(_ noun: String, _ units: [PublishedUnit], _ range: ClosedRange<Double>) {
      (self.noun, self.units, self.range) = (noun, units, range)
    }
  }
}

/// How far a published value is to be trusted: the words of the column `confidence`.
package enum PublishedConfidence: String, Sendable, Hashable, CaseIterable {
  /// The authors' own text or code.
  case authors
  /// Read in the source itself.
  case primary
  /// A transcription, not seen in the source itself.
  case secondary
  /// There is no value, or nothing is known of it.
  case unknown
}
