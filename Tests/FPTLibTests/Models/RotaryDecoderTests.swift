import FPTJSON
import FPTLib
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// Configurations of Llama and its relatives: published ones, what their absent keys mean, what is refused, and what is written.
@Suite struct RotaryDecoderTests {
  private static func base(_ type: String) -> String {
    """
    "model_type":"\(type)","num_hidden_layers":2,"hidden_size":64,"num_attention_heads":8,\
    "intermediate_size":96,"vocab_size":5,"max_position_embeddings":64
    """
  }

  private static func configuration(
    _ type: String, _ more: String = ""
  ) throws -> ModelConfiguration {
    try configuration(text: "{\(base(type))\(more.isEmpty ? "" : "," + more)}")
  }

  private static func configuration(text: String) throws -> ModelConfiguration {
    try ModelConfiguration(text: Array(text.utf8), path: "config.json")
  }

  private static func decoder(_ c: ModelConfiguration) throws -> RotaryDecoder {
    try #require(c.backbone() as? any RotaryDecoderModel).decoder
  }

  /// The members of published files that differ from the default, and those that the library does not read.
  @Test func publishedConfigurationsAreRead() throws {
    let smollm2 = try Self.decoder(
      Self.configuration(
        text: """
          {"architectures":["LlamaForCausalLM"],"attention_bias":false,"attention_dropout":0.0,
          "bos_token_id":1,"eos_token_id":2,"hidden_act":"silu","hidden_size":576,
          "initializer_range":0.041666666666666664,"intermediate_size":1536,"is_llama_config":true,
          "max_position_embeddings":8192,"mlp_bias":false,"model_type":"llama",
          "num_attention_heads":9,"num_hidden_layers":30,"num_key_value_heads":3,"pad_token_id":2,
          "pretraining_tp":1,"rms_norm_eps":1e-05,"rope_interleaved":false,"rope_scaling":null,
          "rope_theta":100000,"tie_word_embeddings":true,"torch_dtype":"bfloat16",
          "transformers.js_config":{"kv_cache_dtype":{"q4f16":"float16"}},
          "transformers_version":"4.42.3","use_cache":true,"vocab_size":49152}
          """))
    #expect(smollm2.headWidth == 64 && smollm2.keyValueHeads == 3 && smollm2.hasTiedHead)
    #expect(smollm2.rotary == RotaryConfiguration(base: 100_000))
    // 134.5 million parameters with the table.
    #expect(smollm2.parameters.reduce(0) { $0 + $1.count } == 134_515_008)

    let llama3 = try Self.decoder(
      Self.configuration(
        "llama",
        #"""
        "rope_scaling":{"factor":32.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
        "original_max_position_embeddings":8192,"rope_type":"llama3"},"rope_theta":500000.0,
        "eos_token_id":[1,2],"head_dim":8,"num_key_value_heads":2
        """#))
    #expect(
      llama3.rotary.scaling
        == .llama3(factor: 32, lowFactor: 1, highFactor: 4, originalTokens: 8192))
    let qwen = try Self.decoder(
      Self.configuration(
        "qwen2",
        #"""
        "max_window_layers":1,"rope_theta":1000000.0,"sliding_window":32768,"use_mrope":false,
        "use_sliding_window":false,"num_key_value_heads":2,"tie_word_embeddings":true
        """#))
    #expect(qwen.windows == [nil, nil] && qwen.biases == [.queriesKeysValues])
  }

  /// An absent key and a null are two things where the library has a default that is no null.
  @Test func absentKeysMeanTheLibrarysDefaults() throws {
    let mistral = try Self.decoder(Self.configuration("mistral"))
    #expect(mistral.windows == [4096, 4096] && mistral.keyValueHeads == 8)
    let plain = try Self.decoder(
      Self.configuration("mistral", #""sliding_window":null,"num_key_value_heads":null"#))
    #expect(plain.windows == [nil, nil] && plain.keyValueHeads == 8)
    #expect(try Self.decoder(Self.configuration("llama")).keyValueHeads == 8)
    let qwen3 = #""num_key_value_heads":4"#
    #expect(try Self.decoder(Self.configuration("qwen3", qwen3)).headWidth == 128)
    #expect(
      try Self.decoder(Self.configuration("qwen2", qwen3 + #","use_sliding_window":true"#)).windows
        == [nil, nil])
    #expect(
      try Self.decoder(
        Self.configuration(
          "qwen2", qwen3 + #","use_sliding_window":true,"max_window_layers":1"#)
      ).windows == [nil, 4096])
    // 32 key-value heads, which 8 heads cannot share.
    #expect(throws: CheckpointError.self) { try Self.configuration("qwen2").backbone() }
  }

  @Test(arguments: [
    ("llama", #""num_key_value_heads":3"#, "num_key_value_heads", "a divisor"),
    ("llama", #""num_key_value_heads":16"#, "num_key_value_heads", "a divisor"),
    ("llama", #""head_dim":7"#, "head_dim", "7 of 7 columns"),
    ("llama", #""head_dim":0"#, "head_dim", "0"),
    ("llama", #""hidden_act":"tanh""#, "hidden_act", "tanh"),
    ("llama", #""rope_theta":0"#, "rope_theta", "is 0"),
    ("llama", #""rope_theta":-10000"#, "rope_theta", "is -10000"),
    ("llama", #""rope_scaling":"linear""#, "rope_scaling", "an object"),
    ("llama", #""rope_scaling":{"type":"dynamic","factor":2}"#, "rope_scaling.type", "dynamic"),
    ("llama", #""rope_scaling":{"rope_type":"yarn"}"#, "rope_scaling.rope_type", "yarn"),
    ("llama", #""rope_parameters":{"rope_type":"longrope"}"#, "rope_parameters.rope_type", "longr"),
    ("llama", #""rope_parameters":{"rope_type":"su"}"#, "rope_parameters.rope_type", "su"),
    ("llama", #""rope_scaling":{"type":"linear"}"#, "rope_scaling.factor", "lacks"),
    ("llama", #""rope_scaling":{"type":"linear","factor":0}"#, "rope_scaling.factor", "is 0"),
    (
      "llama", #""rope_scaling":{"type":"linear","factor":2,"beta_fast":32}"#,
      "rope_scaling.beta_fast", "is 32"
    ),
    ("llama", #""rope_scaling":{"factor":2}"#, "rope_scaling.factor", "absent"),
    (
      "llama", #""rope_scaling":{"type":"linear","rope_type":"llama3","factor":2}"#,
      "rope_scaling.type", "what `rope_type` has"
    ),
    (
      "llama",
      #""rope_parameters":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4}"#,
      "rope_parameters.high_freq_factor", "more than"
    ),
    (
      "llama", #""rope_theta":500000,"rope_parameters":{"rope_theta":10000}"#,
      "rope_parameters.rope_theta", "what `rope_theta` has"
    ),
    (
      "llama", #""rope_scaling":{"type":"default"},"rope_parameters":{"rope_type":"default"}"#,
      "rope_scaling", "absent beside"
    ),
    (
      "llama", #""rope_parameters":{"partial_rotary_factor":0.5}"#,
      "rope_parameters.partial_rotary_factor", "whole heads"
    ),
    (
      "llama", #""rope_parameters":{"full_attention":{"rope_type":"default"}}"#,
      "rope_parameters.full_attention", "absent"
    ),
    ("mistral", #""sliding_window":0"#, "sliding_window", "is 0"),
    (
      "qwen3", #""num_key_value_heads":8,"layer_types":["full_attention"]"#, "layer_types",
      "a list of 2"
    ),
    (
      "qwen3", #""num_key_value_heads":8,"layer_types":["full_attention","linear_attention"]"#,
      "layer_types", "sliding_attention"
    ),
    (
      "qwen3", #""num_key_value_heads":8,"layer_types":["full_attention","sliding_attention"]"#,
      "layer_types", "use_sliding_window"
    ),
  ])
  func valuesThatCannotBeComputedAreRefused(
    type: String, member: String, key: String, words: String
  ) throws {
    let c = try Self.configuration(type, member)
    let error = #expect(throws: CheckpointError.self) { try c.backbone() }
    let text = error.map { "\($0)" } ?? ""
    #expect(
      text.hasPrefix("config.json") && text.contains("`\(key)`") && text.contains(words), "\(text)")
  }

  @Test func widthsThatHeadsCannotShareAreRefused() throws {
    let text = "{\(Self.base("llama").replacing("\"hidden_size\":64", with: "\"hidden_size\":60"))}"
    let c = try Self.configuration(text: text)
    let error = #expect(throws: CheckpointError.self) { try c.backbone() }
    #expect(error?.description.contains("`hidden_size` should be a multiple") == true)
    // Heads of a width of their own need not share the width.
    let own = try Self.configuration(text: text.replacing("}", with: #","head_dim":6}"#))
    #expect(try Self.decoder(own).headWidth == 6)
  }

  @Test(arguments: [
    ("llama", #""sliding_window":128"#, "sliding_window"),
    ("llama", #""rope_interleaved":true"#, "rope_interleaved"),
    ("llama", #""is_causal":false"#, "is_causal"),
    ("llama", #""partial_rotary_factor":0.5"#, "partial_rotary_factor"),
    ("llama", #""quantization_config":{"bits":4}"#, "quantization_config"),
    ("llama", #""attention_multiplier":0.5"#, "attention_multiplier"),
    ("llama", #""architectures":["MistralForCausalLM"]"#, "architectures"),
    ("mistral", #""attention_bias":true"#, "attention_bias"),
    ("mistral", #""layer_types":["full_attention"]"#, "layer_types"),
    ("qwen2", #""num_key_value_heads":8,"use_mrope":true"#, "use_mrope"),
    ("qwen3", #""num_key_value_heads":8,"num_experts":4"#, "num_experts"),
  ])
  func keysThatMayChangeMoreAreRefused(type: String, member: String, key: String) throws {
    let c = try Self.configuration(type, member)
    let error = #expect(throws: CheckpointError.self) { try c.backbone() }
    guard case .refusedKeys(_, _, let keys) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(keys.map(\.key) == [key])
  }

  /// Layers of two kinds have two rotations, as in ModernBERT; a share of the columns turns, as in GPT-NeoX.
  @Test func rotationsOfOtherFamiliesAreRead() throws {
    let layers = try Self.configuration(
      "modernbert",
      #""rope_parameters":{"full_attention":{"rope_theta":160000.0,"rope_type":"default"},"sliding_attention":{}}"#
    )
    let keys = RotaryKeys(base: "global_rope_theta", defaultBase: 160_000)
    #expect(
      try RotaryConfiguration(layers, keys, layerType: "full_attention")
        == RotaryConfiguration(base: 160_000))
    #expect(
      try RotaryConfiguration(layers, layerType: "sliding_attention")
        == RotaryConfiguration(base: 10_000))
    let flat = try Self.configuration("modernbert", #""rope_parameters":{"rope_theta":5}"#)
    let error = #expect(throws: CheckpointError.self) {
      try RotaryConfiguration(flat, keys, layerType: "full_attention")
    }
    #expect(error?.description.contains("`rope_parameters.rope_theta`") == true)
    let shared = RotaryKeys(base: "rotary_emb_base", share: "rotary_pct", defaultShare: 0.25)
    let older = try RotaryConfiguration(
      Self.configuration("gpt_neox", #""rotary_emb_base":500,"rotary_pct":0.5"#), shared)
    let newer = try RotaryConfiguration(
      Self.configuration(
        "gpt_neox", #""rope_parameters":{"rope_theta":500,"partial_rotary_factor":0.5}"#), shared)
    #expect(older == newer && older == RotaryConfiguration(base: 500, share: 0.5))
    #expect(older.frequencies(headWidth: 16).values.count == 4)
    #expect(try RotaryConfiguration(Self.configuration("gpt_neox"), shared).share == 0.25)
    let written = JSONValue.object(older.members(shared)).text
    #expect(try RotaryConfiguration(Self.configuration(text: written), shared) == older)
  }

  private static let models: [any RotaryDecoderModel] = [
    Llama(layers: 3, width: 16, heads: 2), Mistral(layers: 3, width: 16, heads: 4),
    Qwen2(layers: 3, width: 28, heads: 7), Qwen3(layers: 3, width: 16, heads: 4),
  ]

  /// What is written is read as the same model: fresh, loaded, and cut.
  @Test func writtenConfigurationsReadBack() throws {
    var models = Self.models
    for name in [
      "llama", "llama3-rope", "llama-biases", "mistral", "mistral-window", "qwen2", "qwen3",
    ] {
      let folder = try CheckpointFolder(path: PyTorchFixture(name).folder)
      models.append(try #require(folder.configuration.backbone() as? any RotaryDecoderModel))
    }
    for more in [
      ("llama", #""rope_scaling":{"type":"linear","factor":2.5},"hidden_act":"gelu_new""#),
      (
        "qwen3",
        #""num_key_value_heads":2,"use_sliding_window":true,"sliding_window":3,"max_window_layers":1"#
      ),
    ] {
      models.append(
        try #require(
          Self.configuration(more.0, more.1).backbone() as? any RotaryDecoderModel))
    }
    for model in models {
      let members = try #require(model.transformersConfiguration)
      let c = try Self.configuration(text: JSONValue.object(members).text)
      #expect(try c.refusedKeys() == [])
      #expect(try Self.decoder(c) == model.decoder, "\(model.architecture)")
      #expect(try c.backbone().architecture == model.architecture)
      let cut = model.keepingFirst(1)
      let short = try Self.configuration(
        text: JSONValue.object(#require(cut.transformersConfiguration)).text
      ).backbone()
      #expect(short.layerCount == 1 && short.parameters == cut.parameters)
      #expect(
        (short as? any RotaryDecoderModel)?.transformersConfiguration
          == cut.transformersConfiguration)
    }
  }

  /// A library's user may ask for a width that heads share in odd parts.
  @Test func freshHeadsHavePairsOfColumns() {
    #expect(Llama(layers: 1, width: 12, heads: 4).decoder.headWidth == 4)
    #expect(Llama(layers: 1, width: 4, heads: 4).decoder.headWidth == 2)
    #expect(Llama(layers: 1, width: 4096, heads: 32).innerWidth == 10_944)
    #expect(Mistral(layers: 1, width: 4096, heads: 32).innerWidth == 14_336)
    #expect(Qwen2(layers: 1, width: 3584, heads: 28).innerWidth == 18_944)
    #expect(Qwen3(layers: 1, width: 4096, heads: 32).innerWidth == 12_288)
  }
}
