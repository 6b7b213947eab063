import FPTLib
import FPTScript

/// Policies that train positions, with models that have no table of them and do not say what is meant.
///
/// Rotary positions and relative biases are computed inside of attention: before it no token knows its place, and there is nothing
/// that the paper's policy (Lu et al. 2021, section 2.1) could train.
struct MissingPositions {
  private struct Use {
    var policy: String
    var selector: GroupSelector
    /// The name in the experiment, and what the model is.
    var model: String
    var cell: String
    var modelSpan: SourceSpan?
  }

  private var uses: [Use] = []

  /// Takes note of a selector of a cell's policy.
  ///
  /// - Returns: false where it is not about positions that the model lacks, so that it is looked at as any other.
  mutating func add(
    _ cell: ResolvedCell, name: String, _ selector: GroupSelector,
    _ parameters: [ParameterSpecification], _ backbone: any Backbone
  ) -> Bool {
    guard case .group(ParameterGroup.positions.rawValue, nil) = selector,
      !parameters.contains(where: { $0.group == .positions }),
      let field = cell.model.value.fields.first(where: {
        $0.name == ModelFields.addedPositions.name
          && $0.value == .symbol(AddedPositions.own.rawValue)
      })
    else { return false }
    // Who writes `own` has said it.
    guard case .schemaDefault = field.origin else { return true }
    let model = "\(cell.model.name) (\(backbone.architecture))"
    if !uses.contains(where: { $0.policy == cell.freezingName && $0.model == model }) {
      uses.append(
        Use(
          policy: cell.freezingName, selector: selector, model: model, cell: name,
          modelSpan: cell.model.value.span(of: ["weights", "layers"]) ?? cell.origins["model"]?.span
        ))
    }
    return true
  }

  /// A warning for each policy and model.
  func diagnostics(in experiment: ResolvedExperiment) -> [(cell: String, diagnostic: Diagnostic)] {
    uses.map { use in
      var labels: [Diagnostic.Label] = []
      if let span = experiment.location(of: use.selector, in: use.policy) {
        labels.append(.init(span, "trains nothing there"))
      }
      if let span = use.modelSpan { labels.append(.init(span, "no table of positions")) }
      return (
        use.cell,
        Diagnostic(
          severity: .warning,
          message:
            "the policy \(use.policy) trains positions, and model \(use.model) has no table of "
            + "them: before its attention no token knows its place", labels: labels,
          help:
            "`positions: learned` adds a table to its input, as GPT-2 has one (`zeros` begins it at "
            + "zeros); `positions: own` says that its own positions alone are meant")
      )
    }
  }
}
