import FPTEngine

/// A sequence model between the new input layer and the new output layer.
public protocol Backbone: Sendable {
  /// Name of the architecture, as in experiment files.
  var architecture: String { get }
  /// Width of the hidden states.
  var width: Int { get }
  /// Blocks.
  var layerCount: Int { get }
  /// Blocks of the checkpoint that the model is described by, of which `layerCount` are kept.
  var sourceLayerCount: Int { get }
  /// 2 for a configuration that the first version of this program computed as another one; part of a cell's identity.
  var meaningVersion: Int { get }
  /// The most tokens the position table holds; nil where there is no limit.
  var maximumTokens: Int? { get }
  /// Every parameter, in the order of the forward pass.
  var parameters: [ParameterSpecification] { get }
  /// Whether a pass draws random numbers even without dropout, so that its features cannot be kept for the next one.
  var isAlwaysRandom: Bool { get }
  /// Prefixes that checkpoints put before the parameters' names, such as `transformer.`.
  var checkpointPrefixes: [String] { get }

  /// What stands before a block's number in the names of its tensors, such as `h.`.
  var blockPrefixes: [String] { get }
  /// Patterns over the names, without prefix, of tensors that checkpoints have and that change nothing here: buffers, poolers, heads,
  /// cross-attention.
  var harmlessTensors: [String] { get }

  /// Names that other versions of the library give a parameter, tried in this order after its own.
  func otherNames(of name: String) -> [String]

  /// The model of the first `layers` blocks.
  func keepingFirst(_ layers: Int) -> Self

  /// The model with positions for at least so many tokens.
  ///
  /// The table as it is counts as given; rows beyond it begin as zeros.
  func extendingPositions(to tokens: Int) -> Self

  /// Runs the blocks over embedded tokens.
  ///
  /// - Parameters:
  ///   - x: input embeddings [examples, tokens, width].
  ///   - p: the backbone's parameters.
  ///   - tape: records what gradients need.
  ///   - pass: dropout, how many tokens are read, and who watches.
  /// - Returns: hidden states of the last `pass.readTokens` tokens, [examples, readTokens, width].
  func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable
}

extension Backbone {
  /// False: a pass without dropout draws nothing.
  public var isAlwaysRandom: Bool { false }

  /// 1: no configuration was ever computed otherwise.
  public var meaningVersion: Int { 1 }

  /// None.
  public func otherNames(of name: String) -> [String] { [] }

  /// The model itself: it has no table of positions.
  public func extendingPositions(to tokens: Int) -> Self { self }
}

/// How a backbone is run once.
public struct BackbonePass {
  /// Rate of every dropout site.
  public var dropout: Double
  /// How many tokens at the end are read; the last block computes no others.
  public var readTokens: Int
  /// Shown what happens inside, if anyone asks.
  public var observe: ((Observation) -> Void)?

  /// What an observer is shown, valid during the call.
  public enum Observation {
    /// Input of block `layer`; the last one is the last block's output as the model's library shows it: after the final norm
    /// in GPT-2 and T5, before it in ViT.
    case hidden(layer: Int, Tensor)
    /// Attention probabilities of a block, [examples, heads, queries, keys].
    case attention(layer: Int, Tensor)
  }

  /// A pass; by default without dropout, with every token read and nobody watching.
  public init(
    dropout: Double = 0, readTokens: Int = .max, observe: ((Observation) -> Void)? = nil
  ) {
    self.dropout = dropout
    self.readTokens = readTokens
    self.observe = observe
  }

  /// How many tokens a block computes: the last one only those that are read, the others all.
  func readTokens(ofLayer layer: Int, of layerCount: Int, tokens: Int) -> Int {
    layer == layerCount - 1 ? min(readTokens, tokens) : tokens
  }

  func site(_ name: String) -> Dropout? {
    dropout > 0 ? Dropout(rate: dropout, site: name) : nil
  }

  /// A block's attention, with its dropout, and its probabilities shown to the observer.
  func attention(
    ofLayer layer: Int, _ heads: AttentionHeads, _ visibility: Visibility,
    positions: AttentionPositions = .none, scale: Float? = nil
  ) -> Attention {
    Attention(
      heads, visibility, positions: positions, scale: scale,
      dropout: site("block.\(layer).attention"),
      observe: observe.map { observe in { observe(.attention(layer: layer, $0)) } })
  }
}
