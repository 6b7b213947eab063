"""Writes one small GPT-2 as transformers saves checkpoints: in three types, in both formats, whole and in shards.

    python make.py

Written with torch 2.15 and transformers 5.24. transformers 5 writes safetensors alone; the other format is what version 4 wrote, which
is torch.save of the state dict, in shards by the same rule.
"""
import json
import pathlib

import torch
import transformers
from huggingface_hub import split_torch_state_dict_into_shards

here = pathlib.Path(__file__).resolve().parent
shard = 3000  # bytes

torch.manual_seed(7)
model = transformers.GPT2Model(
    transformers.GPT2Config(n_embd=8, n_layer=2, n_head=2, n_positions=16, vocab_size=11, bos_token_id=0, eos_token_id=0))
with torch.no_grad():
    for parameter in model.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.1)
state = {name: tensor.clone() for name, tensor in model.state_dict().items()}

for dtype, short in [(torch.float32, "f32"), (torch.float16, "f16"), (torch.bfloat16, "bf16")]:
    model.load_state_dict(state)
    model.to(dtype)
    model.save_pretrained(here / short)
    model.save_pretrained(here / f"{short}-sharded", max_shard_size=shard)
    for sharded in [False, True]:
        folder = here / (f"{short}-torch" + ("-sharded" if sharded else ""))
        folder.mkdir(exist_ok=True)
        model.config.save_pretrained(folder)
        split = split_torch_state_dict_into_shards(
            model.state_dict(), filename_pattern="pytorch_model{suffix}.bin", max_shard_size=shard if sharded else 10**9)
        for name, tensors in split.filename_to_tensors.items():
            torch.save({tensor: model.state_dict()[tensor] for tensor in tensors}, folder / name)
        if sharded:
            index = {"metadata": split.metadata, "weight_map": split.tensor_to_filename}
            (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=2) + "\n")
    model.to(torch.float32)
