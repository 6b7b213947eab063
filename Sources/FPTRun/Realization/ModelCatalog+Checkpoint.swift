import FPTLib
import FPTScript

extension ModelCatalog {
  /// The backbone of a checkpoint as a declaration takes it: every key of its configuration understood and, where values are taken,
  /// every tensor of the backbone read.
  ///
  /// - Throws: `CheckpointError` that names what is refused or missing, `WrongArchitecture`, or `UnexpectedValue` for `layers`.
  func backbone(
    of folder: CheckpointFolder, _ d: Constructed, _ initialisation: ModelBlueprint.Initialisation,
    weights: String
  ) throws -> any Backbone {
    let choice = d.checkpointChoice
    let whole = try folder.configuration.accepting(choice.accepted).backbone()
    let backbone = try kept(of: whole, d, weights: weights)
    // Random values need no tensor; the choice stays with models derived from this one.
    if initialisation != .random { try folder.requireSound(backbone, choice: choice) }
    return backbone
  }
}

extension Constructed {
  /// What a model declaration says of its checkpoint: `prefix:` and `accept:`.
  var checkpointChoice: CheckpointChoice {
    var prefix: String?
    if case .text(let text)? = self["prefix"] { prefix = text }
    return CheckpointChoice(prefix: prefix, accepted: Set(symbols("accept")))
  }
}
