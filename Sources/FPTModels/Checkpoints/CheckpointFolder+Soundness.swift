import FPTCheckpoints

extension CheckpointFolder {
  /// Makes sure that the weights are a whole model, and that all that is refused in them and in `config.json` is accepted by a choice
  /// that accepts nothing else.
  ///
  /// - Throws: `CheckpointError`, which names all that it is about.
  public func requireSound(
    _ backbone: any Backbone, choice: CheckpointChoice
  ) throws(CheckpointError) {
    let adapter = CheckpointFolder.adapterConfiguration
    guard !hasAdapter || choice.accepted.contains(adapter) else {
      throw .adapterBeside(folder: path)
    }
    let match = CheckpointMatch(of: backbone, in: weights, choice: choice)
    try match.requireSound(backbone, in: weights, choice: choice)
    let keys = Set(try configuration.refusedKeys().map(\.key))
    let tensors = match.names(.accepted)
    let needless = choice.accepted.filter { entry in
      let pattern = NamePattern(entry)
      return entry != "adapter" && !(hasAdapter && entry == adapter) && !keys.contains(entry)
        && !tensors.contains { pattern.matches($0, orAfter: match.prefix) }
    }
    guard needless.isEmpty else {
      throw .needlessAcceptance(file: path, entries: needless.sorted())
    }
  }
}
