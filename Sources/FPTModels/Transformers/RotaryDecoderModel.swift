import FPTEngine

/// A relative of Llama: its file says which of a ``RotaryDecoder``'s choices are its own.
package protocol RotaryDecoderModel: DeclaredTransformer, CausalDecoder {
  /// All that it computes.
  var decoder: RotaryDecoder { get set }
}

extension RotaryDecoderModel {
  /// The extents and choices that it shares with other transformers.
  public var shape: TransformerShape {
    get { decoder.shape }
    set { decoder.shape = newValue }
  }
  /// The most tokens that have positions; nil: a rotation has no limit.
  public var maximumTokens: Int? { nil }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "model."] }
  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["layers."] }
  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    ["lm_head.*", "score.*", "classifier.*", "qa_outputs.*", "rotary_emb.inv_freq"]
  }
  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] { decoder.parameters }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    decoder.forward(x, p, on: tape, pass: pass)
  }

  package var vocabulary: Int { decoder.vocabulary }
  package var tokenTable: String { RotaryDecoder.tokenTable }
  package var hasTiedHead: Bool { decoder.hasTiedHead }
}
