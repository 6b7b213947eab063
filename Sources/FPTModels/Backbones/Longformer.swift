import FPTCheckpoints
import FPTEngine

/// Longformer: BERT's blocks with attention to a window of neighbors, and RoBERTa's positions,
/// whose table begins after the padding token's row.
///
/// Beltagy et al. 2020. Global attention is not used, as in the paper's experiments.
///
/// Names are those of transformers' `LongformerModel`.
public struct Longformer: BERTRelative {
  /// All but the attention.
  package var bert: BERT
  /// Tokens that a token sees in each block, half of them on either side and itself.
  public private(set) var windows: [Int]

  /// Rows of the token-type table, of which the first is read.
  public var tokenTypes: Int { bert.tokenTypes }

  /// The name of the architecture in experiment files.
  public var architecture: String { "Longformer" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "longformer.", "roberta."] }

  /// Reads a transformers configuration of `model_type` longformer.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Longformer")
    let extents = try TransformerShape(c)
    windows = try c.integers("attention_window", in: 2...(1 << 20), count: extents.layerCount)
    for window in windows where window % 2 != 0 {
      throw .wrongValue(
        file: c.path, key: "attention_window", expected: "even numbers", found: "\(window)")
    }
    bert = try BERT(c, extents, PositionRows(behindPaddingOf: c))
    try shape.requireWholeHeads(c)
  }

  /// A fresh model of Longformer's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    bert = BERT(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-5),
      PositionRows(4098, first: 2), tokenTypes: 1, vocabulary: 50_265)
    windows = Array(repeating: 512, count: layers)
  }

  /// The model of the first `layers` blocks.
  public func keepingFirst(_ layers: Int) -> Longformer {
    var model = self
    model.bert = bert.keepingFirst(layers)
    model.windows = Array(windows.prefix(layers))
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    bert.parameters(
      unreadProjections: ["query", "key", "value"].map { "attention.self.\($0)_global" })
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    bert.forward(x, p, on: tape, pass: pass) { .window(half: windows[$0] / 2) }
  }
}
