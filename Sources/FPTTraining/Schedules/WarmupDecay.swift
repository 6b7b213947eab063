import FPTSchema

/// A learning rate that rises along a line over the first part of the steps, and then falls.
public protocol WarmupDecay: LearningRateSchedule {
  /// The share of the steps in which the rate rises: 0 … 1.
  var warmup: Double { get }
  /// The factor that the rate falls to: 0 … 1.
  var end: Double { get }

  /// What is left of the fall, from 1 to 0, where a share of its steps is done.
  func fall(_ done: Double) -> Double
}

extension WarmupDecay {
  /// The factor at a step.
  ///
  /// Warm-up: (step + 1) / warm-up steps, so that the first step is not lost. Then end + (1 − end) ·
  /// fall, over the steps that are left.
  public func value(atStep step: Int, of steps: Int) -> Double {
    let rise = rise(of: steps)
    if Double(step) < rise { return Double(step + 1) / rise }
    let left = Double(steps) - rise
    let done = left > 0 ? min(1, (Double(step) - rise) / left) : 1
    return end + (1 - end) * fall(done)
  }

  /// Steps in which the rate rises.
  private func rise(of steps: Int) -> Double { (warmup * Double(steps)).rounded() }

  /// The end of the warm-up, if there is one.
  public func phases(of steps: Int) -> [SchedulePhase] {
    let rise = rise(of: steps)
    guard rise > 0, rise < Double(steps) else { return [] }
    return [SchedulePhase(step: Int(rise), name: "warm-up ends")]
  }
}

/// The fields of schedules that rise and fall.
@usableFromInline
package enum WarmupDecayFields {
  @usableFromInline package static let warmup = Field(
    "warmup", default: 0.0, type: .fraction, range: NumberRange(from: 0, to: 1),
    "The share of the steps in which the rate rises from 0 along a line.", example: "warmup: 5%")
  @usableFromInline package static let end = Field(
    "final", default: 0.0, type: .fraction, range: NumberRange(from: 0, to: 1),
    "The factor of the learning rate that is left at the end.", example: "final: 10%")
}
