/// The extents behind timm's names of plain vision transformers, such as `vit_base_patch16_224`.
///
/// Only models that are this ViT to the last operation are here: exact GELU, ε of 1e-6, biases everywhere, no LayerScale, no norm
/// before the blocks or of queries and keys, no rotary positions. timm 1.0.31 has some hundred other names that look alike.
struct TimmSize: Sendable, Hashable {
  let layers: Int
  let width: Int
  let heads: Int
  let innerWidth: Int

  /// The size of a model by its name, with or without a tag of pretrained weights: `vit_base_patch16_224.augreg_in21k`.
  init?(ofModel name: String) {
    let model = name.prefix { $0 != "." }
    guard let size = Self.table.first(where: { $0.names.contains(String(model)) })?.size else {
      return nil
    }
    self = size
  }

  private init(_ layers: Int, _ width: Int, _ heads: Int, inner: Int) {
    self.layers = layers
    self.width = width
    self.heads = heads
    innerWidth = inner
  }

  /// Every name that is known.
  static var names: [String] { table.flatMap(\.names) }

  private static let table: [(size: TimmSize, names: [String])] = [
    (
      TimmSize(12, 192, 3, inner: 768),
      ["vit_tiny_patch16_224", "vit_tiny_patch16_384"]
    ),
    (
      TimmSize(12, 384, 6, inner: 1536),
      [
        "vit_small_patch8_224", "vit_small_patch16_224", "vit_small_patch16_384",
        "vit_small_patch32_224", "vit_small_patch32_384",
      ]
    ),
    (
      TimmSize(12, 768, 12, inner: 3072),
      [
        "vit_base_patch8_224", "vit_base_patch16_224", "vit_base_patch16_384",
        "vit_base_patch32_224", "vit_base_patch32_384", "vit_base_patch16_siglip_224",
        "vit_base_patch16_siglip_256", "vit_base_patch16_siglip_384",
        "vit_base_patch16_siglip_512", "vit_base_patch16_siglip_gap_224",
        "vit_base_patch16_siglip_gap_256", "vit_base_patch16_siglip_gap_384",
        "vit_base_patch16_siglip_gap_512",
      ]
    ),
    (TimmSize(12, 768, 16, inner: 3072), ["vit_base_patch16_gap_224"]),
    (
      TimmSize(24, 1024, 16, inner: 4096),
      [
        "vit_large_patch14_224", "vit_large_patch16_224", "vit_large_patch16_384",
        "vit_large_patch32_224", "vit_large_patch32_384", "vit_large_patch16_siglip_256",
        "vit_large_patch16_siglip_384", "vit_large_patch16_siglip_gap_256",
        "vit_large_patch16_siglip_gap_384",
      ]
    ),
    (
      TimmSize(32, 1280, 16, inner: 5120),
      ["vit_huge_patch14_224", "vit_huge_patch14_gap_224", "vit_huge_patch16_gap_448"]
    ),
    (
      TimmSize(27, 1152, 16, inner: 4304),
      [
        "vit_so400m_patch14_siglip_224", "vit_so400m_patch14_siglip_378",
        "vit_so400m_patch14_siglip_384", "vit_so400m_patch14_siglip_gap_224",
        "vit_so400m_patch14_siglip_gap_378", "vit_so400m_patch14_siglip_gap_384",
        "vit_so400m_patch14_siglip_gap_448", "vit_so400m_patch14_siglip_gap_896",
      ]
    ),
    (
      TimmSize(40, 1408, 16, inner: 6144),
      ["vit_giant_patch14_224", "vit_giant_patch16_gap_224"]
    ),
    (TimmSize(48, 1664, 16, inner: 8192), ["vit_gigantic_patch14_224"]),
  ]
}
