import FPTSchema

/// A factor of the learning rate at each step; 1 is the rate that the optimizer was given.
public protocol LearningRateSchedule: StepFunction, Hashable where Value == Double {}

/// A schedule that experiment files can call.
///
/// A new one is one file in this target with a type that conforms to it; it is found by its conformance.
package protocol DeclaredSchedule: LearningRateSchedule {
  /// Name, fields, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// The schedule that a file asks for.
  init(_ fields: FieldValues) throws
}
