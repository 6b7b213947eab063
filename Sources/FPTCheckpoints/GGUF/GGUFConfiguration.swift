import FPTJSON

/// What a GGUF file's metadata say of the model, in the keys of transformers' `config.json`.
///
/// Keys of the architecture that are not understood stand in it under their own names, so that a model refuses them as it refuses
/// those of a `config.json`. Its text is part of what identifies a model: what stands in it changes for no file that is read today.
struct GGUFConfiguration {
  private(set) var members: JSONValue.Members = [:]
  private let file: GGUFFile
  private let architecture: GGUFArchitecture
  /// Keys that have been taken in.
  private var used: Set<String> = []

  /// - Throws: `CheckpointError.wrongValue` for an architecture that is not known here, or what makes no sense, and `.missingKey`.
  init(_ file: GGUFFile) throws(CheckpointError) {
    guard let architecture = GGUFArchitecture(file.values) else {
      let known = GGUFArchitecture.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      guard let found = file.values[GGUFArchitecture.key] else {
        throw .missingKey(
          file: file.path, key: GGUFArchitecture.key, expected: "one of \(known)")
      }
      throw .wrongValue(
        file: file.path, key: GGUFArchitecture.key, expected: "one of \(known)",
        found: found.summary)
    }
    self.file = file
    self.architecture = architecture
    try requireWholeModel()
    try take()
    for (key, value) in file.values
    where key.hasPrefix(architecture.key("")) && !used.contains(key) && !isNothing(key, value) {
      members[key] = value.json
    }
  }

  /// The configuration as a canonical text.
  var text: String { JSONValue.object(members).canonicalText }

  private mutating func take() throws(CheckpointError) {
    members["model_type"] = .text(architecture.rawValue)
    let sizes: [(key: String, own: String)] = [
      ("embedding_length", "hidden_size"), ("feed_forward_length", "intermediate_size"),
      (GGUFArchitecture.blockCount, "num_hidden_layers"),
      ("context_length", "max_position_embeddings"),
    ]
    for size in sizes {
      members[size.own] = .integer(try required(size.key, "an integer", try integer(size.key)))
    }
    let counted = "attention.head_count"
    let heads = try required(counted, "an integer", try integer(counted))
    members["num_attention_heads"] = .integer(heads)
    members["num_key_value_heads"] = try integer("attention.head_count_kv")
      .map(JSONValue.integer)
    let epsilon = "attention.layer_norm_rms_epsilon"
    members["rms_norm_eps"] = .shortest(try required(epsilon, "a number", try number(epsilon)))
    let width = try headWidth(heads: heads)
    members["head_dim"] = width.map(JSONValue.integer)
    members["rope_parameters"] = .object(try rotation(headWidth: width))
    if file.contains("lm_head.weight") || file.contains("\(GGUFNames.prefix)embed_tokens.weight") {
      members["tie_word_embeddings"] = .boolean(!file.contains("lm_head.weight"))
    }
    if let vocabulary = try integer("vocab_size").map(Int.init)
      ?? file.shape(of: "\(GGUFNames.prefix)embed_tokens.weight")?.first
    {
      members["vocab_size"] = .integer(Int64(vocabulary))
    }
    if architecture == .llama {
      let block = "\(GGUFNames.prefix)layers.0."
      members["attention_bias"] = .boolean(file.contains("\(block)self_attn.q_proj.bias"))
      members["mlp_bias"] = .boolean(file.contains("\(block)mlp.gate_proj.bias"))
    }
  }

  /// A part of a model, or an adapter, is no model.
  private func requireWholeModel() throws(CheckpointError) {
    for (key, allowed): (String, GGUFValue) in [
      ("general.type", .text("model")), ("split.count", .integer(1)),
      ("general.quantization_version", .integer(2)),
    ] {
      guard let value = file.values[key], value != allowed else { continue }
      // llama.cpp writes a count of 0 in a file that is whole.
      if key == "split.count", value == .integer(0) { continue }
      let remedy =
        key == "split.count"
        ? ": put the parts together with llama.cpp's `llama-gguf-split --merge`" : ""
      throw .wrongValue(
        file: file.path, key: key, expected: allowed.summary, found: value.summary + remedy)
    }
  }

  /// Keys that stand for what the model does anyway.
  private func isNothing(_ key: String, _ value: GGUFValue) -> Bool {
    switch key.dropFirst(architecture.key("").count) {
    case "expert_count", "expert_used_count": value == .integer(0)
    case "attention.causal": value == .boolean(true)
    case "use_parallel_residual": value == .boolean(false)
    // The order of rows that llama.cpp's files have.
    case "tensor_data_layout": value == .text("Meta AI original pth")
    case "rope.scaling.finetuned": true
    default: false
    }
  }

