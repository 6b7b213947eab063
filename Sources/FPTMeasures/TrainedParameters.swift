import FPTModels
import FPTResults
import FPTSchema

/// Number of trained parameters, in truth and as the paper counts.
public struct TrainedParameters: Measure {
  /// Makes the measure, which has no settings.
  public init() {}

  /// Records `value`, the paper's count as `as_in_paper`, and `total` with the frozen ones.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let trainer = subject.trainer
    let trained = Set(trainer.model.trained.map(\.name))
    let count = ParameterCount(
      trainer.model.specifications, tokens: trainer.task.tokens
    ) { trained.contains($0.name) }
    var group = ResultGroup(scalar: Double(count.trained), longName: "trained parameters")
    group.variables += [
      ResultVariable(
        scalar: "as_in_paper", values: .int64([Int64(count.trainedAsInPaper)]),
        attributes: .described(
          "trained parameters as the paper counts: no output bias, no final norm, "
            + "positions of the task only", units: "1")),
      ResultVariable(
        scalar: "total", values: .int64([Int64(count.total)]),
        attributes: .described("parameters, frozen ones included", units: "1")),
    ]
    return group
  }
}

extension TrainedParameters: DeclaredMeasure {
  package static let declaration = ConstructorSchema(
    "ParameterCount", .measure,
    measure: .number(
      Quantity("a number of parameters", unit: "parameters", published: [.parameters])),
    "Number of trained parameters; the paper's count and the total stand beside it.",
    example: "ParameterCount()")

  package init(_ fields: FieldValues) { self.init() }

  /// False: the counts follow from the configuration.
  public var readsModel: Bool { false }
  /// What the number is, in words.
  public var longName: String { "trained parameters" }
}
