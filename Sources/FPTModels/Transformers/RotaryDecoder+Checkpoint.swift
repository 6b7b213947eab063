import FPTCheckpoints
import FPTEngine
import FPTJSON

/// What checkpoints of Llama and its relatives hold.
extension RotaryDecoder {
  /// The keys of a relative's configuration: those of all, and its own.
  static func configurationKeys(
    understood: Set<String> = [], required: [String: ConfigurationRequirement] = [:],
    classes: String
  ) -> ConfigurationKeys {
    .transformers(
      understood: understood.union([
        "num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads",
        "head_dim", "intermediate_size", "vocab_size", "max_position_embeddings", "rms_norm_eps",
        "initializer_range", "hidden_act", "rope_theta", "rope_scaling", "rope_parameters",
      ]),
      required: [
        "is_causal": .oneOf(.boolean(true)), "attention_bias": .oneOf(.boolean(false)),
        "mlp_bias": .oneOf(.boolean(false)),
        // The library turns whole heads, by halves, whatever these say.
        "partial_rotary_factor": .oneOf(.number("1"), .number("1.0")),
        "rope_interleaved": .oneOf(.boolean(false)), "use_mrope": .oneOf(.boolean(false)),
      ].merging(required) { $1 },
      harmless: [
        "attention_dropout", "is_decoder",
        // The same products in slices.
        "pretraining_tp",
        // Published files have these, and the library does not read them.
        "is_llama_config", "max_sequence_length", "transformers.js_config", "unsloth_fixed",
        "unsloth_version",
      ],
      classes: .classes(classes))
  }

  private static let keys = TransformerKeys(
    epsilon: "rms_norm_eps", defaultEpsilon: 1e-6, defaultActivation: "silu")

  /// Reads what the configurations of all relatives have.
  ///
  /// - Parameters:
  ///   - c: the configuration.
  ///   - keyValueHeads: as many as are meant where the key is missing; nil for as many as heads, which a null means.
  ///   - headWidth: the columns of a head where the key is missing; nil for the heads' share of the width.
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  init(
    _ c: ModelConfiguration, keyValueHeads: Int? = nil, headWidth: Int? = nil
  ) throws(CheckpointError) {
    shape = try TransformerShape(c, Self.keys)
    try shape.readChoices(c, Self.keys)
    let heads = shape.heads
    let groups = "num_key_value_heads"
    self.keyValueHeads = try c.integer(
      groups, in: 1...1024, default: c.isNull(groups) ? heads : keyValueHeads ?? heads)
    guard heads % self.keyValueHeads == 0 else {
      throw .wrongValue(
        file: c.path, key: groups, expected: "a divisor of num_attention_heads, which is \(heads)",
        found: "\(self.keyValueHeads)")
    }
    let hasHeadWidth = headWidth != nil || c.contains("head_dim")
    if !hasHeadWidth { try shape.requireWholeHeads(c, Self.keys) }
    self.headWidth = try c.integer(
      "head_dim", in: 1...65_536, default: headWidth ?? max(1, shape.width / heads))
    vocabulary = try c.integer("vocab_size")
    longestSequence = try c.integer("max_position_embeddings", default: 2048)
    rotary = try RotaryConfiguration(c)
    try rotary.requirePairs(
      headWidth: self.headWidth, hasHeadWidth ? "head_dim" : "num_attention_heads", c)
    hasTiedHead = try c.boolean("tie_word_embeddings", default: false)
    windows = Array(repeating: nil, count: shape.layerCount)
  }

  /// The members of a configuration that all relatives have; the class of the model stands in `architectures`.
  func configuration(_ modelType: String, class name: String) -> JSONValue.Members {
    JSONValue.Members(transformers: modelType, class: name)
      .adding(shape.members(Self.keys))
      .adding([
        "num_key_value_heads": .integer(keyValueHeads), "head_dim": .integer(headWidth),
        "vocab_size": .integer(vocabulary), "max_position_embeddings": .integer(longestSequence),
        "tie_word_embeddings": .boolean(hasTiedHead),
      ])
      .adding(rotary.members())
  }
}
