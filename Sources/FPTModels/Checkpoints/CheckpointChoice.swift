/// Which of the tensors of a checkpoint a model takes, where the file alone does not decide.
public struct CheckpointChoice: Sendable, Hashable {
  /// What stands before the names of the model's tensors, its last dot included; nil for the one prefix that there is.
  public var prefix: String?
  /// Patterns over names of tensors that nobody reads, and keys of the configuration, for which the user answers.
  public var accepted: Set<String>

  /// Chooses a prefix, given with or without its last dot, and what the user answers for.
  public init(prefix: String? = nil, accepted: Set<String> = []) {
    self.prefix = prefix.map { $0.isEmpty || $0.hasSuffix(".") ? $0 : $0 + "." }
    self.accepted = accepted
  }
}
