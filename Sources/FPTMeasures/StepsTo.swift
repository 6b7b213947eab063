import FPTData
import FPTResults
import FPTSchema

/// Gradient steps until the evaluated accuracy first reaches a target: how fast a model converges.
///
/// Lu et al. 2021, table 6.
///
/// The paper does not say when a run counts as converged. Here the target is a share of the accuracy at the last evaluated
/// step, or an accuracy, and the answer is the first evaluated step that reaches it: no finer than the
/// distance between two evaluations, and no smoothing over their noise. It is NaN where the target is never reached.
public struct StepsTo: Measure {
  /// The accuracy to reach.
  public enum Target: Sendable, Hashable {
    /// A share of the accuracy at the last evaluated step.
    case share(Double)
    /// An accuracy.
    case accuracy(Double)
  }

  /// The split whose curve is followed.
  public var split: TaskSplit
  /// The accuracy that has to be reached.
  public var target: Target

  /// The measure of a split's curve; by default 90 % of the last accuracy on the test split.
  public init(
    split: TaskSplit = .test, target: Target = .share(Fields.fraction.defaultValue)
  ) {
    self.split = split
    self.target = target
  }

  /// Records `value`, in steps, and the `target`; NaN where the target is never reached.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let curve = subject.curves.first { $0.split == split.rawValue }
    let accuracy = curve?["accuracy"] ?? []
    let goal =
      switch target {
      case .share(let share): share * (accuracy.last ?? .nan)
      case .accuracy(let value): value
      }
    let reached = accuracy.firstIndex { $0 >= goal }
    let step = reached.flatMap { index in curve?.steps.dropFirst(index).first }
    var group = ResultGroup(
      scalar: step.map(Double.init) ?? .nan, longName: "gradient steps until \(criterion)")
    group.setAttribute("criterion", .text(criterion))
    group.variables.append(
      .number("target", goal, longName: "\(split.rawValue) accuracy that has to be reached"))
    return group
  }

  /// The criterion in words; it is stored with the number.
  var criterion: String {
    switch target {
    case .share(let share):
      "the evaluated \(split.rawValue) accuracy is first at least \(share) of what it is at the end"
    case .accuracy(let value):
      "the evaluated \(split.rawValue) accuracy is first at least \(value)"
    }
  }
}

extension StepsTo: DeclaredMeasure {
  @usableFromInline
  package enum Fields {
    package static let split = Field(
      "split", default: TaskSplit.test, "The split whose accuracy is followed while training.",
      example: "split: test")
    @usableFromInline package static let fraction = Field(
      "fraction", default: 0.9, type: .fraction,
      range: NumberRange(from: 0, to: 1, excludesLower: true),
      "The share of the accuracy at the last evaluated step that has to be reached.",
      example: "fraction: 90%")
    package static let value = Field<Double?>(
      "value", default: nil, type: .fraction, range: NumberRange(from: 0, to: 1),
      "An accuracy that has to be reached, instead of a share.", example: "value: 95%")
  }

  package static let declaration = ConstructorSchema(
    "StepsTo", .measure, fields: [Fields.split, Fields.fraction, Fields.value],
    rules: [.excludes(Fields.fraction.name, Fields.value.name)],
    measure: .number(Quantity("a number of steps", unit: "steps", published: [.steps])),
    "Gradient steps until the evaluated accuracy first reaches a share of its last value, or a "
      + "value; absent where it never does. No finer than `evaluate_every`; nothing is smoothed.",
    example: "StepsTo(fraction: 90%)")

  package init(_ fields: FieldValues) throws {
    self.init(
      split: try fields[Fields.split],
      target: try fields[Fields.value].map(Target.accuracy)
        ?? .share(try fields[Fields.fraction]))
  }

  /// False: the curve is enough.
  public var readsModel: Bool { false }
  /// The split whose curve is followed.
  public var followedSplits: Set<TaskSplit> { [split] }

  /// What the number is, with its split and target.
  public var longName: String {
    let goal =
      switch target {
      case .share(let share): "\(share.literalText) of the best accuracy"
      case .accuracy(let value): "accuracy \(value.literalText)"
      }
    return "optimizer steps to \(goal) on the \(split.rawValue) split"
  }
}
