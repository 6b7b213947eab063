import FPTSchema

/// A factor of the learning rate at each step; 1 is the rate that the optimizer was given.
public protocol LearningRateSchedule: StepFunction, Hashable where Value == Double {
  /// Where parts of the schedule begin, after the first one, in a run of so many steps; by default nowhere.
  func phases(of steps: Int) -> [SchedulePhase]
}

extension LearningRateSchedule {
  /// None.
  public func phases(of steps: Int) -> [SchedulePhase] { [] }
}

/// The beginning of a part of training.
public struct SchedulePhase: Sendable, Hashable {
  /// The number of steps done by then.
  public var step: Int
  /// What begins, in a few words.
  public var name: String

  /// A phase by its first step.
  public init(step: Int, name: String) {
    self.step = step
    self.name = name
  }
}

/// A schedule that experiment files can call.
///
/// A new one is one file in this target with a type that conforms to it; it is found by its conformance.
package protocol DeclaredSchedule: LearningRateSchedule {
  /// Name, fields, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// The schedule that a file asks for.
  init(_ fields: FieldValues) throws
}
