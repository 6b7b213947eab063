import FPTLib
import FPTScript

/// What can be computed as it is declared, and hardly is what was meant.
extension ResolvedCell {
  /// A policy without a trained parameter; nil where some stage trains one.
  var trainsNothing: Diagnostic? {
    guard !freezing.isEmpty,
      freezing.allSatisfy({ $0.base == .all && $0.exceptions.isEmpty })
    else { return nil }
    return Diagnostic(
      severity: .warning,
      message: "the policy \(freezingName) trains nothing: every step leaves the model as it is",
      labels: origins["freeze"]?.span.map { [.init($0)] } ?? [],
      help: "`all except [input, output]` trains those groups")
  }

  /// A measure of the test examples at the step that is best on them; nil for every other one.
  func chosenByTest(_ measure: NamedValue) -> Diagnostic? {
    guard let best = measure.value.knownMeasure?.snapshot.bestSplit, best == .test,
      measure.value["split"] == .symbol(best.rawValue)
    else { return nil }
    return Diagnostic(
      severity: .warning,
      message:
        "\(measure.name) shows the test examples at the step that is best on them, which says how lucky a step was",
      labels: span(of: measure).map { [.init($0)] } ?? [],
      help: "`at: best(validation)` chooses by other examples")
  }
}
