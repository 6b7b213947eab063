import FPTCheckpoints
import FPTEngine

/// The blocks and the final norm of a vision transformer, run as in the paper.
///
/// Dosovitskiy et al. 2021. It runs on the new input layer's tokens, with new positions added
/// before the blocks; patch embedding, class token and old positions are not used.
///
/// Bidirectional attention, normalization before each sub-layer and at the end, exact GELU. Names
/// are timm's or transformers', as the configuration says.
public struct ViT: TransformerBackbone {
  /// Whose names the parameters have.
  public enum Library: Sendable, Hashable {
    /// timm's `VisionTransformer`: query, key and value in one matrix.
    case timm
    /// transformers' `ViTModel`; the names it used before version 5 are read as well.
    case transformers
  }

  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  /// Whether queries, keys and values have biases.
  public let hasQueryBias: Bool
  /// Whose names the parameters have.
  public let library: Library

  /// The name of the architecture in experiment files.
  public var architecture: String { "ViT" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { rows.maximumTokens }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "vit.", "module."] }
  /// Rows of the new position table: as in the official code, or more.
  private var rows = PositionRows(1024)

  /// Reads a transformers configuration of `model_type` vit, or a timm configuration.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    let standardDeviation = try c.number("initializer_range", in: 0...10, default: 0.02)
    if c.contains("model_type") {
      try c.requireKnown(Self.transformersKeys, model: "ViT")
      library = .transformers
      shape = try TransformerShape(c)
      try shape.readChoices(c)
      hasQueryBias = try c.boolean("qkv_bias", default: true)
      try shape.requireWholeHeads(c)
    } else {
      // timm's own files give a model's name, leave its extents to the library, and change them under model_args.
      let known = try Self.timmSize(c)
      let c = try c.lifting("model_args")
      try c.requireKnown(Self.timmKeys, model: "ViT")
      library = .timm
      shape = try TransformerShape(timm: c, known)
      hasQueryBias = try c.boolean("qkv_bias", default: true)
      try shape.requireWholeHeads(c, .timm)
    }
    shape.initialStandardDeviation = standardDeviation
  }

  /// The size of a configuration's model; nil where the configuration itself gives every extent.
  private static func timmSize(_ c: ModelConfiguration) throws(CheckpointError) -> TimmSize? {
    let name = try c.text("architecture")
    if name == "timm VisionTransformer" { return nil }
    if let size = TimmSize(ofModel: name) { return size }
    throw .wrongValue(
      file: c.path, key: "architecture",
      expected: "\"LNLSTM\" or a plain vision transformer of timm, such as "
        + "\"vit_base_patch16_224\"", found: "\"\(name)\"")
  }

  /// A fresh model of ViT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-6)
    hasQueryBias = true
    library = .timm
  }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> ViT {
    // The table is new, and zeros all over, whatever its size.
    var model = self
    model.rows = rows.extended(to: tokens)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: initialStandardDeviation)
    var list: [ParameterSpecification] = [
      .init("vit_pos_embed", [rows.count, width], .positions, .zeros, isNew: true)
    ]
    for i in 0..<layerCount {
      let b = "\(names.block)\(i)."
      list += .norm(b + names.firstNorm, width, layer: i)
      for (name, parts) in names.queryKeyValue {
        list += .linear(
          b + name, width, parts * width, .attention, layer: i, normal,
          bias: hasQueryBias ? .zeros : nil)
      }
      list += .linear(b + names.projection, width, width, .attention, layer: i, normal)
      list += .norm(b + names.secondNorm, width, layer: i)
      list += .linear(b + "mlp.fc1", width, innerWidth, .feedforward, layer: i, normal)
      list += .linear(b + "mlp.fc2", innerWidth, width, .feedforward, layer: i, normal)
    }
    return list + .norm(names.lastNorm, width)
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    var h = tape.dropout(
      tape.addingPositions(x, positions: p["vit_pos_embed"]), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("\(names.block)\(i)"), on: tape, pass: pass)
    }
    pass.observe?(.hidden(layer: layerCount, h.value))
    return layerNorm(h, p.within(names.lastNorm), on: tape)
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    let n = layerNorm(h, p.within(names.firstNorm), on: tape)
    let attended = tape.selfAttention(
      n, { projections(p, $0) }, pass.attention(ofLayer: i, shape.attentionHeads, .all),
      readTokens: read)
    let mixed = tape.linear(
      attended, [p.linear(names.projection, .outputInput)],
      dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read))
    return tape.feedForward(
      layerNorm(mixed, p.within(names.secondNorm), on: tape),
      expand: p.linear("mlp.fc1", .outputInput), contract: p.linear("mlp.fc2", .outputInput),
      activation: activation, dropout: pass.site("block.\(i).feedforward"), residual: mixed)
  }

  /// Some of query, key and value, in this order, from one matrix or from three.
  private func projections(_ p: ParameterScope, _ parts: Range<Int>) -> [LinearWeight] {
    switch library {
    case .timm:
      let outputs = parts.lowerBound * width..<parts.upperBound * width
      return [p.linear("attn.qkv", .outputInput, outputs: outputs, hasBias: hasQueryBias)]
    case .transformers:
      return names.queryKeyValue[parts].map {
        p.linear($0.name, .outputInput, hasBias: hasQueryBias)
      }
    }
  }

  private var names: ViTNames { library == .timm ? .timm : .transformers }

  /// Names that other versions of the library give a parameter.
  public func otherNames(of name: String) -> [String] {
    library == .transformers ? ViTNames.beforeVersion5(name) : []
  }
}
