/// A value that changes during training: a pure function of the step and of the number of steps.
///
/// What is frozen and how large the steps are both follow from it, so that a run that goes on from a checkpoint goes on with the same
/// values.
public protocol StepFunction<Value>: Sendable {
  /// The type of the function's values.
  associatedtype Value

  /// The value that holds for the step from `step` to `step + 1` of a run of `steps` steps; `step`
  /// counts from 0.
  func value(atStep step: Int, of steps: Int) -> Value
}
