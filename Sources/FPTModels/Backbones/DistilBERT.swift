import FPTCheckpoints
import FPTEngine

/// DistilBERT: BERT's blocks, half as many, without token types.
///
/// Sanh et al. 2019. No group of BERT's is empty but for the token types in `embeddings`: what is left there is the token table,
/// which is never read.
///
/// Names are those of transformers' `DistilBertModel`.
public struct DistilBERT: BERTRelative {
  /// All but the names.
  package var bert: BERT

  /// The name of the architecture in experiment files.
  public var architecture: String { "DistilBERT" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "distilbert.", "0.auto_model."] }

  static let keys = TransformerKeys(
    layers: "n_layers", width: "dim", heads: "n_heads", innerWidth: "hidden_dim", epsilon: nil,
    activation: "activation")

  /// Reads a transformers configuration of `model_type` distilbert.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "DistilBERT")
    var shape = try TransformerShape(c, Self.keys)
    let positions = try c.integer("max_position_embeddings", default: 512)
    let vocabulary = try c.integer("vocab_size")
    try shape.readChoices(c, Self.keys)
    try shape.requireWholeHeads(c, Self.keys)
    self.init(shape, positions: positions, vocabulary: vocabulary)
  }

  /// A fresh model of DistilBERT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    self.init(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-12),
      positions: 512, vocabulary: 30_522)
  }

  private init(_ shape: TransformerShape, positions: Int, vocabulary: Int) {
    bert = BERT(
      shape, PositionRows(positions), tokenTypes: 0, vocabulary: vocabulary, names: .distilBERT)
  }
}
