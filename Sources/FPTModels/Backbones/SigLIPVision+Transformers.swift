import FPTJSON

/// SigLIP's vision tower as transformers' `SiglipVisionModel` or `Siglip2VisionModel`.
extension SigLIPVision {
  /// The head, which pools what the blocks give, is left out.
  package var transformersConfiguration: JSONValue.Members? {
    let model = isSecond ? "Siglip2VisionModel" : "SiglipVisionModel"
    return .init(transformers: modelType, class: model).adding(shape.members(Self.keys))
      .adding(["vision_use_head": .boolean(false)])
  }

  private var isSecond: Bool { modelType.hasPrefix("siglip2") }

  package var transformersLayout: TransformersLayout {
    let blocks = TransformersLayout.Blocks(
      lists: ["encoder.layers", "vision_model.encoder.layers"], norm: "post_layernorm",
      arguments: ", attention_mask=None")
    // The second version reads patches of any number, which are rows already.
    if isSecond {
      let names = "embeddings.patch_embedding"
      return TransformersLayout(
        rest: [
          .init(names + ".weight", [width, 768]), .init(names + ".bias", [width]),
          .init("embeddings.position_embedding.weight", [256, width]),
        ], blocks: blocks)
    }
    let patches = PatchEmbedding(
      width: width, convolution: "embeddings.patch_embedding",
      positions: "embeddings.position_embedding.weight", hasOuterExtent: false, tokens: [])
    var layout = TransformersLayout(rest: patches.rest, blocks: blocks)
    layout.sizes = patches.sizes
    return layout
  }
}
