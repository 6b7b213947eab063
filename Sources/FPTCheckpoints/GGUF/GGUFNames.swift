import OrderedCollections

/// The names that transformers gives to the tensors of a GGUF file, and the order of their rows there.
///
/// From llama.cpp's conversion (gguf's `tensor_mapping.py`, and `LlamaModel.permute` of `convert_hf_to_gguf.py`).
struct GGUFNames {
  private let architecture: GGUFArchitecture?
  /// Heads of queries and of keys.
  private let heads: (queries: Heads, keys: Heads)

  private enum Heads {
    case of(Int)
    /// The metadata do not say, or say it in a way that is not understood.
    case unknown(String)
  }

  /// What stands before the names of a model below its head.
  static let prefix = "model."
  /// Factors of the rotation's frequencies, which the configuration takes in.
  static let rotation = "rope_freqs.weight"

  init(_ metadata: OrderedDictionary<String, GGUFValue>) {
    let architecture = GGUFArchitecture(metadata)
    func count(_ key: String) -> Heads? {
      guard let architecture, let value = metadata[architecture.key(key)] else { return nil }
      guard case .integer(let count) = value else {
        return .unknown("heads, and `\(architecture.key(key))` is \(value.summary)")
      }
      return .of(Int(count))
    }
    let queries =
      count("attention.head_count") ?? .unknown("heads, whose number the metadata lack")
    self.architecture = architecture
    // Without a number of their own there are as many keys as queries.
    heads = (queries, count("attention.head_count_kv") ?? queries)
  }

  /// Tensors under transformers' names; what has none keeps its own where the model's tensors lie, so that nobody overlooks it.
  ///
  /// Of an architecture that is not known here, every tensor keeps its name.
  ///
  /// - Throws: `GGUFProblem.tensor` for rows that are no pairs of heads, and for two tensors of one name.
  func renamed(_ entries: [TensorEntry]) throws(GGUFProblem) -> [TensorEntry] {
    guard let architecture else { return entries }
    var names: Set<String> = []
    var renamed: [TensorEntry] = []
    for entry in entries {
      var tensor = entry
      tensor.name = Self.name(of: entry.name)
      guard names.insert(tensor.name).inserted else {
        throw .tensor(entry.name, "is `\(tensor.name)`, as another one is")
      }
      if architecture.hasPairedRows, let heads = heads(of: entry.name), !entry.bytes.isEmpty {
        let rows = entry.shape.first ?? 0
        func unfit(_ heads: String) -> GGUFProblem {
          .tensor(entry.name, "has \(rows) rows, and should have pairs of rows for \(heads)")
        }
        let count: Int
        switch heads {
        case .of(let known): count = known
        case .unknown(let why): throw unfit(why)
        }
        guard count > 0, rows > 0, rows % 2 == 0, rows / 2 % count == 0 else {
          throw unfit("\(count) heads")
        }
        guard entry.bytes.count % rows == 0, entry.type.size != nil || entry.shape.count > 1 else {
          throw .tensor(entry.name, "has blocks that are no rows, whose order would have to change")
        }
        tensor.pairedHeads = count
      }
      renamed.append(tensor)
    }
    return renamed
  }

  /// Heads in the rows of queries or keys; nil for any other tensor.
  private func heads(of name: String) -> Heads? {
    let parts = name.split(separator: ".")
    guard parts.count == 4, parts[0] == "blk" else { return nil }
    return switch parts[2] {
    case "attn_q": heads.queries
    case "attn_k": heads.keys
    default: nil
    }
  }

  private static func name(of name: String) -> String {
    if name == rotation { return name }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, parts[0] == "output" { return "lm_head.\(parts[1])" }
    if parts.count == 2, let own = outer[parts[0]] { return "\(prefix)\(own).\(parts[1])" }
    if parts.count == 4, parts[0] == "blk", let own = inner[parts[2]] {
      return "\(prefix)layers.\(parts[1]).\(own).\(parts[3])"
    }
    return prefix + name
  }

  private static let outer = ["token_embd": "embed_tokens", "output_norm": "norm"]
  private static let inner = [
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
  ]
}

/// A family of models whose GGUF files are understood here.
enum GGUFArchitecture: String, CaseIterable {
  /// Llama 1 to 3, SmolLM2, and Mistral's models without a window.
  case llama, qwen2, qwen3

  /// The key of a file's metadata that names its architecture.
  static let key = "general.architecture"
  /// The architecture's own key for the number of its blocks.
  static let blockCount = "block_count"

  /// Nil for one that is not known here.
  init?(_ metadata: OrderedDictionary<String, GGUFValue>) {
    guard case .text(let name)? = metadata[Self.key] else { return nil }
    self.init(rawValue: name)
  }

  /// A key of the metadata that is the architecture's own.
  func key(_ name: String) -> String { "\(rawValue).\(name)" }

  /// Whether llama.cpp has put the rows of queries and keys so that the two columns that turn together stand side by side, where
  /// transformers has them half a head apart.
  var hasPairedRows: Bool { self == .llama }
}
