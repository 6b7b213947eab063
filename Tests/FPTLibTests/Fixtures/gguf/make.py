"""Makes the cases of the tests of GGUF files: types of few bits, and small models of each architecture.

    python3 make.py [FOLDER]

Made with the packages gguf 0.19.0, torch 2.15.0, transformers 5.24.0 and tokenizers 0.23.3 on a CPU.

types.gguf has a tensor of each type, of random bytes, and types.safetensors what gguf.quants.dequantize makes of them.
ARCHITECTURE.gguf has a model as llama.cpp's conversion writes it, every kind of matrix in another type, and ARCHITECTURE.safetensors what
transformers reads from that very file: `model:NAME`, `inputs` [1, tokens, width] and `output`, the final hidden states.
tokenizer-PRE.gguf has a vocabulary, and tokenizer-PRE.json texts and their tokens by the library tokenizers.
"""
import json
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
    Qwen3ForCausalLM)

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
READABLE = [T.F32, T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q4_K, T.Q6_K]
# Where the half-precision numbers of a block lie: of random bytes, some would be infinite.
HALVES = {T.F16: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q4_K: [0, 2], T.Q6_K: [208],
          T.Q5_K: [0, 2]}


def types():
    random = np.random.default_rng(7)
    writer = gguf.GGUFWriter(FOLDER / "types.gguf", "types")
    expected = {}
    for type in READABLE + [T.Q5_K]:
        elements, size = gguf.GGML_QUANT_SIZES[type]
        rows, blocks = 5, max(3, 32 // elements) if elements < 256 else 2
        data = random.integers(0, 256, (rows, blocks, size), dtype=np.uint8)
        for place in HALVES.get(type, []):
            halves = random.standard_normal((rows, blocks)).astype(np.float16)
            # Small and large ones, a zero, and one that is no normal number.
            halves *= np.float16(2.0) ** random.integers(-12, 5, (rows, blocks)).astype(np.float16)
            halves[0, 0], halves[1, 0] = 0, np.float16(3e-7)
            data[:, :, place:place + 2] = halves[..., None].view(np.uint8)
        data = data.reshape(rows, blocks * size)
        if type in (T.F32, T.BF16):
            values = random.standard_normal((rows, blocks)).astype(np.float32)
            data = values.view(np.uint8) if type == T.F32 else gguf.quants.quantize(values, type)
        writer.add_tensor(type.name, data, raw_dtype=type)
        if type in READABLE:
            expected[type.name] = gguf.quants.dequantize(data, type)
    finish(writer)
    save_file(expected, FOLDER / "types.safetensors")


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def disturb(model):
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return model.eval()


NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
TYPES = {
    "attn_q": T.Q4_0, "attn_k": T.Q4_1, "attn_v": T.Q5_0, "attn_output": T.Q5_1, "ffn_gate": T.Q8_0, "ffn_up": T.F16,
    "ffn_down": T.BF16, "token_embd": T.Q8_0}


def model(architecture, cls, config, types, case=None, factors=None):
    case = case or architecture
    source = disturb(cls(config))
    writer = gguf.GGUFWriter(FOLDER / f"{case}.gguf", architecture)
    writer.add_type("model")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if config.rope_parameters["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(config.rope_parameters["factor"])
    # transformers asks for it, of whatever architecture.
    writer.add_vocab_size(config.vocab_size)
    if architecture == "llama":
        writer.add_rope_dimension_count(config.head_dim)
    if architecture == "qwen3":
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
    if factors is not None:
        writer.add_tensor("rope_freqs.weight", factors)
    for name, tensor in source.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        data = tensor.numpy()
        if architecture == "llama" and ".q_proj." in name or architecture == "llama" and ".k_proj." in name:
            # `LlamaModel.permute` of llama.cpp's convert_hf_to_gguf.py.
            heads = config.num_attention_heads if ".q_proj." in name else config.num_key_value_heads
            data = data.reshape(heads, 2, data.shape[0] // heads // 2, *data.shape[1:]).swapaxes(1, 2).reshape(data.shape)
        own, kind = name.rsplit(".", 1)
        block = own.startswith("model.layers.")
        short = NAMES[own.split(".", 3)[3] if block else own]
        type = types.get(short, T.F32) if kind == "weight" else T.F32
        stored = np.ascontiguousarray(data) if type == T.F32 else gguf.quants.quantize(np.ascontiguousarray(data), type)
        writer.add_tensor((f"blk.{own.split('.')[2]}." if block else "") + f"{short}.{kind}", stored, raw_dtype=type)
    finish(writer)

    # transformers does not read the width of Qwen3's heads.
    own = {"config": config} if architecture == "qwen3" else {}
    read = AutoModelForCausalLM.from_pretrained(FOLDER, gguf_file=f"{case}.gguf", dtype=torch.float32, **own).eval()
    if config.rope_parameters["rope_type"] != "default":
        # transformers leaves the scaling in the file alone.
        other = cls(config).eval()
        other.load_state_dict(read.state_dict())
        read = other
    inputs = torch.randn(1, 12, config.hidden_size, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        output = read.model(inputs_embeds=inputs).last_hidden_state
    tensors = {"model:" + name: value.numpy().copy() for name, value in read.state_dict().items() if name != "lm_head.weight"}
    tensors |= {"inputs": inputs.numpy(), "output": output.numpy()}
    save_file(tensors, FOLDER / f"{case}.safetensors")


def llama3_factors(config):
    """`LlamaModel.generate_extra_tensors` of llama.cpp's convert_hf_to_gguf.py."""
    rope = config.rope_parameters
    frequencies = 1.0 / (rope["rope_theta"] ** (torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim))
    low, high, length = rope["low_freq_factor"], rope["high_freq_factor"], rope["original_max_position_embeddings"]
    factors = []
    for frequency in frequencies:
        wavelength = 2 * np.pi / frequency
        if wavelength < length / high:
            factors.append(1)
        elif wavelength > length / low:
            factors.append(rope["factor"])
        else:
            smooth = (length / wavelength - low) / (high - low)
            factors.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def architectures():
    sizes = dict(vocab_size=16, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                 num_key_value_heads=2, max_position_embeddings=64)
    plain = {"rope_type": "default", "rope_theta": 10000.0}
    model("llama", LlamaForCausalLM, LlamaConfig(**sizes, rope_parameters=plain, tie_word_embeddings=True), TYPES)
    model("llama", LlamaForCausalLM, LlamaConfig(
        **sizes | dict(num_hidden_layers=1), rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=4.0)), {},
        case="llama-linear")
    llama3 = LlamaConfig(**sizes | dict(num_hidden_layers=1), rope_parameters=dict(
        rope_type="llama3", rope_theta=500000.0, factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8192))
    model("llama", LlamaForCausalLM, llama3, {}, case="llama3", factors=llama3_factors(llama3))
    model("qwen2", Qwen2ForCausalLM, Qwen2Config(**sizes | dict(num_hidden_layers=1), rope_parameters=plain), {})
    model("qwen3", Qwen3ForCausalLM, Qwen3Config(**sizes | dict(num_hidden_layers=1), head_dim=12, rope_parameters=plain), {})


TEXTS = ["", " ", "hello world", "The year 2024 had 366 days,  and 12 months.\n\nSo it's told — we'll see.", "a1b22 333  4 ",
         "naïve Ünïcode ½ x² ٣٤ 日本語", "tabs\tand\r\nlines \n 7", "'s 't 1's don't I'D", "  5  55   x", "12345678901234567890"]


TRAINING = [
    "A computation may be carried out by a system whose weights were learned from language, and only a few of which are trained again.",
    "In 1998 there were 60000 images of digits; in 2021 the answer was a percentage such as 49.9 or 100.",
    "It isn't what they've said, and we'll say it's the model's own text — naïve, in its own words."] * 3


def tokenizer(pre):
    words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    if pre == "smollm":
        words = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), words])
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer, trained.decoder = words, decoders.ByteLevel()
    trained.train_from_iterator(
        TEXTS * 2 + TRAINING,
        trainers.BpeTrainer(vocab_size=500, special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    content = json.loads(trained.to_str())["model"]
    tokens = sorted(content["vocab"], key=content["vocab"].get)
    writer = gguf.GGUFWriter(FOLDER / f"tokenizer-{pre}.gguf", "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL] + [gguf.TokenType.NORMAL] * (len(tokens) - 1))
    writer.add_token_merges([" ".join(pair) for pair in content["merges"]])
    finish(writer)
    cases = [{"text": text, "tokens": trained.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    (FOLDER / f"tokenizer-{pre}.json").write_text(json.dumps(cases, ensure_ascii=False) + "\n")
    trained.save(str(FOLDER / f"tokenizer-{pre}.tokenizer.json"), pretty=False)


types()
architectures()
tokenizer("gpt-2")
tokenizer("smollm")
