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
    var tokens = [
      TransformersLayout.Rest("embeddings.cls_token", [1, 1, width], otherNames: ["cls_token"])
    ]
    if modelType == "deit" { tokens.append(.init("embeddings.distillation_token", [1, 1, width])) }
    let patches = PatchEmbedding(width: width, tokens: tokens)
    var layout = TransformersLayout(
      rest: patches.rest + .pooler(width: width),
      blocks: .init(lists: ["layers", "encoder.layer"], norm: "layernorm"),
      names: { [library] name in
        (library == .timm ? ViTNames.inTransformers(ofTimm: name) : [name])
          .map { ViTNames.beforeVersion5($0).first ?? $0 }
      })
    layout.sizes = patches.sizes
    return layout
  }
}
