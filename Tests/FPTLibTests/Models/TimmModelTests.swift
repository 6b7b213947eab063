import FPTEngine
import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// What stands behind timm's names, against what timm 1.0.31 builds (`Fixtures/timm-names/make.py`).
@Suite struct TimmModelTests {
  private static func library() throws -> JSONValue.Members {
    let path = PyTorchFixture("timm-names").folder + "/names.json"
    let text = Array(try Data(contentsOf: URL(filePath: path)))
    guard case .object(let members) = try JSONParser.parse(text) else { return [:] }
    return members
  }

  private static func vit(_ name: String, _ arguments: String = "") throws -> ViT {
    let text = #"{"architecture":"\#(name)","model_args":{\#(arguments)}}"#
    return try ViT(ModelConfiguration(text: Array(text.utf8), path: "config.json"))
  }

  @Test func namesStandForWhatTheLibraryBuilds() throws {
    let activations: [String: Activation] = [
      "gelu": .gelu, "gelu_tanh": .geluTanh, "quick_gelu": .quickGELU, "silu": .silu,
    ]
    var known = 0
    for (name, model) in try Self.library() {
      guard case .object = model else {
        #expect(TimmModel(named: name) == nil, "\(name)")
        continue
      }
      known += 1
      let vit = try Self.vit(name + ".a_tag")
      let tower = vit.tower
      #expect(vit.layerCount == model["depth"]?.integer, "\(name)")
      #expect(vit.width == model["embed_dim"]?.integer, "\(name)")
      #expect(vit.heads == model["num_heads"]?.integer, "\(name)")
      #expect(vit.innerWidth == model["inner"]?.integer, "\(name)")
      #expect(vit.epsilon == model["norm_eps"]?.number, "\(name)")
      #expect(tower.layerScale == model["init_values"]?.number, "\(name)")
      #expect(model["qkv_bias"] == .boolean(tower.hasQueryBias), "\(name)")
      #expect(model["pre_norm"] == .boolean(tower.hasNormBefore), "\(name)")
      #expect(model["gated"] == .boolean(tower.isGated), "\(name)")
      guard case .text(let activation)? = model["act_layer"] else {
        Issue.record("\(name) has no activation")
        continue
      }
      #expect(vit.activation == activations[activation], "\(name)")
      for (change, arguments) in [
        "": "", "avg": #""global_pool":"avg""#, "token": #""global_pool":"token""#,
        "before": #""fc_norm":false"#,
      ] {
        guard let hasNorm = model["norm"]?[change] else { continue }
        let changed = try Self.vit(name, arguments)
        #expect(hasNorm == .boolean(changed.tower.hasLastNorm), "\(name) \(arguments)")
      }
    }
    #expect(known == TimmModel.names.count && known == Set(TimmModel.names).count)
    #expect(known > 160)
  }

  /// timm 1.0.31 has names that begin alike and mean other models.
  @Test(arguments: [
    "vit_base_patch16_rope_224", "vit_base_patch16_18x2_224", "vit_base_patch16_rpn_224",
    "vit_base_patch16_xp_224", "vit_small_patch16_dinov3", "vit_base_patch16_2240",
    "vit_base_patch16", "deit_base_patch16_512", "deit3_giant_patch14_224", "resnet50",
    "VIT_BASE_PATCH16_224",
  ])
  func otherNamesAreRefused(name: String) throws {
    let error = #expect(throws: CheckpointError.self) { try Self.vit(name) }
    #expect(error.map { "\($0)".contains("\"\(name)\"") } == true)
  }

  @Test func argumentsOverruleTheName() throws {
    let model = try Self.vit(
      "vit_giant_patch14_dinov2",
      #""embed_dim":96,"depth":2,"num_heads":3,"mlp_ratio":2.5,"init_values":0.0,"pre_norm":true"#)
    #expect(model.layerCount == 2 && model.width == 96 && model.heads == 3)
    // 96 · 2.5 are both halves of a gated layer.
    #expect(model.innerWidth == 120 && model.tower.isGated && model.activation == .silu)
    #expect(model.tower.layerScale == nil && model.tower.hasNormBefore)
    let mean = try Self.vit("vit_so400m_patch14_siglip_384", #""embed_dim":2304"#)
    #expect(mean.innerWidth == 8608)
  }

  /// What is written beside the arguments says how the saved model pools; timm builds nothing from it.
  @Test func poolingBesideTheArgumentsIsNoArgument() throws {
    func hasNorm(_ members: String) throws -> Bool {
      let text = #"{"architecture":"vit_tiny_patch16_224",\#(members)}"#
      return try ViT(ModelConfiguration(text: Array(text.utf8), path: "config.json"))
        .tower.hasLastNorm
    }
    #expect(try hasNorm(#""global_pool":"avg""#))
    #expect(try !hasNorm(#""global_pool":"avg","model_args":{"global_pool":"avg"}"#))
    #expect(try hasNorm(#""global_pool":"avg","model_args":{"global_pool":"avg","fc_norm":false}"#))
    #expect(try !hasNorm(#""model_args":{"final_norm":false}"#))
  }
}