  /// Columns of a head: those that the file says, or the share of the embedding.
  private mutating func headWidth(heads: Int64) throws(CheckpointError) -> Int64? {
    let width = try integer("attention.key_length")
    if let values = try integer("attention.value_length"), let width, values != width {
      // Left to be refused.
      used.remove(architecture.key("attention.value_length"))
    }
    if let width { return width }
    guard heads > 0, case .number(let text)? = members["hidden_size"],
      let columns = Int64(text), columns % heads == 0
    else { return nil }
    return columns / heads
  }

  private mutating func rotation(
    headWidth: Int64?
  ) throws(CheckpointError) -> JSONValue.Members {
    let base = try number("rope.freq_base") ?? 10_000
    var rotation: JSONValue.Members = [
      "rope_theta": .shortest(base), "rope_type": .text("default"),
    ]
    if let turned = try integer("rope.dimension_count"), let headWidth, headWidth > 0,
      turned != headWidth
    {
      rotation["partial_rotary_factor"] = .shortest(Double(turned) / Double(headWidth))
    }
    let type = try text("rope.scaling.type") ?? "none"
    if type != "none" {
      rotation["rope_type"] = .text(type)
      rotation["factor"] = try number("rope.scaling.factor").map(JSONValue.shortest)
      // A linear rotation has no use for it.
      let length = try integer("rope.scaling.original_context_length")
      if type != "linear" {
        rotation["original_max_position_embeddings"] = length.map(JSONValue.integer)
      }
    }
    // What older files have in the place of both.
    if let scale = try number("rope.scale_linear"), scale != 1 {
      guard type == "none" else {
        used.remove(architecture.key("rope.scale_linear"))
        return rotation
      }
      rotation["rope_type"] = .text("linear")
      rotation["factor"] = .shortest(scale)
    }
    if file.contains(GGUFNames.rotation) {
      let factors = try file.tensor(named: GGUFNames.rotation).floats()
      let llama3 = Llama3Factors(factors, base: base)
      // One for each pair of a head's columns.
      let isWhole = headWidth.map { Int64(factors.count) == $0 / 2 } ?? false
      guard let llama3, isWhole, rotation["rope_type"] == .text("default") else {
        throw .wrongValue(
          file: file.path, key: GGUFNames.rotation,
          expected:
            "the factors of Llama 3.1 or later, one for each pair of a head's columns, without another scaling",
          found: "\(factors.count) other numbers")
      }
      rotation.merge(llama3.members) { $1 }
    }
    return rotation
  }

  // MARK: Values

  /// A value of the architecture's own key; ``GGUFBlockValues`` has made one of a list of equal ones.
  private mutating func value(_ name: String) throws(CheckpointError) -> GGUFValue? {
    let key = architecture.key(name)
    guard let value = file.values[key] else { return nil }
    used.insert(key)
    guard case .array(let elements) = value else { return value }
    let all = Set(try file.integers(key))
    throw .wrongValue(
      file: file.path, key: key, expected: "one number, or the same one for each block",
      found: "a list of \(elements.count) with \(all.count) different ones")
  }

  private func wrong(_ name: String, _ expected: String, _ found: GGUFValue) -> CheckpointError {
    .wrongValue(
      file: file.path, key: architecture.key(name), expected: expected, found: found.summary)
  }

  /// A value that no file of a model leaves out.
  private func required<Value>(
    _ name: String, _ expected: String, _ value: Value?
  ) throws(CheckpointError) -> Value {
    guard let value else {
      throw .missingKey(file: file.path, key: architecture.key(name), expected: expected)
    }
    return value
  }

  private mutating func integer(_ name: String) throws(CheckpointError) -> Int64? {
    guard let value = try value(name) else { return nil }
    guard case .integer(let integer) = value else { throw wrong(name, "an integer", value) }
    return integer
  }

  private mutating func number(_ name: String) throws(CheckpointError) -> Double? {
    guard let value = try value(name) else { return nil }
    switch value {
    case .number(let number) where number.isFinite: return number
    case .integer(let integer): return Double(integer)
    default: throw wrong(name, "a number", value)
    }
  }

  private mutating func text(_ name: String) throws(CheckpointError) -> String? {
    guard let value = try value(name) else { return nil }
    guard case .text(let text) = value else { throw wrong(name, "a text", value) }
    return text
  }
}
