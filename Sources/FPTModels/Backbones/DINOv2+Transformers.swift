import FPTJSON

/// A DINOv2 as transformers' `Dinov2Model` or `Dinov2WithRegistersModel`.
extension DINOv2 {
  package var transformersConfiguration: JSONValue.Members? {
    let model = modelType == "dinov2" ? "Dinov2Model" : "Dinov2WithRegistersModel"
    return .init(transformers: modelType, class: model).adding(shape.members(Self.keys)).adding([
      // The library takes integers alone for the ratio.
      "mlp_ratio": .shortest(ratio), "qkv_bias": .boolean(hasQueryBias),
      "layerscale_value": .real(layerScale), "use_swiglu_ffn": .boolean(isGated),
    ])
  }

  package var transformersLayout: TransformersLayout {
    let patches = PatchEmbedding(
      width: width, tokens: [.init("embeddings.cls_token", [1, 1, width])], patch: 14, grid: 16)
    var rest = patches.rest + [.init("embeddings.mask_token", [1, width])]
    if modelType != "dinov2" {
      rest.append(
        .init("embeddings.register_tokens", [1, 4, width]) { [width] in
          $0.count == 3 && $0[0] == 1 && $0[2] == width
        })
    }
    var layout = TransformersLayout(
      rest: rest, blocks: .init(lists: ["encoder.layer"], norm: "layernorm"))
    layout.sizes = patches.sizes
    return layout
  }
}
