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

/// The same learning rate at every step, as in the paper.
public struct Constant: LearningRateSchedule {
  /// A schedule without parameters.
  public init() {}

  /// 1 at every step.
  public func value(atStep step: Int, of steps: Int) -> Double { 1 }
}

extension Constant: DeclaredSchedule {
  package static let declaration = ConstructorSchema(
    "Constant", .schedule, "The same learning rate at every step, as in the paper.",
    example: "Constant()")

  package init(_ fields: FieldValues) { self.init() }
}
