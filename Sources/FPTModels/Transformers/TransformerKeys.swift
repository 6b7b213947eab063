import FPTCheckpoints

/// What a configuration calls the members of a shape, and what it leaves out.
struct TransformerKeys: Sendable {
  var layers = "num_hidden_layers"
  var width = "hidden_size"
  var heads = "num_attention_heads"
  /// Nil where four times the width is meant.
  var innerWidth: String? = "intermediate_size"
  /// Nil where the norms have their default.
  var epsilon: String? = "layer_norm_eps"
  var defaultEpsilon = 1e-12
  /// Nil where the standard deviation is the default, 0.02.
  var standardDeviation: String? = "initializer_range"
  var activation = "hidden_act"
  var defaultActivation = "gelu"
}

extension TransformerShape {
  /// The extents of a configuration; ``readChoices(_:_:)`` reads the rest.
  ///
  /// - Throws: `CheckpointError`.
  init(
    _ c: ModelConfiguration, _ keys: TransformerKeys = TransformerKeys()
  ) throws(CheckpointError) {
    let layers = try c.integer(keys.layers, in: 1...1024)
    let width = try c.integer(keys.width)
    let heads = try c.integer(keys.heads, in: 1...1024)
    var innerWidth: Int?
    if let key = keys.innerWidth { innerWidth = try c.integer(key) }
    self.init(
      layers: layers, width: width, heads: heads, innerWidth: innerWidth,
      epsilon: keys.defaultEpsilon)
  }

  /// Reads ε, standard deviation and non-linearity.
  ///
  /// - Throws: `CheckpointError`.
  mutating func readChoices(
    _ c: ModelConfiguration, _ keys: TransformerKeys = TransformerKeys()
  ) throws(CheckpointError) {
    if let key = keys.epsilon {
      epsilon = try c.number(key, in: 0...1, default: keys.defaultEpsilon)
    }
    if let key = keys.standardDeviation {
      initialStandardDeviation = try c.number(key, in: 0...10, default: initialStandardDeviation)
    }
    activation = try c.activation(keys.activation, default: keys.defaultActivation)
  }

  /// - Throws: `CheckpointError.wrongValue` unless the width is a multiple of the heads.
  func requireWholeHeads(
    _ c: ModelConfiguration, _ keys: TransformerKeys = TransformerKeys()
  ) throws(CheckpointError) {
    guard width % heads == 0 else {
      throw .wrongValue(
        file: c.path, key: keys.width, expected: "a multiple of \(keys.heads), which is \(heads)",
        found: "\(width)")
    }
  }
}
