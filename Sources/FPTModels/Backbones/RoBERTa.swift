import FPTCheckpoints
import FPTEngine

/// RoBERTa: BERT's encoder, with positions whose table begins behind the padding token's row.
///
/// Liu et al. 2019. The rows up to the padding token's are in the group `positions` and never read. No group of BERT's is empty.
///
/// Names are those of transformers' `RobertaModel`.
public struct RoBERTa: BERTRelative {
  /// All but where the positions begin.
  package var bert: BERT

  /// Rows of the token-type table, of which the first is read.
  public var tokenTypes: Int { bert.tokenTypes }
  /// A token sees those before it alone: a decoder.
  public var isCausal: Bool { bert.isCausal }

  /// The name of the architecture in experiment files.
  public var architecture: String { "RoBERTa" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "roberta.", "0.auto_model."] }

  /// Reads a transformers configuration of `model_type` roberta.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "RoBERTa")
    let extents = try TransformerShape(c)
    bert = try BERT(c, extents, PositionRows(behindPaddingOf: c))
    try bert.readCausality(c)
    try shape.requireWholeHeads(c)
  }

  /// A fresh model of RoBERTa's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    bert = BERT(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-5),
      PositionRows(514, first: 2), tokenTypes: 1, vocabulary: 50_265)
  }
}
