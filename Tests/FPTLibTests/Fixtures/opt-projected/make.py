"""Makes the cases opt-projected and modernbert-biases of BackboneParityTests, in the folders of these names beside this one.

    python3 make.py

Made with PyTorch 2.15.0 and transformers 5.24.0 on a CPU, in float32 and evaluation mode. Weights are random, every vector is disturbed and
matrices are enlarged, so that attention is far from uniform. `case.safetensors` has inputs, hidden states, attention, the gradient of the last
state (`cotangent`), and every gradient.
"""
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import ModernBertConfig, ModernBertModel, OPTConfig, OPTModel

FOLDER = Path(__file__).parent.parent
FULL, SLIDING = "full_attention", "sliding_attention"


def make(name, model_class, config, tokens, width):
    config._attn_implementation = "eager"
    torch.manual_seed(0)
    model = model_class(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.mul_(12)
            else:
                parameter.add_(torch.randn(parameter.shape) * 0.1)
    x = torch.randn(2, tokens, width, requires_grad=True)
    output = model(inputs_embeds=x, output_hidden_states=True, output_attentions=True)
    cotangent = torch.randn(output.last_hidden_state.shape)
    output.last_hidden_state.backward(cotangent)
    case = {"inputs_embeds": x, "cotangent": cotangent, "last_hidden_state": output.last_hidden_state,
            "grad.inputs_embeds": x.grad}
    for kind in ("hidden_states", "attentions"):
        case.update({f"{kind}.{i}": value for i, value in enumerate(getattr(output, kind))})
    case.update({"grad." + key: value.grad for key, value in model.named_parameters() if value.grad is not None})
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    for file, tensors in (("case", case), ("model", model.state_dict())):
        save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()},
                  folder / f"{file}.safetensors")
    (folder / "config.json").write_text(config.to_json_string(use_diff=False))


make("opt-projected", OPTModel, OPTConfig(
    vocab_size=7, max_position_embeddings=20, hidden_size=24, word_embed_proj_dim=16, num_hidden_layers=2,
    num_attention_heads=4, ffn_dim=32, dropout=0.0, do_layer_norm_before=False), tokens=9, width=16)
make("modernbert-biases", ModernBertModel, ModernBertConfig(
    vocab_size=7, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2,
    hidden_size=16, num_hidden_layers=3, num_attention_heads=4, intermediate_size=20, local_attention=4,
    layer_types=[SLIDING, FULL, SLIDING], norm_bias=True, attention_bias=True, mlp_bias=True), tokens=9, width=16)
