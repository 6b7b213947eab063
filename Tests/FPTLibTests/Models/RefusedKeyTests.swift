import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// Keys of a configuration that may change the forward pass are understood or refused by name and value; those known to be harmless are not.
@Suite struct RefusedKeyTests {
  private static let bases: [String: String] = [
    "gpt2": """
    "model_type":"gpt2","n_layer":1,"n_embd":8,"n_head":2,"vocab_size":5
    """,
    "bert": """
    "model_type":"bert","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8,"max_position_embeddings":8,"type_vocab_size":2,"vocab_size":5
    """,
    "t5": """
    "model_type":"t5","num_layers":1,"d_model":8,"num_heads":2,"d_kv":4,"d_ff":8,"vocab_size":5
    """,
    "vit": """
    "model_type":"vit","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8
    """,
    "longformer": """
    "model_type":"longformer","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8,"max_position_embeddings":8,"type_vocab_size":1,"vocab_size":5,
    "attention_window":4
    """,
    "roberta": """
    "model_type":"roberta","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8,"max_position_embeddings":8,"type_vocab_size":1,"vocab_size":5
    """,
    "distilbert": """
    "model_type":"distilbert","n_layers":1,"dim":8,"n_heads":2,"hidden_dim":8,"vocab_size":5
    """,
    "opt": """
    "model_type":"opt","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "ffn_dim":8,"vocab_size":5
    """,
    "gpt-neox": """
    "model_type":"gpt_neox","num_hidden_layers":1,"hidden_size":16,"num_attention_heads":2,
    "intermediate_size":8,"vocab_size":5
    """,
    "modernbert": """
    "model_type":"modernbert","num_hidden_layers":2,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8,"vocab_size":5
    """,
    "lstm": """
    "architecture":"LNLSTM","num_layers":1,"hidden_size":8
    """,
    "timm": """
    "architecture":"vit_tiny_patch16_224"
    """,
    "deit": """
    "model_type":"deit","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,
    "intermediate_size":8
    """,
    "dinov2": """
    "model_type":"dinov2","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2
    """,
    "clip": """
    "model_type":"clip_vision_model","num_hidden_layers":1,"hidden_size":8,
    "num_attention_heads":2,"intermediate_size":8
    """,
    "siglip": """
    "model_type":"siglip_vision_model","num_hidden_layers":1,"hidden_size":8,
    "num_attention_heads":2,"intermediate_size":8
    """,
  ]

  private static func configuration(
    _ model: String, _ more: String
  ) throws -> ModelConfiguration {
    let base = try #require(bases[model])
    return try ModelConfiguration(
      text: Array("{\(base)\(more.isEmpty ? "" : "," + more)}".utf8), path: "config.json")
  }

