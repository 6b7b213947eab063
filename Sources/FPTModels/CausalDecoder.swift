/// A backbone that is the body of a language model: tokens are rows of a table, and a head gives the next token's logits.
package protocol CausalDecoder: Backbone {
  /// Rows of the token table.
  var vocabulary: Int { get }
  /// The token table, by its name among the parameters.
  var tokenTable: String { get }
  /// The head's matrix [vocabulary, width] in checkpoints of the language model, where it is not the table.
  var head: String { get }
  /// Whether the head is the token table where a checkpoint has no matrix for it.
  var hasTiedHead: Bool { get }
}

extension CausalDecoder {
  package var head: String { "lm_head.weight" }
}
