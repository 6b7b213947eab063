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
}
