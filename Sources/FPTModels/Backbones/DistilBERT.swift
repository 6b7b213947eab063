import FPTCheckpoints
import FPTEngine

/// DistilBERT: BERT's blocks, half as many, without token types.
///
/// Sanh et al. 2019. No group of BERT's is empty but for the token types in `embeddings`: what is left there is the token table,
/// which is never read.
///
/// Names are those of transformers' `DistilBertModel`.
public struct DistilBERT: TransformerBackbone {
  /// All but the names.
  private var bert: BERT

  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape {
    get { bert.shape }
    set { bert.shape = newValue }
  }
  /// Rows of the position table.
  public var positions: Int { bert.positions }
  /// Rows of the token table, which is never read.
  public var vocabulary: Int { bert.vocabulary }

  /// The name of the architecture in experiment files.
  public var architecture: String { "DistilBERT" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { bert.maximumTokens }
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

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> DistilBERT {
    var model = self
    model.bert = bert.extendingPositions(to: tokens)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] { bert.parameters }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    bert.forward(x, p, on: tape, pass: pass)
  }

  /// Names that other versions of the library give a parameter.
  public func otherNames(of name: String) -> [String] { bert.otherNames(of: name) }
}
