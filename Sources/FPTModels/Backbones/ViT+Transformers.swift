import FPTJSON

/// A vision transformer as transformers' `ViTModel` or `DeiTModel`, whichever library it comes from.
extension ViT {
  package var transformersConfiguration: JSONValue.Members? {
    // What only models of timm have.
    guard !tower.hasNormBefore, tower.layerScale == nil, !tower.isGated, tower.hasLastNorm else {
      return nil
    }
    return .init(transformers: modelType, class: modelType == "deit" ? "DeiTModel" : "ViTModel")
      .adding(shape.members()).adding(["qkv_bias": .boolean(hasQueryBias)])
  }

  package var transformersLayout: TransformersLayout {
    let (width, grid, patch) = (width, 14, 16)
    let (patches, positions) = (
      "embeddings.patch_embeddings.projection.weight", "embeddings.position_embeddings"
    )
    func side(_ shape: [Int]) -> Int? {
      guard shape.count == 3, shape[0] == 1, shape[2] == width, shape[1] > 1 else { return nil }
      let side = Int(Double(shape[1] - 1).squareRoot().rounded())
      return side * side == shape[1] - 1 ? side : nil
    }
    var layout = TransformersLayout(
      rest: [
        .init("embeddings.cls_token", [1, 1, width], otherNames: ["cls_token"]),
        .init(positions, [1, grid * grid + 1, width], otherNames: ["pos_embed"]) {
          side($0) != nil
        },
        .init(patches, [width, 3, patch, patch], otherNames: ["patch_embed.proj.weight"]) {
          $0.count == 4 && $0[0] == width && $0[2] == $0[3]
        },
        .init(
          "embeddings.patch_embeddings.projection.bias", [width],
          otherNames: ["patch_embed.proj.bias"]),
      ] + .pooler(width: width),
      blocks: .init(lists: ["layers", "encoder.layer"], norm: "layernorm"),
      names: { [library] name in
        (library == .timm ? ViTNames.inTransformers(ofTimm: name) : [name])
          .map { ViTNames.beforeVersion5($0).first ?? $0 }
      })
    layout.sizes = { shapes in
      let kernel = shapes[patches] ?? [width, 3, patch, patch]
      let cells = shapes[positions].flatMap(side) ?? grid
      return [
        "image_size": .integer(cells * kernel[3]), "patch_size": .integer(kernel[3]),
        "num_channels": .integer(kernel[1]),
      ]
    }
    return layout
  }
}
