/// What a declaration declares.
///
/// The names are the reserved words of the language.
public enum DeclarationKind: String, Sendable, Hashable, CaseIterable {
  case experiment, use, param, task, model, freeze, train, measure, arm, run, reference, table
  case plot, profile

  /// The word with its article, as messages use it: `a model`, `an arm`.
  package var withArticle: String {
    switch self {
    case .arm, .experiment: "an \(rawValue)"
    case .freeze: "a freezing policy"
    case .train: "a `train` declaration"
    case .param: "a param"
    default: "a \(rawValue)"
    }
  }

  /// Kinds a run can have an axis over.
  package static let axes: [DeclarationKind] = [.task, .arm, .model, .freeze, .train]

  /// Kinds whose fields a cell is made of, and which a dotted path can therefore begin with.
  package static let parts: [DeclarationKind] = [.task, .model, .freeze, .train]
}
