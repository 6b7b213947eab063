import FPTEngine

/// The blocks of a vision transformer between a new table of positions and a last norm, as the paper runs ViT.
///
/// Dosovitskiy et al. 2021: attention in both directions, with a norm before each sub-layer. The models that have these blocks differ
/// in what the properties say.
package struct VisionTransformer: Sendable, Hashable {
  var shape: TransformerShape
  /// What the library of the model calls its parts.
  let names: VisionNames
  /// Whether queries, keys and values have biases.
  var hasQueryBias = true
  /// Whether a norm stands between the positions and the blocks, as in CLIP.
  var hasNormBefore = false
  /// First value of a gain on the output of each sub-layer; nil without gains.
  ///
  /// LayerScale, Touvron et al. 2021, Going deeper with image transformers.
  var layerScale: Double?
  /// Whether one half of what the feed-forward layer expands to, activated, multiplies the other half.
  var isGated = false
  /// Whether a norm follows the blocks.
  var hasLastNorm = true
  /// How a fresh model begins.
  var initialization = VisionInitialization.normal
  /// Rows of the new position table: as in the official code, or more.
  var rows = PositionRows(1024)

  init(_ shape: TransformerShape, _ names: VisionNames) {
    self.shape = shape
    self.names = names
  }

  private static let positions = "vit_pos_embed"

  /// Every parameter, in the order of the forward pass.
  var parameters: [ParameterSpecification] {
    let (width, inner) = (shape.width, shape.innerWidth)
    func linear(
      _ name: String, _ kind: VisionInitialization.Layer, _ inputs: Int, _ outputs: Int,
      _ group: ParameterGroup, _ layer: Int, hasBias: Bool = true
    ) -> [ParameterSpecification] {
      .linear(
        name, inputs, outputs, group, layer: layer,
        initialization.matrix(kind, inputs, outputs, of: shape),
        bias: hasBias ? initialization.bias(kind) : nil)
    }
    func gain(_ name: String, _ group: ParameterGroup, _ layer: Int) -> [ParameterSpecification] {
      guard let layerScale else { return [] }
      return [.init(name, [width], group, layer: layer, .constant(layerScale))]
    }
    var list: [ParameterSpecification] = [
      .init(Self.positions, [rows.count, width], .positions, .zeros, isNew: true)
    ]
    if hasNormBefore { list += .norm(names.normBefore, width) }
    for i in 0..<shape.layerCount {
      let b = "\(names.block)\(i)."
      list += .norm(b + names.firstNorm, width, layer: i)
      for matrix in names.queryKeyValue {
        list += linear(
          b + matrix.name, .queryKeyValue, width, matrix.parts * width, .attention, i,
          hasBias: hasQueryBias)
      }
      list += linear(b + names.projection, .projection, width, width, .attention, i)
      list += gain(b + names.attentionGain, .attention, i)
      list += .norm(b + names.secondNorm, width, layer: i)
      list += linear(
        b + names.expand, .expand, width, isGated ? 2 * inner : inner, .feedforward, i)
      list += linear(b + names.contract, .contract, inner, width, .feedforward, i)
      list += gain(b + names.feedForwardGain, .feedforward, i)
    }
    return hasLastNorm ? list + .norm(names.lastNorm, width) : list
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    var h = tape.dropout(
      tape.addingPositions(x, positions: p[Self.positions]), pass.site("embeddings"))
    if hasNormBefore { h = norm(h, p.within(names.normBefore), on: tape) }
    for i in 0..<shape.layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("\(names.block)\(i)"), on: tape, pass: pass)
    }
    pass.observe?(.hidden(layer: shape.layerCount, h.value))
    return hasLastNorm ? norm(h, p.within(names.lastNorm), on: tape) : h
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: shape.layerCount, tokens: h.shape[1])
    let n = norm(h, p.within(names.firstNorm), on: tape)
    let attended = tape.selfAttention(
      n, { projections(p, $0) }, pass.attention(ofLayer: i, shape.attentionHeads, .all),
      readTokens: read)
    let mixed = adding(tape.lastTokens(h, read), gain: names.attentionGain, p, on: tape) {
      tape.linear(
        attended, [p.linear(names.projection, .outputInput)],
        dropout: pass.site("block.\(i).projection"), residual: $0)
    }
    let m = norm(mixed, p.within(names.secondNorm), on: tape)
    return adding(mixed, gain: names.feedForwardGain, p, on: tape) {
      feedForward(m, p, dropout: pass.site("block.\(i).feedforward"), residual: $0, on: tape)
    }
  }

  /// The residual and a branch, which is given the residual to add it itself where it has no gain.
  private func adding(
    _ residual: Variable, gain: String, _ p: ParameterScope, on tape: Tape,
    _ branch: (_ residual: Variable?) -> Variable
  ) -> Variable {
    guard layerScale != nil else { return branch(residual) }
    return tape.layerScale(branch(nil), weight: p[gain], residual: residual)
  }

  private func feedForward(
    _ x: Variable, _ p: ParameterScope, dropout: Dropout?, residual: Variable?, on tape: Tape
  ) -> Variable {
    let (expand, contract) = (
      p.linear(names.expand, .outputInput), p.linear(names.contract, .outputInput)
    )
    guard isGated else {
      return tape.feedForward(
        x, expand: expand, contract: contract, activation: shape.activation, dropout: dropout,
        residual: residual)
    }
    return tape.gatedFeedForward(
      x, expand: [expand], contract: contract, activation: shape.activation, dropout: dropout,
      residual: residual)
  }

  /// Some of query, key and value, in this order, from one matrix or from three.
  private func projections(_ p: ParameterScope, _ parts: Range<Int>) -> [LinearWeight] {
    let width = shape.width
    guard names.queryKeyValue.count > 1 else {
      let outputs = parts.lowerBound * width..<parts.upperBound * width
      return names.queryKeyValue.map {
        p.linear($0.name, .outputInput, outputs: outputs, hasBias: hasQueryBias)
      }
    }
    return names.queryKeyValue[parts].map {
      p.linear($0.name, .outputInput, hasBias: hasQueryBias)
    }
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(x, weight: p["weight"], bias: p["bias"], epsilon: Float(shape.epsilon))
  }
}
