import FPTSchema

/// A group of parameters that a freezing policy can name; every parameter of every model belongs to exactly one.
public struct ParameterGroup: Sendable, Hashable, CaseIterable {
  /// The name in a policy.
  public let rawValue: String

  /// The group of a name; one that is not among ``allCases`` has no parameter in any model.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The new layer that reads the task's tokens.
  public static let input = ParameterGroup(rawValue: "input")
  /// The new layer that reads the answer.
  public static let output = ParameterGroup(rawValue: "output")
  /// Position embeddings.
  public static let positions = ParameterGroup(rawValue: "positions")
  /// Weights and biases of every norm.
  public static let layernorm = ParameterGroup(rawValue: "layernorm")
  /// Projections of attention.
  public static let attention = ParameterGroup(rawValue: "attention")
  /// The two projections of every feed-forward block.
  public static let feedforward = ParameterGroup(rawValue: "feedforward")
  /// Token tables.
  public static let embeddings = ParameterGroup(rawValue: "embeddings")
  /// Matrices of a recurrent network.
  public static let recurrent = ParameterGroup(rawValue: "recurrent")

  /// Every group as the language lists it, with its line in the manual.
  package static let schemas = [
    GroupSchema("input", "The new linear layer (or embedding) that reads the task's tokens."),
    GroupSchema("output", "The new linear layer that reads the answer."),
    GroupSchema("positions", "Position embeddings added to the tokens."),
    GroupSchema("layernorm", "Gains and biases of every layer norm, the final one included."),
    GroupSchema(
      "attention", "Query, key, value and output projections; relative position biases."),
    GroupSchema("feedforward", "The two projections of every feed-forward block."),
    GroupSchema("embeddings", "Token and token-type tables of the pretrained model."),
    GroupSchema("recurrent", "Matrices of a recurrent network."),
  ]

  /// Every group, in the order in which they are listed.
  public static let allCases = schemas.map { ParameterGroup(rawValue: $0.name) }
}
