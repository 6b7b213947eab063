import FPTLib
import FPTScript

extension ResolvedCell {
  /// Evaluations that would all lie behind the end of training; nil where there is nothing to say.
  ///
  /// A default interval adapts to the steps. A profile that shortens training keeps one evaluation at the end, without a warning.
  var evaluatedTooLate: Diagnostic? {
    guard let every = train.value.fields.first(where: { $0.name == "evaluate_every" }),
      let steps = train.value.fields.first(where: { $0.name == "steps" }),
      case .integer(let interval) = every.value, case .integer(let count) = steps.value,
      interval > count, every.origin != .schemaDefault
    else { return nil }
    let isShortened = steps.origin.rank > every.origin.rank
    if isShortened, case .profile = steps.origin { return nil }
    var labels: [Diagnostic.Label] = []
    if let span = every.origin.span { labels.append(.init(span)) }
    if let span = steps.origin.span {
      labels.append(.init(span, count == 1 ? "1 step" : "\(count) steps"))
    }
    return Diagnostic(
      severity: isShortened ? .warning : .error,
      message: "`evaluate_every` is \(interval), and training ends after "
        + (count == 1 ? "1 step" : "\(count) steps"),
      labels: labels,
      help:
        "`evaluate_every: \(count)` evaluates at the end alone; a smaller number follows training")
  }
}

extension Origin {
  /// How late a value was given: later ones replace earlier ones.
  fileprivate var rank: Int {
    switch self {
    case .schemaDefault: 0
    case .declaration, .with, .armOrRun: 1
    case .profile: 2
    case .axis, .rule: 3
    case .commandLine: 4
    }
  }
}
