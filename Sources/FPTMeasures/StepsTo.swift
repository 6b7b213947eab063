import FPTData
import FPTResults
import FPTSchema

/// Gradient steps until the evaluated accuracy first reaches a target: how fast a model converges.
///
/// Lu et al. 2021, table 6.
///
/// The paper does not say when a run counts as converged. Here the target is a share of the accuracy at the last evaluated
/// step, or an accuracy, and the answer is the first evaluated step that reaches it: no finer than the
/// distance between two evaluations, and no smoothing over their noise. It is NaN where the target is never reached, and where
/// the last accuracy is not above chance by a margin: a curve that stays there reaches every share of itself at once.
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
  /// How far above chance the last evaluated accuracy has to be, where the task knows what chance reaches.
  public var marginAboveChance: Double

  /// The measure of a split's curve; by default 90 % of the last accuracy on the test split.
  public init(
    split: TaskSplit = .test, target: Target = .share(Fields.fraction.defaultValue),
    marginAboveChance: Double = Fields.aboveChance.defaultValue
  ) {
    self.split = split
    self.target = target
    self.marginAboveChance = marginAboveChance
  }

  /// Records `value`, in steps, and the `target`; NaN, with the reason in `absent`, where the target is never reached or the last
  /// accuracy is too near to chance.
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
    let reason =
      nearChance(accuracy.last, chance: subject.trainer.task.chanceAccuracy)
      ?? (step == nil ? "the \(split.rawValue) accuracy never reaches the target" : nil)
    let value = reason == nil ? step.map(Double.init) : nil
    var group = ResultGroup(
      scalar: value ?? .nan, longName: "gradient steps until \(criterion)")
    group.setAttribute("criterion", .text(criterion))
    if let reason { group.setAttribute("absent", .text(reason)) }
    group.variables.append(
      .number("target", goal, longName: "\(split.rawValue) accuracy that has to be reached"))
    return group
  }

  /// Why the last accuracy says that nothing was learned; nil where it is above chance by more than the margin, or chance is not known.
  private func nearChance(_ last: Double?, chance: Double?) -> String? {
    guard let last, let chance, !(last > chance + marginAboveChance) else { return nil }
    return
      "the last evaluated \(split.rawValue) accuracy, \(last), is not above chance, \(chance), "
      + "by more than \(marginAboveChance)"
  }

  /// The criterion in words; it is stored with the number.
  var criterion: String {
    let condition =
      "; at the end it has to be above chance by more than \(marginAboveChance), where chance is known"
    return switch target {
    case .share(let share):
      "the evaluated \(split.rawValue) accuracy is first at least \(share) of what it is at the end"
        + condition
    case .accuracy(let value):
      "the evaluated \(split.rawValue) accuracy is first at least \(value)" + condition
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
    @usableFromInline package static let aboveChance = Field(
      "above_chance", default: 0.05, type: .fraction, range: NumberRange(from: 0, to: 1),
      "How far above chance the accuracy at the last evaluated step has to be, in points, where the task knows what chance "
        + "reaches; else the number is absent.", example: "above_chance: 5%")
  }

  package static let declaration = ConstructorSchema(
    // Version 1 had a number for curves that stay at chance, too.
    "StepsTo", .measure, version: 2,
    fields: [Fields.split, Fields.fraction, Fields.value, Fields.aboveChance],
    rules: [.excludes(Fields.fraction.name, Fields.value.name)],
    measure: .number(Quantity("a number of steps", unit: "steps", published: [.steps])),
    "Gradient steps until the evaluated accuracy first reaches a share of its last value, or a "
      + "value; absent where it never does, and where the last value is not above chance. No finer than `evaluate_every`; "
      + "nothing is smoothed.",
    example: "StepsTo(fraction: 90%)")

  package init(_ fields: FieldValues) throws {
    self.init(
      split: try fields[Fields.split],
      target: try fields[Fields.value].map(Target.accuracy)
        ?? .share(try fields[Fields.fraction]),
      marginAboveChance: try fields[Fields.aboveChance])
  }

  /// False: the curve is enough.
  public var readsModel: Bool { false }
  /// The split whose curve is followed.
  public var followedSplits: Set<TaskSplit> { [split] }

  /// What the number is, with its split and target.
  public var longName: String {
    let goal =
      switch target {
      case .share(let share): "\(share.literalText) of the last accuracy"
      case .accuracy(let value): "accuracy \(value.literalText)"
      }
    return "optimizer steps to \(goal) on the \(split.rawValue) split"
  }
}
