"""What transformers makes of a GGUF file's language model on a text: the reference of GGUFLanguageModelTests.

    python3 language_model_loss.py MODEL.gguf TEXT WINDOW COUNT

Prints JSON: the text's tokens, and for each of the first COUNT windows of WINDOW tokens the mean loss of the tokens but the first, in nats.
The tokenizer is that of the file's metadata, with the steps of the published one: each digit alone, then GPT-2's words.
"""
import json
import sys
from pathlib import Path

import torch
from gguf import GGUFReader
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM

path, text, window, count = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), int(sys.argv[3]), int(sys.argv[4])
fields = GGUFReader(path).fields
assert fields["tokenizer.ggml.pre"].contents() == "smollm"
tokens = fields["tokenizer.ggml.tokens"].contents()
merges = [tuple(pair.split(" ")) for pair in fields["tokenizer.ggml.merges"].contents()]
tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, merges))
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
ids = tokenizer.encode(text, add_special_tokens=False).ids
model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
losses = []
for place in range(count):
    part = torch.tensor([ids[place * window:(place + 1) * window]])
    with torch.no_grad():
        losses.append(model(input_ids=part, labels=part).loss.item())
print(json.dumps({"tokens": ids, "losses": losses}))
