import FPTJSON

/// CLIP's vision tower as transformers' `CLIPVisionModel`.
extension CLIPVision {
  package var transformersConfiguration: JSONValue.Members? {
    .init(transformers: "clip_vision_model", class: "CLIPVisionModel")
      .adding(shape.members(Self.keys)).adding(["initializer_factor": .real(initialFactor)])
  }

  package var transformersLayout: TransformersLayout {
    let patches = PatchEmbedding(
      width: width, convolution: "embeddings.patch_embedding", hasBias: false,
      positions: "embeddings.position_embedding.weight", hasOuterExtent: false,
      tokens: [.init("embeddings.class_embedding", [width])])
    var layout = TransformersLayout(
      rest: patches.rest,
      blocks: .init(
        lists: ["encoder.layers", "vision_model.encoder.layers"], normBefore: "pre_layrnorm",
        norm: "post_layernorm", arguments: ", attention_mask=None"))
    layout.sizes = patches.sizes
    return layout
  }
}
