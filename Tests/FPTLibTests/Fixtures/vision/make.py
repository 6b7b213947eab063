"""Makes the references of vision transformers that BackboneParityTests reads, one folder a case beside this one.

    python3 make.py [FOLDER]

Made with PyTorch 2.15.0, transformers 5.24.0 and timm 1.0.31 on a CPU, in float32 and evaluation mode. Weights are random, every vector
is disturbed, and matrices are three times as large, so that attention is far from uniform. Width 32, 2 blocks, 4 heads, 12 tokens, 3
examples. The blocks run on given embeddings, as the paper runs them, behind the norm that a model has before them, and with its last
norm; `grad.NAME` is the gradient of Σ cotangent · last_hidden_state.
"""
import json
import sys
from pathlib import Path

import timm
import torch
from safetensors.torch import save_file
from transformers import (
    DeiTConfig, DeiTModel, Dinov2Config, Dinov2Model, SiglipVisionConfig, SiglipVisionModel)

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
SIZE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4)


def prepared(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim >= 2:
                parameter.mul_(3)
            else:
                parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return model.eval()


def written(config):
    values = json.loads(config.to_json_string(use_diff=False))
    return {key: value for key, value in values.items() if value is not None}


def joined(tensors):
    """The two matrices of SwiGLU as one, as transformers itself saves them."""
    result = {}
    for name, value in tensors.items():
        if ".up_proj." in name:
            continue
        if ".gate_proj." in name:
            value = torch.cat([value, tensors[name.replace("gate_proj", "up_proj")]])
        result[name.replace("gate_proj", "weights_in").replace("down_proj", "weights_out")] = value
    return result


def case(name, config, model, run, seed, rename=dict, keep=lambda name: True):
    """`run` maps embeddings to the states before each block and after the last one, and to the output."""
    generator = torch.Generator().manual_seed(seed + 100)
    x = torch.randn(3, 12, 32, generator=generator, requires_grad=True)
    cotangent = torch.randn(3, 12, 32, generator=generator)
    states, output = run(x)
    (cotangent * output).sum().backward()
    tensors = {"inputs_embeds": x, "grad.inputs_embeds": x.grad, "cotangent": cotangent,
               "last_hidden_state": output}
    tensors |= {f"hidden_states.{i}": state for i, state in enumerate(states)}
    gradients = {key: value.grad for key, value in model.named_parameters()
                 if value.grad is not None}
    tensors |= {"grad." + key: value for key, value in rename(gradients).items()}
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")

    def save(tensors, file):
        save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, folder / file)

    save(tensors, "case.safetensors")
    save(rename({k: v for k, v in model.state_dict().items() if v.is_floating_point() and keep(k)}),
         "model.safetensors")


def through(blocks, norm, before=lambda x: x):
    def run(x):
        states = [before(x)]
        for block in blocks:
            y = block(states[-1])
            states.append(y[0] if isinstance(y, tuple) else y)
        return states, norm(states[-1])
    return run


torch.manual_seed(0)

# LayerScale and SwiGLU, of DINOv2's giant; two thirds of 128, rounded up to 88.
config = Dinov2Config(**SIZE, image_size=28, use_swiglu_ffn=True, layerscale_value=0.5)
config._attn_implementation = "eager"
model = prepared(Dinov2Model(config), 1)
case("dinov2-giant", written(config), model, through(model.encoder.layer, model.layernorm), 1,
     rename=joined, keep=lambda k: "patch_embeddings" not in k)

config = SiglipVisionConfig(**SIZE, intermediate_size=128, image_size=8, patch_size=4, vision_use_head=False)
config._attn_implementation = "eager"
model = prepared(SiglipVisionModel(config), 2)
case("siglip-vision", written(config), model,
     through([lambda x, b=b: b(x, None) for b in model.encoder.layers], model.post_layernorm), 2)

# DeiT with its distillation token.
config = DeiTConfig(**SIZE, intermediate_size=128, image_size=8, patch_size=4)
config._attn_implementation = "eager"
model = prepared(DeiTModel(config, add_pooling_layer=False), 3)
case("deit", written(config), model, through(model.layers, model.layernorm), 3)

# timm's names with smaller extents: what the name stands for beside them is in no file.
ARGUMENTS = dict(embed_dim=32, depth=2, num_heads=4, img_size=28)
for seed, (name, architecture, changes) in enumerate([
    ("timm-dinov2", "vit_small_patch14_reg4_dinov2", {"init_values": 0.5}),
    ("timm-giant", "vit_giant_patch14_dinov2", {"init_values": 0.5, "mlp_ratio": 5.25}),
    ("timm-clip", "vit_base_patch16_clip_quickgelu_224", {"img_size": 32}),
    ("timm-head-norm", "vit_medium_patch16_gap_256", {"img_size": 32, "fc_norm": True, "init_values": 0.5}),
], 4):
    arguments = {**ARGUMENTS, **changes}
    torch.manual_seed(seed)
    model = prepared(timm.create_model(architecture, pretrained=False, num_classes=2, **arguments), seed)
    # As timm writes it.
    config = {"architecture": architecture, "num_classes": 2, "num_features": 32, "model_args": arguments}
    case(name, config, model, through(model.blocks, model.norm, model.norm_pre), seed,
         keep=lambda k: not k.startswith("patch_embed"))
