import FPTSchema

/// A rise along a line, then a fall along a line.
public struct LinearDecay: WarmupDecay {
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

  /// 1 − done.
  public func fall(_ done: Double) -> Double { 1 - done }
}

extension LinearDecay: DeclaredSchedule {
  package static let declaration = ConstructorSchema(
    "Linear", .schedule, fields: [WarmupDecayFields.warmup, WarmupDecayFields.end],
    "The learning rate rises along a line, then falls along a line.",
    example: "Linear(warmup: 10%)")

  package init(_ fields: FieldValues) throws {
    self.init(
      warmup: try fields[WarmupDecayFields.warmup], end: try fields[WarmupDecayFields.end])
  }
}
