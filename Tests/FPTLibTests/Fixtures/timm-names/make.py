"""Writes names.json: what timm builds behind each of its names that look like a vision transformer's.

    python3 make.py [FOLDER]

Made with timm 1.0.31. Every model is built without memory for its weights. Where its blocks are ViT's, and norms, activations and gains
are the same in all of them, names.json has what they are, and whether a norm follows the blocks: as the name has it (`""`), where tokens
are averaged (`avg`), where the class token is read (`token`), and where no norm may stand behind the pooling (`before`). For every
other name it has what is different.
"""
import json
import sys
from pathlib import Path

import timm
from timm.layers import Attention, LayerNorm, LayerScale, Mlp
from timm.layers.mlp import GluMlp
from timm.models.deit import VisionTransformerDistilled
from timm.models.vision_transformer import Block, VisionTransformer
from torch import nn

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
PREFIXES = ("vit_", "deit", "test_vit", "flexivit", "eva", "beit", "samvit", "naflexvit")
ACTIVATIONS = {"GELU": "gelu", "GELUTanh": "gelu_tanh", "QuickGELU": "quick_gelu", "SiLU": "silu"}
ratios = []
original = VisionTransformer.__init__


def recording(self, *arguments, **named):
    ratios.append(named.get("mlp_ratio", 4.0))
    original(self, *arguments, **named)


VisionTransformer.__init__ = recording


def is_there(module):
    return not isinstance(module, nn.Identity)


def block(b):
    """What a block is, or the first thing that ViT's has not."""
    if type(b) is not Block:
        return type(b).__name__
    if type(b.attn) is not Attention:
        return type(b.attn).__name__
    if type(b.norm1) is not LayerNorm or type(b.norm2) is not LayerNorm:
        return type(b.norm1).__name__
    if is_there(b.attn.q_norm) or is_there(b.attn.k_norm):
        return "qk_norm"
    if is_there(b.attn.norm) or is_there(b.mlp.norm):
        return "scale_norm"
    if b.attn.gate is not None:
        return "gate of attention"
    if b.attn.proj.bias is None or b.mlp.fc1.bias is None or b.mlp.fc2.bias is None:
        return "proj_bias"
    if b.attn.attn_dim != b.attn.proj.out_features:
        return "width of heads"
    gated = type(b.mlp) is GluMlp and not b.mlp.gate_last
    if type(b.mlp) is not Mlp and not gated:
        return type(b.mlp).__name__
    assert is_there(b.ls1) == is_there(b.ls2) == isinstance(b.ls1, LayerScale)
    return {
        "num_heads": b.attn.num_heads, "inner": b.mlp.fc2.in_features, "gated": gated,
        "act_layer": ACTIVATIONS[type(b.mlp.act).__name__], "qkv_bias": b.attn.qkv.bias is not None,
        "init_values": b.ls1.init_values if is_there(b.ls1) else None, "norm_eps": b.norm1.eps,
    }


def build(name, **changes):
    model = timm.create_model(name, pretrained=False, device="meta", **changes)
    if type(model) not in (VisionTransformer, VisionTransformerDistilled):
        return type(model).__name__, None
    blocks = [block(b) for b in model.blocks]
    if isinstance(blocks[0], str) or any(b != blocks[0] for b in blocks):
        return blocks[0] if isinstance(blocks[0], str) else "blocks that differ", None
    norms = [norm for norm in (model.norm_pre, model.norm) if is_there(norm)]
    assert all(type(n) is LayerNorm and n.eps == blocks[0]["norm_eps"] for n in norms)
    return {
        "depth": len(blocks), "embed_dim": model.embed_dim, "mlp_ratio": ratios[-1],
        "pre_norm": is_there(model.norm_pre), **blocks[0],
    }, model


known = {}
for name in timm.list_models():
    if not name.startswith(PREFIXES):
        continue
    found, model = build(name)
    if model is not None:
        found["norm"] = {"": is_there(model.norm)}
        changes = {"avg": {"global_pool": "avg"}, "before": {"fc_norm": False}}
        if model.has_class_token:
            changes["token"] = {"global_pool": "token"}
        if "distilled" not in name:
            for key, change in changes.items():
                found["norm"][key] = is_there(build(name, **change)[1].norm)
    known[name] = found
(FOLDER / "names.json").write_text(
    "{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(known.items())) + "\n}\n")
