/// What the tensors of a block are called in models whose blocks are BERT's, behind the block's own prefix.
struct BERTNames: Sendable, Hashable {
  /// What stands before a block's number.
  var block = "encoder.layer."
  /// Projections to queries, keys and values.
  var projections = ["attention.self.query", "attention.self.key", "attention.self.value"]
  var attentionOutput = "attention.output.dense"
  var attentionNorm = "attention.output.LayerNorm"
  var expand = "intermediate.dense"
  var contract = "output.dense"
  var outputNorm = "output.LayerNorm"

  static let distilBERT = BERTNames(
    block: "transformer.layer.",
    projections: ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
    attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm", expand: "ffn.lin1",
    contract: "ffn.lin2", outputNorm: "output_layer_norm")
}
