/// What the two libraries call the parts of a vision transformer.
enum ViTNames {
  static let timm = VisionNames(
    block: "blocks.", firstNorm: "norm1", queryKeyValue: [.init(name: "attn.qkv", parts: 3)],
    projection: "attn.proj", secondNorm: "norm2", lastNorm: "norm")

  static let transformers = VisionNames(
    block: "layers.", firstNorm: "layernorm_before", queryKeyValue: queryKeyValue,
    projection: "attention.o_proj", secondNorm: "layernorm_after", lastNorm: "layernorm")

  /// What transformers calls the projections of ViT and DINOv2.
  static let queryKeyValue = ["q_proj", "k_proj", "v_proj"].map {
    VisionNames.Projection(name: "attention.\($0)", parts: 1)
  }

  /// The name of a parameter in transformers before version 5, which most published checkpoints have.
  static func beforeVersion5(_ name: String) -> [String] {
    guard name.hasPrefix("layers.") else { return [] }
    let old = "encoder.layer." + name.dropFirst("layers.".count)
    let parts = formerAttention + [("mlp.fc1", "intermediate.dense"), ("mlp.fc2", "output.dense")]
    return [renaming(old, parts) ?? old]
  }

  /// Projections of attention, and what they were called before version 5.
  static let formerAttention = [
    ("attention.q_proj", "attention.attention.query"),
    ("attention.k_proj", "attention.attention.key"),
    ("attention.v_proj", "attention.attention.value"),
    ("attention.o_proj", "attention.output.dense"),
  ]

  /// A name with the first of these parts that it has called otherwise; nil where it has none.
  static func renaming(_ name: String, _ parts: [(new: String, former: String)]) -> String? {
    for (new, former) in parts {
      if let place = name.range(of: "." + new + ".") {
        return name.replacingCharacters(in: place, with: "." + former + ".")
      }
    }
    return nil
  }

  /// The names that transformers gives to the rows of a parameter of timm: three for queries, keys and values.
  static func inTransformers(ofTimm name: String) -> [String] {
    guard name.hasPrefix(timm.block) else {
      return [
        name.hasPrefix(timm.lastNorm + ".")
          ? transformers.lastNorm + name.dropFirst(timm.lastNorm.count) : name
      ]
    }
    let parts = name.dropFirst(timm.block.count).split(separator: ".")
    guard let number = parts.first, let kind = parts.last, parts.count > 2 else { return [name] }
    let new: [String]
    switch parts.dropFirst().dropLast().joined(separator: ".") {
    case timm.firstNorm: new = [transformers.firstNorm]
    case timm.queryKeyValue[0].name: new = transformers.queryKeyValue.map(\.name)
    case timm.projection: new = [transformers.projection]
    case timm.secondNorm: new = [transformers.secondNorm]
    case let same: new = [same]
    }
    return new.map { "\(transformers.block)\(number).\($0).\(kind)" }
  }
}
