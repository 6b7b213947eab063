/// The models behind timm's names, as `Tests/FPTLibTests/Fixtures/timm-names/make.py` finds them in timm 1.0.31.
extension TimmModel {
  static let table: [(model: TimmModel, names: [String])] = [
    (TimmModel(6, 64, 2, ratio: 3), ["test_vit"]),
    (TimmModel(8, 768, 8, ratio: 3), ["vit_small_resnet26d_224", "vit_small_resnet50d_s16_224"]),
    (
      TimmModel(12, 192, 3),
      [
        "deit_tiny_distilled_patch16_224", "deit_tiny_patch16_224", "vit_tiny_patch16_224",
        "vit_tiny_patch16_384", "vit_tiny_r_s16_p8_224", "vit_tiny_r_s16_p8_384",
      ]
    ),
    (
      TimmModel(12, 384, 6),
      [
        "deit_small_distilled_patch16_224", "deit_small_patch16_224", "flexivit_small",
        "vit_small_patch16_224", "vit_small_patch16_384", "vit_small_patch32_224",
        "vit_small_patch32_384", "vit_small_patch8_224", "vit_small_r26_s32_224",
        "vit_small_r26_s32_384",
      ]
    ),
    (
      TimmModel(12, 768, 12),
      [
        "deit_base_distilled_patch16_224", "deit_base_distilled_patch16_384",
        "deit_base_patch16_224", "deit_base_patch16_384", "flexivit_base", "vit_base_mci_224",
        "vit_base_patch16_224", "vit_base_patch16_384", "vit_base_patch16_siglip_224",
        "vit_base_patch16_siglip_256", "vit_base_patch16_siglip_384", "vit_base_patch16_siglip_512",
        "vit_base_patch32_224", "vit_base_patch32_384", "vit_base_patch8_224",
        "vit_base_r26_s32_224", "vit_base_r50_s16_224", "vit_base_r50_s16_384",
        "vit_base_resnet26d_224", "vit_base_resnet50d_224",
      ]
    ),
    (TimmModel(12, 768, 12, .geluTanh), ["vit_base_patch32_siglip_256"]),
    (TimmModel(12, 768, 12, .geluTanh, hasHeadNorm: false), ["vit_base_patch32_siglip_gap_256"]),
    (TimmModel(12, 768, 12, averages: true), ["vit_base_patch16_reg4_gap_256"]),
    (
      TimmModel(12, 768, 12, hasHeadNorm: false),
      [
        "vit_base_patch16_siglip_gap_224", "vit_base_patch16_siglip_gap_256",
        "vit_base_patch16_siglip_gap_384", "vit_base_patch16_siglip_gap_512",
      ]
    ),
    (TimmModel(12, 768, 12, hasQueryBias: false), ["vit_base_patch16_224_miil"]),
    (TimmModel(12, 768, 16, hasHeadNorm: false), ["vit_base_patch16_gap_224"]),
    (TimmModel(18, 896, 14, ratio: 2.572), ["vit_so150m_patch16_reg4_map_256"]),
    (
      TimmModel(18, 896, 14, ratio: 2.572, hasHeadNorm: false),
      ["vit_so150m_patch16_reg4_gap_256", "vit_so150m_patch16_reg4_gap_384"]
    ),
    (
      TimmModel(24, 1024, 16),
      [
        "flexivit_large", "vit_large_patch14_224", "vit_large_patch16_224", "vit_large_patch16_384",
        "vit_large_patch16_siglip_256", "vit_large_patch16_siglip_384", "vit_large_patch32_224",
        "vit_large_patch32_384", "vit_large_r50_s32_224", "vit_large_r50_s32_384",
      ]
    ),
    (TimmModel(24, 1024, 16, .geluTanh), ["vit_large_patch16_siglip_512"]),
    (TimmModel(24, 1024, 16, .geluTanh, hasHeadNorm: false), ["vit_large_patch16_siglip_gap_512"]),
    (TimmModel(24, 1024, 16, averages: true), ["eva_large_patch14_196", "eva_large_patch14_336"]),
    (
      TimmModel(24, 1024, 16, hasHeadNorm: false),
      ["vit_large_patch16_siglip_gap_256", "vit_large_patch16_siglip_gap_384"]
    ),
    (
      TimmModel(27, 1152, 16, ratio: 3.7362),
      [
        "vit_so400m_patch14_siglip_224", "vit_so400m_patch14_siglip_378",
        "vit_so400m_patch14_siglip_384",
      ]
    ),
    (
      TimmModel(27, 1152, 16, ratio: 3.7362, .geluTanh),
      [
        "vit_so400m_patch16_siglip_256", "vit_so400m_patch16_siglip_384",
        "vit_so400m_patch16_siglip_512",
      ]
    ),
    (
      TimmModel(27, 1152, 16, ratio: 3.7362, .geluTanh, hasHeadNorm: false),
      [
        "vit_so400m_patch16_siglip_gap_256", "vit_so400m_patch16_siglip_gap_384",
        "vit_so400m_patch16_siglip_gap_512",
      ]
    ),
    (
      TimmModel(27, 1152, 16, ratio: 3.7362, hasHeadNorm: false),
      [
        "vit_so400m_patch14_siglip_gap_224", "vit_so400m_patch14_siglip_gap_378",
        "vit_so400m_patch14_siglip_gap_384", "vit_so400m_patch14_siglip_gap_448",
        "vit_so400m_patch14_siglip_gap_896",
      ]
    ),
    (TimmModel(32, 1280, 16), ["vit_huge_patch14_224"]),
    (
      TimmModel(32, 1280, 16, hasHeadNorm: false),
      ["vit_huge_patch14_gap_224", "vit_huge_patch16_gap_448"]
    ),
    (TimmModel(40, 1408, 16, ratio: 4.363636363636363), ["vit_giant_patch14_224"]),
    (
      TimmModel(40, 1408, 16, ratio: 4.363636363636363, hasHeadNorm: false),
      ["vit_giant_patch16_gap_224"]
    ),
    (
      TimmModel(40, 1536, 16, .geluTanh),
      ["vit_giantopt_patch16_siglip_256", "vit_giantopt_patch16_siglip_384"]
    ),
    (
      TimmModel(40, 1536, 16, .geluTanh, hasHeadNorm: false),
      ["vit_giantopt_patch16_siglip_gap_256", "vit_giantopt_patch16_siglip_gap_384"]
    ),
    (TimmModel(48, 1664, 16, ratio: 4.923076923076923), ["vit_gigantic_patch14_224"]),
    (
      TimmModel(27, 1152, 16, ratio: 3.736111111111111, hasFinalNorm: false),
      ["vit_so400m_patch16_radio_v4"]
    ),
    (
      TimmModel(32, 1280, 16, hasFinalNorm: false),
      ["vit_huge_patch16_radio_v3", "vit_huge_patch16_radio_v4"]
    ),
    (TimmModel(40, 1536, 24, hasFinalNorm: false), ["vit_giant_patch16_radio_v3"]),
    (TimmModel(8, 64, 2, ratio: 3, layerScale: 1e-5, averages: true), ["test_vit2"]),
    (TimmModel(9, 96, 3, ratio: 2, layerScale: 1e-5), ["test_vit3"]),
    (
      TimmModel(12, 384, 6, layerScale: 1e-5),
      ["vit_small_patch14_dinov2", "vit_small_patch14_reg4_dinov2"]
    ),
    (
      TimmModel(12, 384, 6, layerScale: 1e-6),
      ["deit3_small_patch16_224", "deit3_small_patch16_384"]
    ),
    (
      TimmModel(12, 512, 8, hasQueryBias: false, layerScale: 1e-6, hasHeadNorm: false),
      ["vit_medium_patch16_gap_240", "vit_medium_patch16_gap_256", "vit_medium_patch16_gap_384"]
    ),
    (
      TimmModel(12, 512, 8, layerScale: 1e-5, averages: true),
      ["vit_medium_patch16_reg1_gap_256", "vit_medium_patch16_reg4_gap_256"]
    ),
    (TimmModel(12, 512, 8, layerScale: 1e-6), ["deit3_medium_patch16_224"]),
    (
      TimmModel(12, 640, 10, hasQueryBias: false, layerScale: 1e-6, hasHeadNorm: false),
      ["vit_betwixt_patch16_gap_256"]
    ),
    (
      TimmModel(12, 640, 10, layerScale: 1e-5, averages: true),
      [
        "vit_betwixt_patch16_reg1_gap_256", "vit_betwixt_patch16_reg4_gap_256",
        "vit_betwixt_patch16_reg4_gap_384",
      ]
    ),
    (TimmModel(12, 768, 12, layerScale: 1), ["vit_base_patch14_reg1_tipsv2"]),
    (
      TimmModel(12, 768, 12, layerScale: 1e-5),
      ["vit_base_patch14_dinov2", "vit_base_patch14_reg4_dinov2"]
    ),
    (
      TimmModel(12, 768, 12, layerScale: 1e-6),
      ["deit3_base_patch16_224", "deit3_base_patch16_384"]
    ),
    (
      TimmModel(12, 896, 14, layerScale: 1e-5),
      ["vit_base_patch16_plus_240", "vit_base_patch32_plus_256"]
    ),
    (
      TimmModel(14, 256, 4, ratio: 5, layerScale: 1e-5, averages: true),
      ["vit_wee_patch16_reg1_gap_256"]
    ),
    (
      TimmModel(14, 320, 5, ratio: 5.6, layerScale: 1e-5, averages: true),
      ["vit_little_patch16_reg1_gap_256", "vit_little_patch16_reg4_gap_256"]
    ),
    (
      TimmModel(20, 512, 8, layerScale: 1e-5, averages: true),
      ["vit_mediumd_patch16_reg4_gap_256", "vit_mediumd_patch16_reg4_gap_384"]
    ),
    (
      TimmModel(
        21, 832, 13, ratio: 2.6153846153846154, hasQueryBias: false, layerScale: 1e-5,
        averages: true),
      [
        "vit_so150m2_patch16_reg1_gap_256", "vit_so150m2_patch16_reg1_gap_384",
        "vit_so150m2_patch16_reg1_gap_448",
      ]
    ),
    (TimmModel(24, 1024, 16, layerScale: 1), ["vit_large_patch14_reg1_tipsv2"]),
    (
      TimmModel(24, 1024, 16, layerScale: 1e-5),
      ["vit_large_patch14_dinov2", "vit_large_patch14_reg4_dinov2"]
    ),
    (
      TimmModel(24, 1024, 16, layerScale: 1e-6),
      ["deit3_large_patch16_224", "deit3_large_patch16_384"]
    ),
    (
      TimmModel(27, 1152, 16, ratio: 3.736111111111111, layerScale: 1),
      ["vit_so400m_patch14_reg1_tipsv2"]
    ),
    (TimmModel(32, 1280, 16, layerScale: 1e-6), ["deit3_huge_patch14_224"]),
    (TimmModel(36, 384, 6, layerScale: 1e-5), ["vit_small_patch16_36x1_224"]),
    (TimmModel(12, 768, 12, layerScale: 1e-5, hasFinalNorm: false), ["vit_base_patch16_radio_v3"]),
    (TimmModel(24, 1024, 16, layerScale: 0.1, hasFinalNorm: false), ["vit_intern300m_patch14_448"]),
    (
      TimmModel(24, 1024, 16, layerScale: 1e-5, hasFinalNorm: false), ["vit_large_patch16_radio_v3"]
    ),
    (TimmModel(10, 256, 4, epsilon: 1e-5, hasNormBefore: true), ["vit_xsmall_patch16_clip_224"]),
    (
      TimmModel(12, 512, 8, epsilon: 1e-5, hasNormBefore: true),
      ["vit_medium_patch16_clip_224", "vit_medium_patch32_clip_224"]
    ),
    (TimmModel(12, 640, 10, epsilon: 1e-5, hasNormBefore: true), ["vit_betwixt_patch32_clip_224"]),
    (
      TimmModel(12, 768, 12, .quickGELU, epsilon: 1e-5, hasNormBefore: true),
      ["vit_base_patch16_clip_quickgelu_224", "vit_base_patch32_clip_quickgelu_224"]
    ),
    (
      TimmModel(12, 768, 12, epsilon: 1e-5, hasNormBefore: true),
      [
        "vit_base_patch16_clip_224", "vit_base_patch16_clip_384", "vit_base_patch32_clip_224",
        "vit_base_patch32_clip_256", "vit_base_patch32_clip_384", "vit_base_patch32_clip_448",
      ]
    ),
    (
      TimmModel(12, 896, 14, epsilon: 1e-5, hasNormBefore: true), ["vit_base_patch16_plus_clip_240"]
    ),
    (
      TimmModel(24, 1024, 16, .quickGELU, epsilon: 1e-5, hasNormBefore: true),
      ["vit_large_patch14_clip_quickgelu_224", "vit_large_patch14_clip_quickgelu_336"]
    ),
    (
      TimmModel(24, 1024, 16, epsilon: 1e-5, hasNormBefore: true),
      ["vit_large_patch14_clip_224", "vit_large_patch14_clip_336"]
    ),
    (
      TimmModel(32, 1280, 16, .quickGELU, epsilon: 1e-5, hasNormBefore: true),
      ["vit_huge_patch14_clip_quickgelu_224", "vit_huge_patch14_clip_quickgelu_378"]
    ),
    (
      TimmModel(32, 1280, 16, epsilon: 1e-5, hasNormBefore: true),
      ["vit_huge_patch14_clip_224", "vit_huge_patch14_clip_336", "vit_huge_patch14_clip_378"]
    ),
    (
      TimmModel(40, 1408, 16, ratio: 4.363636363636363, epsilon: 1e-5, hasNormBefore: true),
      ["vit_giant_patch14_clip_224"]
    ),
    (
      TimmModel(
        48, 1664, 16, ratio: 4.923076923076923, .quickGELU, epsilon: 1e-5, hasNormBefore: true),
      ["vit_gigantic_patch14_clip_quickgelu_224"]
    ),
    (
      TimmModel(48, 1664, 16, ratio: 4.923076923076923, epsilon: 1e-5, hasNormBefore: true),
      ["vit_gigantic_patch14_clip_224", "vit_gigantic_patch14_clip_378"]
    ),
    (
      TimmModel(40, 1536, 24, ratio: 5.33334, .silu, layerScale: 1, isGated: true),
      ["vit_giant_patch14_reg1_tipsv2"]
    ),
    (
      TimmModel(40, 1536, 24, ratio: 5.33334, .silu, layerScale: 1e-5, isGated: true),
      ["vit_giant_patch14_dinov2", "vit_giant_patch14_reg4_dinov2"]
    ),
  ]
}