  static let refused: [(model: String, member: String, key: String)] = [
    // Other ways with positions.
    ("gpt2", #""alibi":true"#, "alibi"),
    ("gpt2", #""rotary_pct":0.25"#, "rotary_pct"),
    ("gpt2", #""rope_parameters":{"rope_theta":10000.0}"#, "rope_parameters"),
    ("gpt2", #""n_positions_offset":2"#, "n_positions_offset"),
    ("bert", #""position_embedding_type":"relative_key""#, "position_embedding_type"),
    ("bert", #""position_embedding_type":"rotary""#, "position_embedding_type"),
    ("longformer", #""position_embedding_type":"relative_key_query""#, "position_embedding_type"),
    // Other ways to attend.
    ("gpt2", #""sliding_window":128"#, "sliding_window"),
    ("gpt2", #""multi_query":true"#, "multi_query"),
    ("gpt2", #""num_key_value_heads":1"#, "num_key_value_heads"),
    ("gpt2", #""head_dim":8"#, "head_dim"),
    ("bert", #""attn_temperature":0.5"#, "attn_temperature"),
    ("t5", #""is_decoder":true"#, "is_decoder"),
    ("vit", #""is_causal":true"#, "is_causal"),
    ("longformer", #""attention_mode":"tvm""#, "attention_mode"),
    // Other blocks.
    ("bert", #""pre_norm":true"#, "pre_norm"),
    ("bert", #""share_layers":true"#, "share_layers"),
    ("bert", #""embedding_size":4"#, "embedding_size"),
    ("vit", #""layerscale_value":1e-5"#, "layerscale_value"),
    ("vit", #""use_swiglu_ffn":true"#, "use_swiglu_ffn"),
    ("t5", #""scalable_attention":true"#, "scalable_attention"),
    ("gpt2", #""n_expert":4"#, "n_expert"),
    // Other programs, and weights that are no floats.
    ("bert", #""auto_map":{"AutoModel":"modeling.Model"}"#, "auto_map"),
    ("gpt2", #""quantization_config":{"bits":4}"#, "quantization_config"),
    ("bert", #""architectures":["NomicBertModel"]"#, "architectures"),
    ("gpt2", #""architectures":["GPTBigCodeForCausalLM"]"#, "architectures"),
    ("gpt2", #""architectures":["GPT2MoEModel"]"#, "architectures"),
    ("bert", #""architectures":["BertModel","BertGenerationEncoder"]"#, "architectures"),
    ("opt", #""architectures":["OPTPostNormModel"]"#, "architectures"),
    ("gpt-neox", #""architectures":["GPTNeoXJapaneseModel"]"#, "architectures"),
    ("modernbert", #""architectures":["ModernBertDecoderModel"]"#, "architectures"),
    ("gpt2", #""pruned_heads":{"0":[1]}"#, "pruned_heads"),
    ("bert", #""adapters":{"adapters":{}}"#, "adapters"),
    ("bert", #""is_encoder_decoder":true"#, "is_encoder_decoder"),
    // Aliases that only newer programs read.
    ("gpt2", #""num_hidden_layers":1"#, "num_hidden_layers"),
    ("lstm", #""bidirectional":true"#, "bidirectional"),
    ("lstm", #""norm_variance":"biased""#, "norm_variance"),
    // timm's arguments.
    ("timm", #""model_args":{"qk_norm":true}"#, "qk_norm"),
    ("timm", #""model_args":{"norm_layer":"rmsnorm"}"#, "norm_layer"),
    ("timm", #""model_args":{"mlp_layer":"GluMlp"}"#, "mlp_layer"),
    ("timm", #""model_args":{"block_fn":"ParallelScalingBlock"}"#, "block_fn"),
    ("timm", #""model_args":{"proj_bias":false}"#, "proj_bias"),
    ("timm", #""model_args":{"rope_type":"axial"}"#, "rope_type"),
    // Of RoBERTa, DistilBERT, OPT, GPT-NeoX and ModernBERT.
    ("roberta", #""position_embedding_type":"relative_key""#, "position_embedding_type"),
    ("roberta", #""architectures":["XLMRobertaModel"]"#, "architectures"),
    ("distilbert", #""is_decoder":true"#, "is_decoder"),
    ("distilbert", #""layer_norm_eps":1e-5"#, "layer_norm_eps"),
    ("distilbert", #""num_hidden_layers":1"#, "num_hidden_layers"),
    ("opt", #""learned_embeddings":false"#, "learned_embeddings"),
    ("opt", #""scale_embeddings":true"#, "scale_embeddings"),
    ("opt", #""layer_norm_eps":1e-6"#, "layer_norm_eps"),
    ("gpt-neox", #""use_parallel_embedding":true"#, "use_parallel_embedding"),
    ("gpt-neox", #""num_key_value_heads":1"#, "num_key_value_heads"),
    ("gpt-neox", #""head_dim":4"#, "head_dim"),
    ("modernbert", #""causal_mask":true"#, "causal_mask"),
    ("modernbert", #""is_causal":true"#, "is_causal"),
    ("modernbert", #""position_embedding_type":"relative_key""#, "position_embedding_type"),
    ("timm", #""model_args":{"scale_attn_norm":true}"#, "scale_attn_norm"),
    ("timm", #""model_args":{"attn_layer":"diff"}"#, "attn_layer"),
    // Vision models of transformers.
    ("deit", #""layerscale_value":1e-5"#, "layerscale_value"),
    ("dinov2", #""head_dim":8"#, "head_dim"),
    ("dinov2", #""is_causal":true"#, "is_causal"),
    ("dinov2", #""use_rope":true"#, "use_rope"),
    ("clip", #""qk_norm":true"#, "qk_norm"),
    ("clip", #""architectures":["CLIPSegModel"]"#, "architectures"),
    ("clip", #""is_decoder":true"#, "is_decoder"),
    ("siglip", #""layerscale_value":1.0"#, "layerscale_value"),
    ("siglip", #""rope_theta":100"#, "rope_theta"),
  ]

  @Test(arguments: refused)
  func unknownKeysAreRefused(model: String, member: String, key: String) throws {
    let configuration = try Self.configuration(model, member)
    let error = #expect(throws: CheckpointError.self) { try configuration.backbone() }
    guard case .refusedKeys(let file, _, let keys) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "config.json" && keys.map(\.key) == [key])
    let text = "\(error.map { "\($0)" } ?? "")"
    #expect(text.contains("`\(key)`") && text.contains("accept: [\(key)]"))
    #expect(try configuration.refusedKeys().map(\.key) == [key])
    // The user's word overrules it.
    #expect(throws: Never.self) { try configuration.accepting([key]).backbone() }
  }

  @Test(arguments: [
    ("gpt2", #""summary_type":"mean","attn_pdrop":0.3,"reorder_and_upcast_attn":true"#),
    (
      "gpt2",
      #""architectures":["GPT2LMHeadModel"],"torch_dtype":"float16","task_specific_params":{}"#
    ),
    // As distilgpt2's published file has them.
    ("gpt2", #""_num_labels":1,"n_ctx":1024,"summary_activation":null,"embd_pdrop":0.1"#),
    ("bert", #""pooler_type":"first_token_transform","directionality":"bidi","alibi":null"#),
    ("bert", #""architectures":["BertForMaskedLM"],"id2label":{"0":"a"},"pad_token_id":1"#),
    ("t5", #""is_encoder_decoder":true,"num_decoder_layers":3,"n_positions":512"#),
    ("vit", #""image_size":224,"patch_size":16,"encoder_stride":16"#),
    (
      "longformer", #""ignore_attention_mask":false,"attention_mode":"longformer","sep_token_id":2"#
    ),
    ("timm", #""num_classes":10,"pretrained_cfg":{"tag":"x"},"model_args":{"img_size":32}"#),
    // As the published files of roberta-base, distilbert-base-uncased, opt-125m, galactica-125m, pythia-160m, gpt-neox-20b and
    // ModernBERT-base have them.
    (
      "roberta",
      #""architectures":["RobertaForMaskedLM"],"bos_token_id":0,"eos_token_id":2,"pad_token_id":1"#
    ),
    (
      "distilbert",
      #""architectures":["DistilBertForMaskedLM"],"attention_dropout":0.1,"dropout":0.1,"qa_dropout":0.1"#
        + #","seq_classif_dropout":0.2,"sinusoidal_pos_embds":false,"tie_weights_":true"#
    ),
    (
      "opt",
      #""activation_dropout":0.0,"architectures":["OPTForCausalLM"],"dropout":0.1,"layerdrop":0.0"#
        + #","prefix":"</s>","word_embed_proj_dim":8,"_remove_final_layer_norm":false"#
    ),
    (
      "opt", #""learned_embeddings":true,"scale_embeddings":false,"activation_function":"gelu""#
    ),
    (
      "gpt-neox",
      #""architectures":["GPTNeoXForCausalLM"],"rotary_emb_base":10000,"rotary_pct":0.25"#
        + #","tie_word_embeddings":false,"use_parallel_residual":true,"rope_scaling":null"#
    ),
    (
      "gpt-neox",
      #""attention_probs_dropout_prob":0,"hidden_dropout_prob":0,"rope_theta":10000"#
        + #","partial_rotary_factor":0.25,"rotary_pct":0.25"#
    ),
    (
      "modernbert",
      #""architectures":["ModernBertForMaskedLM"],"classifier_pooling":"mean","decoder_bias":true"#
        + #","layer_norm_eps":1e-05,"position_embedding_type":"absolute","reference_compile":true"#
        + #","deterministic_flash_attn":false,"sparse_prediction":false"#
    ),
    (
      "deit",
      #""image_size":224,"encoder_stride":16,"architectures":["DeiTForImageClassificationWithTeacher"]"#
    ),
    (
      "dinov2",
      #""out_features":["stage1"],"stage_names":["stem"],"apply_layernorm":true,"patch_size":14"#
    ),
    ("clip", #""projection_dim":512,"attention_dropout":0.0,"initializer_range":0.02"#),
    ("siglip", #""vision_use_head":false,"image_size":224"#),
  ])
  func harmlessKeysAreNot(model: String, members: String) throws {
    #expect(throws: Never.self) { try Self.configuration(model, members).backbone() }
  }

  @Test func everyRefusedKeyIsNamedAtOnce() throws {
    let configuration = try Self.configuration("bert", #""alibi":true,"rope_theta":5"#)
    let text =
      "\(#expect(throws: CheckpointError.self) { try configuration.backbone() }.map { "\($0)" } ?? "")"
    #expect(text.contains("`alibi` is true") && text.contains("`rope_theta` is 5"))
    #expect(text.contains("accept: [alibi, rope_theta]"))
  }

  /// What a key says cannot be computed at all is refused whatever is accepted.
  @Test func anUnknownActivationCannotBeAccepted() throws {
    let configuration = try Self.configuration("gpt2", #""activation_function":"mish""#)
    #expect(throws: CheckpointError.self) {
      try configuration.accepting(["activation_function"]).backbone()
    }
  }

  @Test func argumentsOfTimmContradictNothing() throws {
    let configuration = try Self.configuration(
      "timm", #""num_heads":3,"model_args":{"num_heads":8}"#)
    let error = #expect(throws: CheckpointError.self) { try configuration.backbone() }
    #expect(error.map { "\($0)".contains("model_args.num_heads") } == true)
  }

  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "Git LFS pointer"),
    ("<!DOCTYPE html><html><body>404</body></html>", "a web page"),
    ("\u{FEFF}{\"model_type\":\"bert\"}", "byte order mark"),
    (#"{"model_type":"bert","layer_norm_eps":NaN}"#, "`NaN`"),
    (#"{"model_type":"bert","layer_norm_eps":-Infinity}"#, "`Infinity`"),
  ])
  func whatIsNoConfigurationIsNamed(text: String, expected: String) throws {
    let error = #expect(throws: CheckpointError.self) {
      try ModelConfiguration(text: Array(text.utf8), path: "config.json")
    }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  @Test func aConfigurationInUTF16IsNamed() throws {
    let data = try #require(#"{"model_type": "bert", "hidden_size": 8}"#.data(using: .utf16))
    let error = #expect(throws: CheckpointError.self) {
      try ModelConfiguration(text: Array(data), path: "config.json")
    }
    #expect(error.map { "\($0)".contains("UTF-16") } == true)
  }
}
