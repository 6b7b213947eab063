"""Makes the cases of LanguageModelTests: a small Llama with a head, tied to the token table and of its own.

    python3 make.py [FOLDER]

Made with PyTorch 2.15.0 and transformers 5.24.0 on a CPU, in float32, with random weights. Each folder has what `save_pretrained` writes,
and `case.safetensors`: `input_ids`, `logits`, and `loss`, the mean cross-entropy of every token but the first.
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
for name, is_tied in [("tied", True), ("untied", False)]:
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=23, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=40, max_position_embeddings=32, initializer_range=0.2,
        tie_word_embeddings=is_tied)).eval()
    ids = torch.randint(0, 23, (2, 9), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        output = model(input_ids=ids, labels=ids)
    model.save_pretrained(FOLDER / name)
    (FOLDER / name / "generation_config.json").unlink(missing_ok=True)
    save_file({"input_ids": ids, "logits": output.logits.contiguous(), "loss": output.loss.reshape(1)},
              FOLDER / name / "case.safetensors")
