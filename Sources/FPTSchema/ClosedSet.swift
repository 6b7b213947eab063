/// A fixed set of names that a field chooses from.
package enum ClosedSet: String, Sendable, Hashable, CaseIterable {
  case split
  case heldOutSplit = "held_out_split"
  case metric, initialization, encoding, retention, statistic, scale, moment
  case reading
  case holdOut = "hold_out"
  case homologySet = "set"
  case average, positions

  /// The members, in the order in which they are listed to a reader.
  package var members: [String] {
    switch self {
    case .split: ["train", "validation", "test"]
    case .heldOutSplit: ["validation", "test"]
    case .metric: ["loss", "accuracy", "grad_norm", "learning_rate"]
    case .initialization: ["pretrained", "random", "statistics"]
    case .encoding: ["linear", "embedding"]
    case .retention: ["weights"]
    case .statistic: ["mean", "std", "min", "max", "count"]
    case .scale: ["linear", "log"]
    case .moment: ["end"]
    case .reading: ["position", "token"]
    case .holdOut: ["random", "last"]
    case .homologySet: ["valid", "fold", "superfamily", "family"]
    case .average: ["heads", "examples"]
    case .positions: ["pretrained", "extend"]
    }
  }

  /// What one member is called in a message: `no split is called …`.
  package var noun: String {
    switch self {
    case .split: "split"
    case .heldOutSplit: "split whose best step is known"
    case .metric: "metric"
    case .initialization: "initialization"
    case .encoding: "encoding"
    case .retention: "kept part"
    case .statistic: "statistic"
    case .scale: "scale"
    case .moment: "moment"
    case .reading: "place to read"
    case .holdOut: "choice of held-out examples"
    case .homologySet: "set"
    case .average: "average"
    case .positions: "way with positions"
    }
  }
}

/// A group of parameters that a freezing policy can name; every parameter belongs to exactly one.
package enum ParameterGroup: String, Sendable, Hashable, CaseIterable {
  case input, output, positions, layernorm, attention, feedforward, embeddings, recurrent

  /// One line for the reference manual.
  package var documentation: String {
    switch self {
    case .input: "The new linear layer (or embedding) that reads the task's tokens."
    case .output: "The new linear layer that reads the answer."
    case .positions: "Position embeddings added to the tokens."
    case .layernorm: "Gains and biases of every layer norm, the final one included."
    case .attention: "Query, key, value and output projections; relative position biases."
    case .feedforward: "The two projections of every feed-forward block."
    case .embeddings: "Token and token-type tables of the pretrained model."
    case .recurrent: "Matrices of a recurrent network."
    }
  }
}
