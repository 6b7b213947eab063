import FPTEngine
import FPTSchema

/// A rise from 0 over the first part of the steps, then a fall along half a cosine (Loshchilov and Hutter 2017) or a line.
public struct WarmupDecay: LearningRateSchedule {
  /// The shape of the decay.
  public enum Shape: Sendable, Hashable { case cosine, linear }

  /// The shape of the decay after the warm-up.
  public var shape: Shape
  /// The share of the steps in which the rate rises: 0 … 1.
  public var warmup: Double
  /// The factor that the rate falls to: 0 … 1.
  public var end: Double

  /// A schedule; by default without warm-up, and down to 0.
  public init(
    _ shape: Shape, warmup: Double = Fields.warmup.defaultValue,
    end: Double = Fields.end.defaultValue
  ) {
    self.shape = shape
    self.warmup = warmup
    self.end = end
  }

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let warmup = Field(
      "warmup", default: 0.0, type: .fraction, range: NumberRange(from: 0, to: 1),
      "The share of the steps in which the rate rises from 0 along a line.", example: "warmup: 5%")
    @usableFromInline package static let end = Field(
      "final", default: 0.0, type: .fraction, range: NumberRange(from: 0, to: 1),
      "The factor of the learning rate that is left at the end.", example: "final: 10%")
  }

  /// Warm-up: (step + 1) / warm-up steps, so that the first step is not lost.
  ///
  /// Then end + (1 − end) · fall, whose fall goes from 1 to 0 over the steps that are left.
  public func value(atStep step: Int, of steps: Int) -> Double {
    let rise = (warmup * Double(steps)).rounded()
    if Double(step) < rise { return Double(step + 1) / rise }
    let left = Double(steps) - rise
    let done = left > 0 ? min(1, (Double(step) - rise) / left) : 1
    let fall =
      switch shape {
      case .cosine: (1 + ScalarElementary.sineAndCosine(turns: done / 2).cosine) / 2
      case .linear: 1 - done
      }
    return end + (1 - end) * fall
  }
}

/// A fall along half a cosine, as experiment files call it.
package struct Cosine: DeclaredSchedule {
  private let decay: WarmupDecay

  package static let declaration = ConstructorSchema(
    "Cosine", .schedule, fields: [WarmupDecay.Fields.warmup, WarmupDecay.Fields.end],
    "The learning rate rises along a line, then falls along half a cosine "
      + "(Loshchilov and Hutter 2017).", example: "Cosine(warmup: 5%)")

  package init(_ fields: FieldValues) throws {
    decay = WarmupDecay(
      .cosine, warmup: try fields[WarmupDecay.Fields.warmup],
      end: try fields[WarmupDecay.Fields.end])
  }

  package func value(atStep step: Int, of steps: Int) -> Double {
    decay.value(atStep: step, of: steps)
  }
}

/// A fall along a line, as experiment files call it.
package struct Linear: DeclaredSchedule {
  private let decay: WarmupDecay

  package static let declaration = ConstructorSchema(
    "Linear", .schedule, fields: [WarmupDecay.Fields.warmup, WarmupDecay.Fields.end],
    "The learning rate rises along a line, then falls along a line.",
    example: "Linear(warmup: 10%)")

  package init(_ fields: FieldValues) throws {
    decay = WarmupDecay(
      .linear, warmup: try fields[WarmupDecay.Fields.warmup],
      end: try fields[WarmupDecay.Fields.end])
  }

  package func value(atStep step: Int, of steps: Int) -> Double {
    decay.value(atStep: step, of: steps)
  }
}
