import FPTCheckpoints
import FPTEngine

/// BERT's encoder: bidirectional attention, normalization after each residual sum, exact GELU.
///
/// Devlin et al. 2019. Names are those of transformers' `BertModel`. MiniLM is this architecture
/// with 6 layers of width 384.
public struct BERT: TransformerBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  /// Rows of the position table, and the first token's.
  private var rows: PositionRows
  /// Rows of the token-type table, of which the first is read; 0 where there is none.
  public let tokenTypes: Int
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// A token sees those before it alone: a decoder.
  public private(set) var isCausal = false
  private let names: BERTNames

  /// Rows of the position table.
  public var positions: Int { rows.count }
  /// Row of the position table that the first token has.
  var firstPosition: Int { rows.first }

  /// The name of the architecture in experiment files.
  public var architecture: String { "BERT" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { rows.maximumTokens }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "bert.", "0.auto_model."] }

  /// Reads a transformers configuration of `model_type` bert.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "BERT")
    let extents = try TransformerShape(c)
    try self.init(c, extents, PositionRows(c.integer("max_position_embeddings")))
    try readCausality(c)
    try shape.requireWholeHeads(c)
  }

  /// As transformers has it with its own attention, which it calls eager: an encoder stays one whatever is_causal says.
  mutating func readCausality(_ c: ModelConfiguration) throws(CheckpointError) {
    let isDecoder = try c.boolean("is_decoder", default: false)
    isCausal = try c.boolean("is_causal", default: true) && isDecoder
  }

  /// Reads what a configuration says beside extents and positions; whether the heads are whole is not looked at.
  init(
    _ c: ModelConfiguration, _ extents: TransformerShape, _ rows: PositionRows
  ) throws(CheckpointError) {
    var extents = extents
    let tokenTypes = try c.integer("type_vocab_size")
    let vocabulary = try c.integer("vocab_size")
    try extents.readChoices(c)
    self.init(extents, rows, tokenTypes: tokenTypes, vocabulary: vocabulary)
  }

  /// A fresh model of BERT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    self.init(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-12),
      PositionRows(512), tokenTypes: 2, vocabulary: 30_522)
  }

  init(
    _ shape: TransformerShape, _ rows: PositionRows, tokenTypes: Int, vocabulary: Int,
    names: BERTNames = BERTNames()
  ) {
    self.shape = shape
    self.names = names
    self.rows = rows
    self.tokenTypes = tokenTypes
    self.vocabulary = vocabulary
  }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> BERT {
    var model = self
    model.rows = rows.extended(to: tokens)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] { parameters(unreadProjections: []) }

  /// Every parameter, with what checkpoints have beside query, key and value of each block, and
  /// nobody reads, by their names in the block.
  func parameters(unreadProjections: [String]) -> [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: initialStandardDeviation)
    let e = "embeddings."
    var list: [ParameterSpecification] = [
      .init(e + "word_embeddings.weight", [vocabulary, width], .embeddings, normal, isRead: false),
      rows.parameter(e + "position_embeddings.weight", width: width, normal),
    ]
    if tokenTypes > 0 {
      list.append(
        .init(e + "token_type_embeddings.weight", [tokenTypes, width], .embeddings, normal))
    }
    list += .norm(e + "LayerNorm", width)
    for i in 0..<layerCount {
      let b = "\(names.block)\(i)."
      for name in names.projections {
        list += .linear(b + name, width, width, .attention, layer: i, normal)
      }
      for name in unreadProjections {
        list += .linear(b + name, width, width, .attention, layer: i, normal, isRead: false)
      }
      list += .linear(b + names.attentionOutput, width, width, .attention, layer: i, normal)
      list += .norm(b + names.attentionNorm, width, layer: i)
      list += .linear(b + names.expand, width, innerWidth, .feedforward, layer: i, normal)
      list += .linear(b + names.contract, innerWidth, width, .feedforward, layer: i, normal)
      list += .norm(b + names.outputNorm, width, layer: i)
    }
    return list
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    forward(x, p, on: tape, pass: pass) { _ in isCausal ? .causal : .all }
  }

  /// The forward pass where a block's tokens see what `visibility` says of its number.
  func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass,
    visibility: (Int) -> Visibility
  ) -> Variable {
    let e = p.within("embeddings")
    var h = tape.addingPositions(
      x, positions: e["position_embeddings.weight"], firstPosition: firstPosition,
      segments: tokenTypes > 0 ? e["token_type_embeddings.weight"] : nil)
    h = tape.dropout(layerNorm(h, e.within("LayerNorm"), on: tape), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("\(names.block)\(i)"), on: tape, pass: pass, visibility(i))
    }
    pass.observe?(.hidden(layer: layerCount, h.value))
    return h
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass,
    _ visibility: Visibility
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    let attended = tape.selfAttention(
      h, { parts in names.projections[parts].map { p.linear($0, .outputInput) } },
      pass.attention(ofLayer: i, shape.attentionHeads, visibility), readTokens: read)
    let mixed = layerNorm(
      tape.linear(
        attended, [p.linear(names.attentionOutput, .outputInput)],
        dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read)),
      p.within(names.attentionNorm), on: tape)
    let transformed = tape.feedForward(
      mixed, expand: p.linear(names.expand, .outputInput),
      contract: p.linear(names.contract, .outputInput), activation: activation,
      dropout: pass.site("block.\(i).feedforward"), residual: mixed)
    return layerNorm(transformed, p.within(names.outputNorm), on: tape)
  }

  /// 2 for a configuration that the first version of this program computed as another one, else 1.
  public var meaningVersion: Int { isCausal ? 2 : 1 }

  /// The oldest checkpoints, bert-base-uncased among them, call a norm's weight and bias gamma and beta.
  public func otherNames(of name: String) -> [String] {
    let norms = ["LayerNorm", names.attentionNorm, names.outputNorm]
    for (own, other) in [(".weight", ".gamma"), (".bias", ".beta")]
    where norms.contains(where: { name.hasSuffix($0 + own) }) {
      return [name.dropLast(own.count) + other]
    }
    return []
  }
}
