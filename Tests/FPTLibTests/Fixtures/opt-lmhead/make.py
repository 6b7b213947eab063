"""Makes the cases opt-lmhead and gpt-neox-lmhead of LanguageModelTests: a small OPT whose head is the token table, narrower than the blocks,
and a small GPT-NeoX with a head of its own.

    python3 make.py

Made with PyTorch 2.15.0 and transformers 5.24.0 on a CPU, in float32, with random weights. Each folder has what `save_pretrained` writes,
and `case.safetensors`: `input_ids`, `logits`, and `loss`, the mean cross-entropy of every token but the first.
"""
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM, OPTConfig, OPTForCausalLM

FOLDER = Path(__file__).parent.parent
SIZES = dict(vocab_size=23, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=32)
for name, model_class, config in [
    ("opt-lmhead", OPTForCausalLM, OPTConfig(**SIZES, ffn_dim=24, word_embed_proj_dim=8, init_std=0.2)),
    ("gpt-neox-lmhead", GPTNeoXForCausalLM, GPTNeoXConfig(**SIZES, intermediate_size=24, initializer_range=0.2)),
]:
    torch.manual_seed(0)
    model = model_class(config).eval()
    # No token is padding.
    ids = torch.randint(3, 23, (2, 9), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        output = model(input_ids=ids, labels=ids)
    model.save_pretrained(FOLDER / name)
    (FOLDER / name / "generation_config.json").unlink(missing_ok=True)
    save_file({"input_ids": ids, "logits": output.logits.contiguous(), "loss": output.loss.reshape(1)},
              FOLDER / name / "case.safetensors")
