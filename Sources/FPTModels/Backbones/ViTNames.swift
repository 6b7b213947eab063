/// What the two libraries call the parts of a vision transformer.
struct ViTNames {
  let block: String
  let firstNorm: String
  /// Matrices that hold query, key and value, and how many of the three each holds.
  let queryKeyValue: [(name: String, parts: Int)]
  let projection: String
  let secondNorm: String
  let lastNorm: String

  static let timm = ViTNames(
    block: "blocks.", firstNorm: "norm1", queryKeyValue: [("attn.qkv", 3)],
    projection: "attn.proj", secondNorm: "norm2", lastNorm: "norm")

  static let transformers = ViTNames(
    block: "layers.", firstNorm: "layernorm_before",
    queryKeyValue: [
      ("attention.q_proj", 1), ("attention.k_proj", 1), ("attention.v_proj", 1),
    ],
    projection: "attention.o_proj", secondNorm: "layernorm_after", lastNorm: "layernorm")

  /// The name of a parameter in transformers before version 5, which most published checkpoints have.
  static func beforeVersion5(_ name: String) -> [String] {
    guard name.hasPrefix("layers.") else { return [] }
    var old = "encoder.layer." + name.dropFirst("layers.".count)
    let parts = [
      ("attention.q_proj", "attention.attention.query"),
      ("attention.k_proj", "attention.attention.key"),
      ("attention.v_proj", "attention.attention.value"),
      ("attention.o_proj", "attention.output.dense"), ("mlp.fc1", "intermediate.dense"),
      ("mlp.fc2", "output.dense"),
    ]
    for (new, former) in parts {
      if let place = old.range(of: "." + new + ".") {
        old.replaceSubrange(place, with: "." + former + ".")
        break
      }
    }
    return [old]
  }
}
