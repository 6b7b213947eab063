import FPTSchema

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
