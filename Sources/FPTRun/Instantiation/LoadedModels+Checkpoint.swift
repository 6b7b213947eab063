import FPTLib
import FPTSchema
import FPTScript

extension LoadedModels {
  /// The backbone of a checkpoint as a declaration takes it: every key of its configuration understood and, where values are taken,
  /// every tensor of the backbone read.
  ///
  /// - Throws: `CheckpointError` that names what is refused or missing, `WrongArchitecture`, or `UnexpectedValue` for `layers`.
  func backbone(
    of folder: CheckpointFolder, _ d: Constructed, _ initialization: StartingValues,
    weights: String
  ) throws -> any Backbone {
    let choice = d.checkpointChoice
    let whole = try folder.configuration.accepting(choice.accepted).backbone()
    let backbone = try kept(of: whole, d, weights: weights)
    // Random values need no tensor; the choice stays with models derived from this one.
    if initialization != .random { try folder.requireSound(backbone, choice: choice) }
    return backbone
  }
}

extension Constructed {
  /// Makes sure that `prefix:` and `accept:` are about something.
  ///
  /// - Throws: `UnexpectedValue` where the model comes from no checkpoint.
  func requireCheckpointOfChoice() throws(UnexpectedValue) {
    switch self["weights"] {
    case .text, .symbol: return
    default: break
    }
    let choice = checkpointChoice
    let field =
      choice.prefix != nil ? "prefix" : choice.accepted.isSubset(of: ["adapter"]) ? nil : "accept"
    guard let field else { return }
    throw UnexpectedValue(
      constructor: constructor, field: field,
      expected: "absent where the model comes from no checkpoint"
        + (field == "accept" ? ", but for `adapter`" : ""))
  }

  /// What a model declaration says of its checkpoint: `prefix:` and `accept:`.
  var checkpointChoice: CheckpointChoice {
    var prefix: String?
    if case .text(let text)? = self["prefix"] { prefix = text }
    return CheckpointChoice(prefix: prefix, accepted: Set(accepted))
  }
}
