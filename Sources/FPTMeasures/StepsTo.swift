import FPTData
import FPTResults

/// Gradient steps until the evaluated accuracy first reaches a target: how fast a model converges (Lu et al. 2021, table 6).
///
/// The paper does not say when a run counts as converged. Here the target is a share of the accuracy at the last evaluated
/// step, or an accuracy, and the answer is the first evaluated step that reaches it: no finer than the
/// distance between two evaluations, and no smoothing over their noise. It is NaN where the target is never reached.
public struct StepsTo: Measure {
  /// What has to be reached.
  public enum Target: Sendable, Hashable {
    /// A share of the accuracy at the last evaluated step.
    case share(Double)
    /// An accuracy.
    case accuracy(Double)
  }

  /// The split whose curve is followed.
  public var split: TaskSplit
  public var target: Target

  public init(split: TaskSplit = .test, target: Target = .share(0.9)) {
    self.split = split
    self.target = target
  }

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
