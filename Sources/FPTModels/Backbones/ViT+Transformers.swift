import FPTJSON

/// A vision transformer as transformers' `ViTModel` or `DeiTModel`, whichever library it comes from.
extension ViT {
  package var transformersConfiguration: JSONValue.Members? {
    // What only models of timm have.
    guard !tower.hasNormBefore, tower.layerScale == nil, !tower.isGated, tower.hasLastNorm else {
      return nil
    }
    var members: JSONValue.Members = [
      "architectures": .list([.text(modelType == "deit" ? "DeiTModel" : "ViTModel")]),
      "model_type": .text(modelType),
    ]
    members.merge(shape.members()) { $1 }
    members["qkv_bias"] = .boolean(hasQueryBias)
    return members
  }
}
