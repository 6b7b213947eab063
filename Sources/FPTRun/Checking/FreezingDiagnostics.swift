import FPTCatalog
import FPTLib
import FPTSchema
import FPTScript
import Foundation

/// Groups and patterns of freezing policies that name no parameter of the models they are used with.
///
/// One policy may serve several models. A name that no model has is an error; a name that only some models have is a warning.
struct FreezingDiagnostics {
  /// One group or pattern of one policy.
  private struct Use: Hashable {
    var policy: String
    var selector: GroupSelector
  }

  /// A model without what the policy names.
  private struct Lack {
    var model: String
    var what: Missing
  }

  private enum Missing {
    /// With patterns for the names that there are.
    case parameters(names: [String])
    case layers(has: Int)
  }

  private var order: [Use] = []
  private var lacks: [Use: [Lack]] = [:]
  private var found: Set<Use> = []
  /// Uses with models whose weights are missing, so that their parameters are unknown.
  private var unknown: Set<Use> = []
  private var spans: [Use: SourceSpan] = [:]
  private var cells: [Use: String] = [:]
  private var seen: Set<[String]> = []
  private var positions = MissingPositions()

  /// Adds what there is to say of a cell, which messages know by its name.
  ///
  /// `backbone` is nil where the model is not here.
  mutating func add(
    _ cell: ResolvedCell, name: String, task: any SequenceTask, backbone: (any Backbone)?
  ) {
    let key = [
      cell.freezingName, cell.model.name, cell.model.value.expressionText,
      cell.freezing.map(\.expressionText).joined(separator: ";"),
    ]
    guard seen.insert(key).inserted else { return }
    var specifications: [ParameterSpecification] = []
    if let backbone {
      specifications = SequenceClassifier.specifications(
        of: backbone, input: task.input, output: task.output)
    }
    for selector in cell.freezing.flatMap(\.exceptions) {
      if let backbone, positions.add(cell, name: name, selector, specifications, backbone) {
        continue
      }
      let use = Use(policy: cell.freezingName, selector: selector)
      if !order.contains(use) {
        order.append(use)
        cells[use] = name
        spans[use] = cell.origins["freeze"]?.span
      }
      guard let backbone else {
        unknown.insert(use)
        continue
      }
      let model = "\(cell.model.name) (\(backbone.architecture))"
      if let missing = Self.missing(selector, in: specifications, layers: backbone.layerCount) {
        lacks[use, default: []].append(Lack(model: model, what: missing))
      } else {
        found.insert(use)
      }
    }
  }

  private static func missing(
    _ selector: GroupSelector, in parameters: [ParameterSpecification], layers: Int
  ) -> Missing? {
    switch selector {
    case .group(_, .first(let count)?) where count > layers: return .layers(has: layers)
    case .group(_, .last(let count)?) where count > layers: return .layers(has: layers)
    case .group(_, .range(let range)?) where range.upperBound > layers:
      return .layers(has: layers)
    default: break
    }
    let own = ParameterSelector(selector)
    guard !parameters.contains(where: { own.matches($0, layerCount: layers) }) else { return nil }
    guard case .pattern(let pattern) = selector else { return .parameters(names: []) }
    return .parameters(names: patterns(like: pattern, of: parameters))
  }

  /// Patterns that do match: names with every number replaced by `*`, with a prefix where the pattern has it.
  private static func patterns(
    like pattern: String, of parameters: [ParameterSpecification]
  ) -> [String] {
    let prefix = SequenceClassifier.backbonePrefix
    let isLong = pattern.hasPrefix(prefix)
    return NamePattern.covering(
      parameters.map { parameter in
        parameter.name.hasPrefix(prefix) && !isLong
          ? String(parameter.name.dropFirst(prefix.count)) : parameter.name
      })
  }

  /// Suggestions for a pattern without a match: the nearest of the names with the longest common prefix.
  private static func near(_ selector: GroupSelector, _ lacks: [Lack]) -> [String] {
    guard case .pattern(let pattern) = selector else { return [] }
    var names: [String] = []
    for case .parameters(let others) in lacks.map(\.what) {
      names += others.filter { !names.contains($0) }
    }
    let shared = { (name: String) in name.commonPrefix(with: pattern).utf8.count }
    let most = names.map(shared).max() ?? 0
    return Suggestions.nearest(pattern, among: names.filter { shared($0) == most }, count: 3)
  }

  /// The diagnostics, each with the first cell that has the problem.
  func diagnostics(in experiment: ResolvedExperiment) -> [(cell: String, diagnostic: Diagnostic)] {
    positions.diagnostics(in: experiment)
      + order.compactMap { use in
        guard let lacks = lacks[use], let first = lacks.first else { return nil }
        // A group as a whole is a kind of parameter: a policy may name it for those models that have it.
        let isWholeGroup = if case .group(_, nil) = use.selector { true } else { false }
        let isFound = found.contains(use)
        if isWholeGroup, isFound || unknown.contains(use) { return nil }
        let isError = !isWholeGroup && !isFound && !unknown.contains(use)
        var labels: [Diagnostic.Label] = []
        if let span = experiment.location(of: use.selector, in: use.policy) ?? self.spans[use] {
          labels.append(Diagnostic.Label(span, Self.label(first.what)))
        }
        if let span = self.spans[use], span != labels.first?.span {
          labels.append(Diagnostic.Label(span, "used here"))
        }
        let models = lacks.map(\.model).joined(separator: ", ")
        let others = isFound ? ", and does in another model of this policy" : ""
        return (
          cells[use] ?? "",
          Diagnostic(
            severity: isError ? .error : .warning,
            message: Self.message(use.selector, first.what, models)
              + (Self.isOfLayers(first.what) ? "" : others), labels: labels,
            help: Self.groupHelp(use.selector) ?? Self.help(Self.near(use.selector, lacks)))
        )
      }
  }

  private static func message(
    _ selector: GroupSelector, _ missing: Missing, _ models: String
  ) -> String {
    switch (selector, missing) {
    case (.pattern(let pattern), _):
      return "the pattern \"\(pattern)\" matches no parameter of model \(models)"
    case (.group, .layers):
      return "`\(selector.expressionText)` names more layers than there are in model \(models)"
    case (.group(let name, _), .parameters):
      return "the group `\(name)` has no parameter in model \(models)"
    }
  }

  private static func label(_ missing: Missing) -> String {
    switch missing {
    case .layers(let count): count == 1 ? "it has 1 layer" : "it has \(count) layers"
    case .parameters: ""
    }
  }

  private static func isOfLayers(_ missing: Missing) -> Bool {
    if case .layers = missing { true } else { false }
  }

  /// A group in quotes is a pattern, and most often was meant as the group.
  private static func groupHelp(_ selector: GroupSelector) -> String? {
    guard case .pattern(let pattern) = selector, Schema.current.group(pattern) != nil else {
      return nil
    }
    return "the group is written without quotes: `\(pattern)`"
  }

  private static func help(_ near: [String]) -> String? {
    near.isEmpty ? nil : "near: \(near.map { "`\($0)`" }.joined(separator: ", "))"
  }
}
