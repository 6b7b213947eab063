"""Makes the cases of ConfigurationParityTests: one small model of each library for each value of each key of its configuration.

    python3 make.py [FOLDER]

Made with PyTorch 2.15.0, transformers 5.24.0 and timm 1.0.31 on a CPU, in float32. Weights are random, and every tensor is
disturbed, so that no gain is one and no bias is zero. FAMILY.json has the configuration of each case as the library writes it, and
FAMILY.safetensors its tensors: `CASE/model:NAME` of the model, `CASE/inputs` [1, tokens, 8], and `CASE/output`, the final hidden states.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from timm import create_model
from timm.models.vision_transformer import VisionTransformer
from transformers import (
    BertConfig, BertModel, GPT2Config, GPT2Model, LlamaConfig, LlamaModel, LongformerConfig,
    LongformerModel, MistralConfig, MistralModel, Qwen2Config, Qwen2Model, Qwen3Config, Qwen3Model,
    T5Config, T5EncoderModel, ViTConfig, ViTModel)
from transformers import (
    DistilBertConfig, DistilBertModel, GPTNeoXConfig, GPTNeoXModel, ModernBertConfig,
    ModernBertModel, OPTConfig, OPTModel, RobertaConfig, RobertaModel)
from transformers import (
    CLIPConfig, CLIPModel, CLIPVisionConfig, CLIPVisionModel, DeiTConfig, DeiTModel, Dinov2Config, Dinov2Model,
    Dinov2WithRegistersConfig, Dinov2WithRegistersModel, Siglip2Config, Siglip2Model, SiglipConfig, SiglipModel,
    SiglipVisionConfig, SiglipVisionModel)

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
TOKENS, WIDTH = 6, 8
configurations, saved = {}, {}


def disturb(model):
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.3)
    return model.eval()


def inputs(tokens=TOKENS, width=WIDTH):
    return torch.randn(1, tokens, width, generator=torch.Generator().manual_seed(2))


def save(name, config, model, output, x, drop=()):
    tensors = {"model:" + key: value.contiguous().clone() for key, value in model.state_dict().items()
               if value.is_floating_point() and not key.startswith(drop)}
    tensors["inputs"], tensors["output"] = x.clone(), output.detach().contiguous()
    family = name.split("-")[0]
    configurations.setdefault(family, {})[name] = config
    for key, value in tensors.items():
        saved.setdefault(family, {})[f"{name}/{key}"] = value


def transformers_case(name, config_class, model_class, base, changes, tokens=TOKENS, rewrite=lambda config: config):
    config = config_class(**base, **changes)
    config._attn_implementation = "eager"
    torch.manual_seed(0)
    model = disturb(model_class(config))
    x = inputs(tokens, getattr(config, "word_embed_proj_dim", WIDTH))
    if model_class is ViTModel:
        hidden = x
        for layer in model.layers:
            hidden = layer(hidden)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        output = model.layernorm(hidden)
    else:
        output = model(inputs_embeds=x).last_hidden_state
    written = json.loads(config.to_json_string(use_diff=False))
    # Without the key, Mistral has a window.
    written = {key: value for key, value in written.items() if value is not None or key == "sliding_window"}
    written["architectures"] = [model_class.__name__]
    save(name, rewrite(written), model, output, x, drop=("pooler.", "embeddings.patch", "embeddings.cls", "embeddings.pos")
         if model_class is ViTModel else ("pooler.",))


GPT2 = dict(vocab_size=5, n_positions=TOKENS, n_embd=WIDTH, n_layer=2, n_head=2)
for name, changes in {
    "gpt2-plain": {},
    "gpt2-scale-off": {"scale_attn_weights": False},
    "gpt2-scale-by-layer": {"scale_attn_by_inverse_layer_idx": True},
    "gpt2-scale-off-by-layer": {"scale_attn_weights": False, "scale_attn_by_inverse_layer_idx": True},
    "gpt2-not-causal": {"is_causal": False},
    "gpt2-causal": {"is_causal": True},
    "gpt2-upcast": {"reorder_and_upcast_attn": True},
    "gpt2-inner": {"n_inner": 12},
    "gpt2-epsilon": {"layer_norm_epsilon": 0.1},
    "gpt2-gelu": {"activation_function": "gelu"},
    "gpt2-tanh": {"activation_function": "gelu_pytorch_tanh"},
    "gpt2-relu": {"activation_function": "relu"},
    "gpt2-heads": {"n_head": 4},
    "gpt2-layers": {"n_layer": 3},
    "gpt2-cross": {"add_cross_attention": True},
}.items():
    transformers_case(name, GPT2Config, GPT2Model, {k: v for k, v in GPT2.items() if k not in changes}, changes)

BERT = dict(vocab_size=5, max_position_embeddings=TOKENS, hidden_size=WIDTH, num_hidden_layers=2,
            num_attention_heads=2, intermediate_size=12)
for name, changes in {
    "bert-plain": {},
    "bert-decoder": {"is_decoder": True},
    "bert-decoder-cross": {"is_decoder": True, "add_cross_attention": True},
    "bert-decoder-not-causal": {"is_decoder": True, "is_causal": False},
    "bert-causal-encoder": {"is_causal": True},
    "bert-epsilon": {"layer_norm_eps": 0.1},
    "bert-new": {"hidden_act": "gelu_new"},
    "bert-relu": {"hidden_act": "relu"},
    "bert-heads": {"num_attention_heads": 4},
    "bert-types": {"type_vocab_size": 3},
    "bert-pad": {"pad_token_id": 1},
}.items():
    transformers_case(name, BertConfig, BertModel, {k: v for k, v in BERT.items() if k not in changes}, changes)

T5 = dict(vocab_size=5, d_model=WIDTH, d_kv=4, d_ff=12, num_layers=2, num_heads=2,
          relative_attention_num_buckets=8, relative_attention_max_distance=8)
for name, changes in {
    "t5-plain": {},
    "t5-gated": {"feed_forward_proj": "gated-gelu"},
    "t5-gated-relu": {"feed_forward_proj": "gated-relu"},
    "t5-gelu": {"feed_forward_proj": "gelu"},
    "t5-new": {"feed_forward_proj": "gelu_new"},
    "t5-act": {"dense_act_fn": "gelu_new"},
    "t5-act-gated": {"is_gated_act": True, "dense_act_fn": "gelu"},
    "t5-kv": {"d_kv": 3},
    "t5-buckets": {"relative_attention_num_buckets": 4},
    "t5-distance": {"relative_attention_max_distance": 16},
    "t5-epsilon": {"layer_norm_epsilon": 0.1},
    "t5-untied": {"tie_word_embeddings": False},
}.items():
    transformers_case(name, T5Config, T5EncoderModel, {k: v for k, v in T5.items() if k not in changes}, changes)

VIT = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12,
           image_size=4, patch_size=2)
for name, changes in {
    "vit-plain": {},
    "vit-bias-off": {"qkv_bias": False},
    "vit-epsilon": {"layer_norm_eps": 0.1},
    "vit-new": {"hidden_act": "gelu_new"},
    "vit-relu": {"hidden_act": "relu"},
    "vit-heads": {"num_attention_heads": 4},
}.items():
    transformers_case(name, ViTConfig, ViTModel, {k: v for k, v in VIT.items() if k not in changes}, changes)

LONGFORMER = dict(vocab_size=5, max_position_embeddings=20, hidden_size=WIDTH, num_hidden_layers=2,
                  num_attention_heads=2, intermediate_size=12, attention_window=4, type_vocab_size=1)
for name, changes in {
    "longformer-plain": {},
    "longformer-windows": {"attention_window": [4, 8]},
    "longformer-pad": {"pad_token_id": 3},
    "longformer-epsilon": {"layer_norm_eps": 0.1},
    "longformer-relu": {"hidden_act": "relu"},
    "longformer-heads": {"num_attention_heads": 4},
}.items():
    transformers_case(
        name, LongformerConfig, LongformerModel,
        {k: v for k, v in LONGFORMER.items() if k not in changes}, changes, tokens=8)

def older(config):
    """The configuration as transformers 4 writes it."""
    rotation = config.pop("rope_parameters")
    config["rope_theta"] = rotation.pop("rope_theta")
    config["rope_scaling"] = rotation if rotation["rope_type"] != "default" else None
    config.pop("layer_types", None)
    return config


def oldest(config):
    """The same before its version 4.43."""
    config = older(config)
    config["rope_scaling"]["type"] = config["rope_scaling"].pop("rope_type")
    return config


def without_length(config):
    del config["rope_parameters"]["original_max_position_embeddings"]
    return config


def rotation(kind="default", theta=100.0, **members):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": theta, **members}}


DECODER = dict(vocab_size=5, max_position_embeddings=TOKENS, hidden_size=WIDTH, num_hidden_layers=2,
               num_attention_heads=2, num_key_value_heads=2, head_dim=4, intermediate_size=12)
LLAMA3 = dict(factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
SCALED = {
    "theta": (rotation(), dict),
    "linear": (rotation("linear", factor=2.0), dict),
    "llama3": (rotation("llama3", **LLAMA3), dict),
    "older": (rotation(), older),
    "older-linear": (rotation("linear", factor=2.0), older),
    "older-llama3": (rotation("llama3", **LLAMA3), older),
    "oldest-linear": (rotation("linear", factor=2.0), oldest),
    "groups": ({"num_key_value_heads": 1}, dict),
    "heads": ({"num_attention_heads": 4}, dict),
    "head-width": ({"head_dim": 6}, dict),
    "layers": ({"num_hidden_layers": 3}, dict),
    "epsilon": ({"rms_norm_eps": 0.1}, dict),
    "gelu": ({"hidden_act": "gelu"}, dict),
    "new": ({"hidden_act": "gelu_new"}, dict),
    "relu": ({"hidden_act": "relu"}, dict),
}
WINDOWS = {
    "windows": ({"use_sliding_window": True, "sliding_window": 3, "max_window_layers": 1}, dict),
    "windows-everywhere": ({"use_sliding_window": True, "sliding_window": 3, "max_window_layers": 0}, dict),
    "types": ({"use_sliding_window": True, "sliding_window": 3,
               "layer_types": ["sliding_attention", "full_attention"]}, dict),
    "older-windows": ({"use_sliding_window": True, "sliding_window": 3, "max_window_layers": 1}, older),
}
for family, config_class, model_class, own in [
    ("llama", LlamaConfig, LlamaModel, {
        "length": (rotation("llama3", **{**LLAMA3, "original_max_position_embeddings": TOKENS}), without_length),
        "biases": ({"attention_bias": True}, dict),
        "inner-biases": ({"mlp_bias": True}, dict),
        "tensor-parallel": ({"pretraining_tp": 2}, dict),
    }),
    ("mistral", MistralConfig, MistralModel, {
        "window": ({"sliding_window": 3}, dict),
        "no-window": ({"sliding_window": None}, dict),
    }),
    ("qwen2", Qwen2Config, Qwen2Model, WINDOWS),
    ("qwen3", Qwen3Config, Qwen3Model, {"biases": ({"attention_bias": True}, dict), **WINDOWS}),
]:
    for name, (changes, rewrite) in {"plain": ({}, dict), **SCALED, **own}.items():
        transformers_case(
            f"{family}-{name}", config_class, model_class,
            {k: v for k, v in DECODER.items() if k not in changes}, changes, rewrite=rewrite)
ROBERTA = dict(vocab_size=5, max_position_embeddings=10, hidden_size=WIDTH, num_hidden_layers=2,
               num_attention_heads=2, intermediate_size=12, type_vocab_size=1)
for name, changes in {
    "roberta-plain": {},
    "roberta-decoder": {"is_decoder": True},
    "roberta-decoder-not-causal": {"is_decoder": True, "is_causal": False},
    "roberta-causal-encoder": {"is_causal": True},
    "roberta-pad": {"pad_token_id": 3},
    "roberta-epsilon": {"layer_norm_eps": 0.1},
    "roberta-new": {"hidden_act": "gelu_new"},
    "roberta-relu": {"hidden_act": "relu"},
    "roberta-heads": {"num_attention_heads": 4},
    "roberta-types": {"type_vocab_size": 2},
}.items():
    transformers_case(
        name, RobertaConfig, RobertaModel, {k: v for k, v in ROBERTA.items() if k not in changes}, changes)

DISTILBERT = dict(vocab_size=5, max_position_embeddings=TOKENS, dim=WIDTH, n_layers=2, n_heads=2, hidden_dim=12)
for name, changes in {
    "distilbert-plain": {},
    "distilbert-sinusoids": {"sinusoidal_pos_embds": True},
    "distilbert-new": {"activation": "gelu_new"},
    "distilbert-relu": {"activation": "relu"},
    "distilbert-heads": {"n_heads": 4},
    "distilbert-layers": {"n_layers": 3},
}.items():
    transformers_case(
        name, DistilBertConfig, DistilBertModel,
        {k: v for k, v in DISTILBERT.items() if k not in changes}, changes)

OPT = dict(vocab_size=5, max_position_embeddings=TOKENS, hidden_size=WIDTH, num_hidden_layers=2,
           num_attention_heads=2, ffn_dim=12)
for name, changes in {
    "opt-plain": {},
    "opt-after": {"do_layer_norm_before": False},
    "opt-removed": {"_remove_final_layer_norm": True},
    "opt-after-removed": {"do_layer_norm_before": False, "_remove_final_layer_norm": True},
    "opt-gelu": {"activation_function": "gelu"},
    "opt-bias-off": {"enable_bias": False},
    "opt-gains-off": {"layer_norm_elementwise_affine": False},
    "opt-after-gains-off": {"do_layer_norm_before": False, "layer_norm_elementwise_affine": False},
    "opt-projected": {"hidden_size": 12, "word_embed_proj_dim": WIDTH},
    "opt-narrow": {"word_embed_proj_dim": 6},
    "opt-projected-after": {"hidden_size": 12, "word_embed_proj_dim": WIDTH, "do_layer_norm_before": False},
    "opt-not-causal": {"is_causal": False},
    "opt-heads": {"num_attention_heads": 4},
}.items():
    transformers_case(name, OPTConfig, OPTModel, {k: v for k, v in OPT.items() if k not in changes}, changes)


def neox_as_before_5(written):
    """The keys of transformers 4.46, which writes what it works out beside what it reads."""
    rope = written.pop("rope_parameters")
    written["rotary_emb_base"] = written["rope_theta"] = rope.pop("rope_theta")
    written["rotary_pct"] = written["partial_rotary_factor"] = rope.pop("partial_rotary_factor")
    kind = rope.pop("rope_type")
    if kind != "default":
        written["rope_scaling"] = {"type": kind, **rope}
    return written


NEOX = dict(vocab_size=5, max_position_embeddings=TOKENS, hidden_size=WIDTH, num_hidden_layers=2,
            num_attention_heads=2, intermediate_size=12, rotary_pct=0.5)
NEOX_LLAMA3 = {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 12}
for name, changes in {
    "neox-plain": {},
    "neox-serial": {"use_parallel_residual": False},
    "neox-bias-off": {"attention_bias": False},
    "neox-whole": {"rotary_pct": 1.0},
    "neox-base": {"rotary_emb_base": 100.0, "rotary_pct": 1.0},
    "neox-base-before-5": {"rotary_emb_base": 100.0, "rotary_pct": 1.0},
    "neox-linear": {"rope_scaling": {"rope_type": "linear", "factor": 3.0}},
    "neox-linear-before-5": {"rope_scaling": {"rope_type": "linear", "factor": 3.0}},
    "neox-llama3": {"rope_scaling": NEOX_LLAMA3, "rotary_pct": 1.0},
    "neox-epsilon": {"layer_norm_eps": 0.1},
    "neox-new": {"hidden_act": "gelu_new"},
    "neox-relu": {"hidden_act": "relu"},
    "neox-not-causal": {"is_causal": False},
    "neox-heads": {"num_attention_heads": 4, "rotary_pct": 1.0},
}.items():
    transformers_case(
        name, GPTNeoXConfig, GPTNeoXModel, {k: v for k, v in NEOX.items() if k not in changes},
        json.loads(json.dumps(changes)), rewrite=neox_as_before_5 if "before" in name else dict)


def modernbert_as_before_5(written):
    rope = written.pop("rope_parameters")
    written["global_rope_theta"] = rope["full_attention"].pop("rope_theta")
    written["local_rope_theta"] = rope["sliding_attention"].pop("rope_theta")
    if rope["full_attention"]["rope_type"] != "default":
        written["rope_scaling"] = rope["full_attention"]
    period = written.get("global_attn_every_n_layers", 3)
    assert written.pop("layer_types") == [
        "sliding_attention" if i % period else "full_attention" for i in range(written["num_hidden_layers"])]
    return written


MODERNBERT = dict(vocab_size=5, max_position_embeddings=16, hidden_size=WIDTH, num_hidden_layers=3, pad_token_id=0,
                  num_attention_heads=2, intermediate_size=12, local_attention=4, global_attn_every_n_layers=2)
FULL, SLIDING = "full_attention", "sliding_attention"
for name, changes in {
    "modernbert-plain": {},
    "modernbert-period": {"global_attn_every_n_layers": 3},
    "modernbert-period-before-5": {"global_attn_every_n_layers": 3},
    "modernbert-types": {"layer_types": [SLIDING, FULL, FULL]},
    "modernbert-window": {"local_attention": 2},
    "modernbert-window-odd": {"local_attention": 3},
    "modernbert-global-base": {"global_rope_theta": 10.0},
    "modernbert-local-base": {"local_rope_theta": 10.0},
    "modernbert-bases-before-5": {"global_rope_theta": 20.0, "local_rope_theta": 10.0},
    "modernbert-linear": {"rope_parameters": {
        FULL: {"rope_type": "linear", "factor": 3.0, "rope_theta": 100.0},
        SLIDING: {"rope_type": "default", "rope_theta": 50.0}}},
    "modernbert-linear-before-5": {"rope_scaling": {"rope_type": "linear", "factor": 3.0}},
    "modernbert-norm-bias": {"norm_bias": True},
    "modernbert-attention-bias": {"attention_bias": True},
    "modernbert-mlp-bias": {"mlp_bias": True},
    "modernbert-epsilon": {"norm_eps": 0.1},
    "modernbert-new": {"hidden_activation": "gelu_new"},
    "modernbert-relu": {"hidden_activation": "relu"},
    "modernbert-heads": {"num_attention_heads": 4},
}.items():
    transformers_case(
        name, ModernBertConfig, ModernBertModel,
        {k: v for k, v in MODERNBERT.items() if k not in changes}, json.loads(json.dumps(changes)), tokens=8,
        rewrite=modernbert_as_before_5 if "before" in name else dict)


def through(blocks, norm, hidden):
    """The blocks of a vision transformer and its last norm."""
    for block in blocks:
        hidden = block(hidden)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return norm(hidden)


IMAGES = ("embeddings.", "vision_model.embeddings.", "head.", "vision_model.head.", "pooler.")


def vision_case(name, config, model_class):
    config._attn_implementation = "eager"
    torch.manual_seed(0)
    model = disturb(model_class(config))
    tower = getattr(model, "vision_model", model)
    x = inputs()
    if hasattr(tower, "layernorm"):
        blocks = tower.encoder.layer if hasattr(tower, "encoder") else tower.layers
        output = through(blocks, tower.layernorm, x)
    else:
        before = getattr(tower, "pre_layrnorm", lambda x: x)
        output = through([lambda x, b=b: b(x, None) for b in tower.encoder.layers], tower.post_layernorm, before(x))
    written = json.loads(config.to_json_string(use_diff=False))
    written = {key: value for key, value in written.items() if value is not None}
    written["architectures"] = [model_class.__name__]
    save(name, written, model, output, x, drop=IMAGES)


for name, changes in {
    "deit-plain": {},
    "deit-bias-off": {"qkv_bias": False},
    "deit-epsilon": {"layer_norm_eps": 0.1},
    "deit-new": {"hidden_act": "gelu_new"},
    "deit-quick": {"hidden_act": "quick_gelu"},
    "deit-relu": {"hidden_act": "relu"},
    "deit-heads": {"num_attention_heads": 4},
}.items():
    vision_case(name, DeiTConfig(**{**VIT, **changes}), DeiTModel)

DINOV2 = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, mlp_ratio=2, image_size=4, patch_size=2)
for name, changes in {
    "dinov2-plain": {},
    "dinov2-bias-off": {"qkv_bias": False},
    "dinov2-epsilon": {"layer_norm_eps": 0.1},
    "dinov2-tanh": {"hidden_act": "gelu_pytorch_tanh"},
    "dinov2-silu": {"hidden_act": "silu"},
    "dinov2-heads": {"num_attention_heads": 4},
    "dinov2-ratio": {"mlp_ratio": 3},
    "dinov2-gain": {"layerscale_value": 0.1},
    "dinov2-gated": {"use_swiglu_ffn": True},
    "dinov2-gated-ratio": {"use_swiglu_ffn": True, "mlp_ratio": 4, "hidden_act": "relu"},
}.items():
    vision_case(name, Dinov2Config(**{**DINOV2, **changes}), Dinov2Model)
vision_case("dinov2-registers", Dinov2WithRegistersConfig(**DINOV2), Dinov2WithRegistersModel)
# The two matrices of a gated layer are one in what transformers saves.
for key in [key for key in saved["dinov2"] if ".gate_proj." in key]:
    saved["dinov2"][key.replace("gate_proj", "weights_in")] = torch.cat(
        [saved["dinov2"].pop(key), saved["dinov2"].pop(key.replace("gate_proj", "up_proj"))])
for key in [key for key in saved["dinov2"] if ".down_proj." in key]:
    saved["dinov2"][key.replace("down_proj", "weights_out")] = saved["dinov2"].pop(key)

TOWER = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, image_size=4,
             patch_size=2)
TEXT = dict(hidden_size=4, num_hidden_layers=1, num_attention_heads=2, intermediate_size=4, vocab_size=5,
            max_position_embeddings=3, bos_token_id=0, eos_token_id=1, pad_token_id=1)
CHANGES = {
    "plain": {},
    "epsilon": {"layer_norm_eps": 0.1},
    "gelu": {"hidden_act": "gelu"},
    "relu": {"hidden_act": "relu"},
    "heads": {"num_attention_heads": 4},
    "layers": {"num_hidden_layers": 3},
}
for name, changes in CHANGES.items():
    vision_case("clip-" + name, CLIPVisionConfig(**{**TOWER, **changes}), CLIPVisionModel)
    vision_case("siglip-" + name, SiglipVisionConfig(**{**TOWER, **changes}), SiglipVisionModel)
# Whole models, whose tower is read.
vision_case("clip-whole", CLIPConfig(vision_config=TOWER, text_config=TEXT), CLIPModel)
vision_case("siglip-whole", SiglipConfig(vision_config=TOWER, text_config=TEXT), SiglipModel)
tower = {**TOWER, "num_patches": 4}
tower.pop("image_size")
vision_case("siglip-second", Siglip2Config(vision_config=tower, text_config=TEXT), Siglip2Model)

TIMM = dict(img_size=4, patch_size=2, num_classes=2, embed_dim=WIDTH, depth=2, num_heads=2)
ACTIVATIONS = {"gelu": torch.nn.GELU, "relu": torch.nn.ReLU, "gelu_tanh": lambda: torch.nn.GELU("tanh")}
for name, changes in {
    "timm-plain": {},
    "timm-heads": {"num_heads": 4},
    "timm-depth": {"depth": 3},
    "timm-ratio": {"mlp_ratio": 1.5},
    "timm-bias-off": {"qkv_bias": False},
    "timm-relu": {"act_layer": "relu"},
    "timm-tanh": {"act_layer": "gelu_tanh"},
}.items():
    arguments = {**TIMM, **changes}
    torch.manual_seed(0)
    model = disturb(VisionTransformer(**{
        key: ACTIVATIONS[value] if key == "act_layer" else value for key, value in arguments.items()}))
    x = inputs()
    hidden = x
    for block in model.blocks:
        hidden = block(hidden)
    # As timm writes it: the registered name, and the arguments that differ from it.
    save(name, {"architecture": "vit_tiny_patch16_224", "num_classes": 2, "num_features": WIDTH,
                "model_args": {key: value for key, value in arguments.items() if key != "num_classes"}},
         model, model.norm(hidden), x, drop=("patch_embed", "pos_embed", "cls_token"))

for name, architecture, changes in [
    ("timm-gain", "vit_tiny_patch16_224", {"init_values": 0.1}),
    ("timm-gain-off", "deit3_small_patch16_224", {"init_values": 0.0}),
    ("timm-pre-norm", "vit_tiny_patch16_224", {"pre_norm": True}),
    ("timm-quick", "vit_tiny_patch16_224", {"act_layer": "quick_gelu"}),
    ("timm-silu", "vit_tiny_patch16_224", {"act_layer": "silu"}),
    ("timm-norm-off", "vit_tiny_patch16_224", {"final_norm": False}),
    ("timm-norm-on", "vit_huge_patch16_radio_v3", {"final_norm": True}),
    ("timm-head-norm", "vit_tiny_patch16_224", {"fc_norm": True}),
    ("timm-average", "vit_tiny_patch16_224", {"global_pool": "avg"}),
    ("timm-average-norm", "vit_base_patch16_gap_224", {}),
    ("timm-average-moved", "vit_base_patch16_reg4_gap_256", {}),
    ("timm-average-back", "vit_base_patch16_reg4_gap_256", {"fc_norm": False}),
    ("timm-dinov2", "vit_small_patch14_reg4_dinov2", {}),
    ("timm-giant", "vit_giant_patch14_dinov2", {}),
    ("timm-clip", "vit_base_patch16_clip_quickgelu_224", {}),
    ("timm-siglip", "vit_base_patch32_siglip_256", {}),
    ("timm-bias", "vit_base_patch16_224_miil", {}),
    ("timm-distilled", "deit_tiny_distilled_patch16_224", {}),
    ("timm-hybrid", "vit_small_resnet26d_224", {}),
]:
    arguments = {**TIMM, "patch_size": 2, **changes}
    arguments.pop("num_classes")
    if name == "timm-hybrid":
        arguments = {"embed_dim": WIDTH, "depth": 2, "num_heads": 2}
    torch.manual_seed(0)
    model = disturb(create_model(architecture, pretrained=False, num_classes=2, **arguments))
    save(name, {"architecture": architecture, "num_classes": 2, "num_features": WIDTH,
                "global_pool": model.global_pool, "model_args": arguments},
         model, through(model.blocks, model.norm, model.norm_pre(inputs())), inputs(),
         drop=("patch_embed", "pos_embed", "cls_token", "dist_token", "reg_token", "attn_pool", "head"))

for family, tensors in saved.items():
    save_file(tensors, FOLDER / f"{family}.safetensors")
    (FOLDER / f"{family}.json").write_text(
        json.dumps(configurations[family], indent=1, sort_keys=True) + "\n")
