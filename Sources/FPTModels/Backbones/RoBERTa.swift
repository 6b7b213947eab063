import FPTCheckpoints
import FPTEngine

/// RoBERTa: BERT's encoder, with positions whose table begins behind the padding token's row.
///
/// Liu et al. 2019. The rows up to the padding token's are in the group `positions` and never read. No group of BERT's is empty.
///
/// Names are those of transformers' `RobertaModel`.
public struct RoBERTa: TransformerBackbone {
  /// All but where the positions begin.
  private var bert: BERT

  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape {
    get { bert.shape }
    set { bert.shape = newValue }
  }
  /// Rows of the position table.
  public var positions: Int { bert.positions }
  /// Row of the position table that the first token has.
  public var firstPosition: Int { bert.firstPosition }
  /// Rows of the token-type table, of which the first is read.
  public var tokenTypes: Int { bert.tokenTypes }
  /// Rows of the token table, which is never read.
  public var vocabulary: Int { bert.vocabulary }
  /// A token sees those before it alone: a decoder.
  public var isCausal: Bool { bert.isCausal }

  /// The name of the architecture in experiment files.
  public var architecture: String { "RoBERTa" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { bert.maximumTokens }
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

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> RoBERTa {
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
