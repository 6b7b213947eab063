import FPTEngine

/// A relative of BERT: its file says where its positions begin, what its tokens see, and what its tensors are called.
package protocol BERTRelative: TransformerBackbone {
  /// The blocks, the tables and the names.
  var bert: BERT { get set }
}

extension BERTRelative {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape {
    get { bert.shape }
    set { bert.shape = newValue }
  }
  /// Rows of the position table.
  public var positions: Int { bert.positions }
  /// Row of the position table that the first token has.
  public var firstPosition: Int { bert.firstPosition }
  /// Rows of the token table, which is never read.
  public var vocabulary: Int { bert.vocabulary }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { bert.maximumTokens }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> Self {
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
