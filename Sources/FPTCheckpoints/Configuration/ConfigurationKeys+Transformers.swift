extension ConfigurationKeys {
  /// The keys of a configuration that transformers wrote, in any version of it.
  ///
  /// The lists of keys are the model's own. `classes` has the classes that compute what it does.
  package static func transformers(
    understood: Set<String>, required: [String: ConfigurationRequirement] = [:],
    harmless: Set<String> = [], classes: ConfigurationRequirement
  ) -> ConfigurationKeys {
    let common: [String: ConfigurationRequirement] = [
      "architectures": classes,
      // Heads that were taken away leave matrices of another shape.
      "pruned_heads": .empty,
      // Attention to other tokens than the model's own.
      "is_encoder_decoder": .oneOf(.boolean(false)),
    ]
    return ConfigurationKeys(
      understood: understood.union(["model_type"]),
      required: common.merging(required) { $1 }.filter { !understood.contains($0.key) },
      harmless: harmlessInTransformers.union(harmless).subtracting(understood))
  }

  /// Keys of transformers' `PretrainedConfig` that say nothing of the forward pass of a backbone on embeddings.
  private static let harmlessInTransformers: Set<String> = [
    // Where the file comes from.
    "_name_or_path", "_commit_hash", "transformers_version", "finetuning_task", "language", "name",
    "license",
    // The type of the stored numbers; they are computed with as 32-bit floats.
    "dtype", "torch_dtype", "use_bfloat16",
    // What a call returns, and how it is carried out: the same numbers.
    "use_cache", "output_attentions", "output_hidden_states", "output_past", "output_scores",
    "return_dict", "return_dict_in_generate", "torchscript", "chunk_size_feed_forward",
    "gradient_checkpointing", "_attn_implementation", "_attn_implementation_autoset",
    "attn_implementation", "_attn_implementation_internal", "_experts_implementation",
    "_output_attentions", "_flash_attn_2_enabled", "xla_device", "tf_legacy_loss", "onnx_export",
    "torch_fp16",
    // Tokens: there is no token table here.
    "vocab_size", "bos_token_id", "eos_token_id", "pad_token_id", "sep_token_id", "cls_token_id",
    "mask_token_id", "unk_token_id", "decoder_start_token_id", "tokenizer_class",
    "tie_word_embeddings", "tie_encoder_decoder", "prefix", "eos_token_ids",
    // What a tokenizer and a pipeline read.
    "model_max_length", "custom_pipelines",
    // Heads and losses.
    "id2label", "label2id", "num_labels", "_num_labels", "problem_type", "classifier_dropout",
    "sbert_ce_default_activation_function", "sentence_transformers",
    "classifier_bias", "task_specific_params", "loss_type", "label_smoothing",
    // Cross-attention sees an encoder's output, and there is none.
    "add_cross_attention", "cross_attention_hidden_size",
    // Generation.
    "max_length", "min_length", "max_new_tokens", "min_new_tokens", "do_sample", "early_stopping",
    "num_beams", "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "min_p",
    "typical_p", "epsilon_cutoff", "eta_cutoff", "repetition_penalty", "length_penalty",
    "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "encoder_repetition_penalty",
    "bad_words_ids", "force_words_ids", "renormalize_logits", "constraints",
    "num_return_sequences", "exponential_decay_length_penalty", "suppress_tokens",
    "begin_suppress_tokens", "forced_bos_token_id", "forced_eos_token_id",
    "forced_decoder_ids", "sequence_bias", "guidance_scale", "remove_invalid_values",
    "max_time", "stop_strings", "penalty_alpha",
    // Where training started.
    "initializer_range", "initializer_factor",
  ]

  /// Keys that stay true of a model whose parameters were trained further: those that change nothing of what is computed, but for what
  /// they say of the file and of what a call returns.
  package var kept: Set<String> {
    harmless.subtracting([
      "_name_or_path", "_commit_hash", "transformers_version", "name", "dtype", "torch_dtype",
      "use_bfloat16", "torch_fp16", "torchscript", "xla_device", "output_attentions",
      "output_hidden_states", "output_past", "output_scores", "return_dict",
      "return_dict_in_generate", "_attn_implementation", "_attn_implementation_autoset",
      "attn_implementation", "_attn_implementation_internal", "_experts_implementation",
      "_output_attentions",
    ])
  }
}
