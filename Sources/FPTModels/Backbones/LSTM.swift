import FPTCheckpoints
import FPTEngine
import FPTSchema

/// The paper's recurrent comparison: layers of a layer-norm LSTM, 3 of width 768 unless asked for
/// otherwise.
///
/// Ba et al. 2016. Norms of both products and of the cell, dropout on the hidden state, and an
/// initial state that is drawn anew at every pass, in evaluation too. LSTM\* has 12 layers, adds
/// each layer's input to its output, and adds positions to the first one's.
///
/// Names are the official code's `LNLSTM`.
public struct LSTM: Backbone {
  /// Layers.
  public private(set) var layerCount: Int
  /// Layers of the checkpoint, of which `layerCount` are kept.
  public let sourceLayerCount: Int
  /// Width of the hidden states.
  public let width: Int
  /// Each layer's input is added to its output.
  public let isResidual: Bool
  /// New positions are added to the tokens.
  public let hasPositions: Bool
  /// ε of every norm.
  public let epsilon: Double

  /// The name of the architecture in experiment files.
  public var architecture: String { "LSTM" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { hasPositions ? positions : nil }
  /// The initial state is.
  public var isAlwaysRandom: Bool { true }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "sequence_model."] }
  /// Rows of the position table, as in the official code.
  private var positions: Int { 1024 }

  /// Reads a configuration of `architecture` LNLSTM.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "LSTM")
    layerCount = try c.integer("num_layers", in: 1...1024)
    sourceLayerCount = layerCount
    width = try c.integer("hidden_size", in: 2...(1 << 24))
    epsilon = try c.number("norm_eps", in: 0...1, default: 1e-6)
    isResidual = try c.boolean("residual", default: false)
    hasPositions = try c.boolean("positions", default: false)
  }

  /// A fresh model; LSTM\* is 12 layers with `isResidual` and `hasPositions`.
  public init(
    layers: Int = Fields.layers.defaultValue, width: Int = Fields.width.defaultValue,
    isResidual: Bool = Fields.residual.defaultValue,
    hasPositions: Bool = Fields.positions.defaultValue
  ) {
    layerCount = layers
    sourceLayerCount = layers
    self.width = width
    self.isResidual = isResidual
    self.hasPositions = hasPositions
    epsilon = 1e-6
  }

  /// The model of the first `layers` blocks.
  public func keepingFirst(_ layers: Int) -> LSTM {
    var model = self
    model.layerCount = min(layers, layerCount)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    // The official code draws the norms' gains and biases as it draws matrices: uniformly within 1 / √extent.
    func uniform(_ extent: Int) -> Initialization {
      .uniform(bound: 1 / Double(extent).squareRoot())
    }
    func norm(_ name: String, _ extent: Int, _ layer: Int) -> [ParameterSpecification] {
      ["alpha", "beta"].map {
        .init("\(name).\($0)", [1, extent], .layernorm, layer: layer, uniform(extent))
      }
    }
    var list: [ParameterSpecification] = []
    if hasPositions {
      list.append(
        .init("lstm_pos_embed", [positions, width], .positions, .zeros, isNew: true))
    }
    for i in 0..<layerCount {
      let b = "params.\(i)."
      for name in ["i2h", "h2h"] {
        list += .linear(
          b + name, width, 4 * width, .recurrent, layer: i, uniform(width), bias: uniform(width))
      }
      list += norm(b + "ln_h2h", 4 * width, i)
      list += norm(b + "ln_i2h", 4 * width, i)
      list += norm(b + "ln_cell", width, i)
    }
    return list
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    run(x, p, on: tape, pass: pass).output
  }

  /// `forward` with given initial states, one for each layer, and the final ones.
  ///
  /// The input embeddings are [examples, tokens, width]. Where `initial` is nil, states are normal
  /// values with Xavier's standard deviation √(2 / (inputs + width)), drawn anew for each example and step.
  package func run(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass,
    initial: [LSTMState]? = nil
  ) -> (output: Variable, final: [LSTMState]) {
    let positioned = hasPositions ? tape.addingPositions(x, positions: p["lstm_pos_embed"]) : x
    var h = tape.transposingExamplesAndTokens(positioned)  // [T, B, W]
    var final: [LSTMState] = []
    for i in 0..<layerCount {
      observe(i, h, on: tape, pass)
      let state = initial?[i] ?? drawnState(layer: i, examples: x.shape[0], on: tape)
      let layer = tape.layerNormLSTM(
        h, weights(p.within("params.\(i)")), initial: state, epsilon: Float(epsilon),
        dropout: pass.site("layer.\(i)"), isResidual: isResidual)
      h = layer.output
      final.append(layer.final)
    }
    observe(layerCount, h, on: tape, pass)
    return (tape.transposingExamplesAndTokens(h), final)
  }

  private func weights(_ p: ParameterScope) -> LSTMWeights {
    func norm(_ name: String) -> NormParameters {
      NormParameters(weight: p[name + ".alpha"], bias: p[name + ".beta"])
    }
    return LSTMWeights(
      input: p.linear("i2h", .outputInput), recurrent: p.linear("h2h", .outputInput),
      inputNorm: norm("ln_i2h"), recurrentNorm: norm("ln_h2h"), cellNorm: norm("ln_cell"))
  }

  private func drawnState(layer: Int, examples: Int, on tape: Tape) -> LSTMState {
    let standardDeviation = (2 / Double(2 * width)).squareRoot()
    func draw(_ part: String) -> Tensor {
      tape.normalValues(
        examples: examples, width: width, standardDeviation: standardDeviation,
        stream: "initial state/\(layer)/\(part)")
    }
    return LSTMState(hidden: draw("hidden"), cell: draw("cell"))
  }

  /// Shows a layer's input as [examples, tokens, width].
  private func observe(_ layer: Int, _ h: Variable, on tape: Tape, _ pass: BackbonePass) {
    guard let observe = pass.observe else { return }
    let shown = tape.transposingExamplesAndTokens(Variable(constant: h.value))
    observe(.hidden(layer: layer, shown.value))
  }
}
