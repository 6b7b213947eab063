import FPTModels
import FPTResults
import FPTSchema

/// Where a model's parameters are, and which of them are trained: numbers of parameters by group.
public struct ParameterBudget: Measure {
  /// Makes the measure, which has no settings.
  public init() {}

  /// Records `parameters(group, training)`: every group that a policy can name, `trained` and `frozen`.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let model = subject.trainer.model
    let trained = Set(model.trained.map(\.name))
    let groups = ParameterGroup.allCases
    var counts = [Int64](repeating: 0, count: 2 * groups.count)
    for parameter in model.specifications where parameter.isRead {
      guard let group = groups.firstIndex(of: parameter.group) else { continue }
      counts[2 * group + (trained.contains(parameter.name) ? 0 : 1)] += Int64(parameter.count)
    }
    return ResultGroup(map: [
      ResultVariable(
        coordinate: "group", values: .texts(groups.map(\.rawValue)),
        attributes: .described("group of parameters", units: nil)),
      ResultVariable(
        coordinate: "training", values: .texts(Self.training),
        attributes: .described("whether they are trained at the end", units: nil)),
      ResultVariable(
        name: "parameters", dimensions: ["group", "training"], shape: [groups.count, 2],
        values: .int64(counts), attributes: .described("number of parameters", units: "1")),
    ])
  }

  private static let training = ["trained", "frozen"]
}

extension ParameterBudget: DeclaredMeasure {
  package static let declaration = ConstructorSchema(
    "ParameterBudget", .measure, measure: .drawn(.budget),
    "Numbers of parameters by group, trained and frozen apart; a plot shows them as stacked bars.",
    example: "ParameterBudget()")

  package init(_ fields: FieldValues) { self.init() }

  /// False: the counts follow from the configuration.
  public var readsModel: Bool { false }
  /// What the numbers are, in words.
  public var longName: String { "parameters by group, trained and frozen" }
}
