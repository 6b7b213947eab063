import FPTEngine
import FPTSchema

/// A rise along a line, then a fall along half a cosine (Loshchilov and Hutter 2017).
public struct CosineDecay: WarmupDecay {
  /// The share of the steps in which the rate rises: 0 … 1.
  public var warmup: Double
  /// The factor that the rate falls to: 0 … 1.
  public var end: Double

  /// A schedule; by default without warm-up, and down to 0.
  public init(
    warmup: Double = WarmupDecayFields.warmup.defaultValue,
    end: Double = WarmupDecayFields.end.defaultValue
  ) {
    self.warmup = warmup
    self.end = end
  }

  /// (1 + cos(π · done)) / 2.
  public func fall(_ done: Double) -> Double {
    (1 + ScalarElementary.sineAndCosine(turns: done / 2).cosine) / 2
  }
}

extension CosineDecay: DeclaredSchedule {
  package static let declaration = ConstructorSchema(
    "Cosine", .schedule, fields: [WarmupDecayFields.warmup, WarmupDecayFields.end],
    "The learning rate rises along a line, then falls along half a cosine "
      + "(Loshchilov and Hutter 2017).",
    example: "Cosine(warmup: 5%)")

  package init(_ fields: FieldValues) throws {
    self.init(
      warmup: try fields[WarmupDecayFields.warmup], end: try fields[WarmupDecayFields.end])
  }
}
