"""Median seconds of one training step of the paper's model in PyTorch on the CPU.

python pytorch_step.py {gpt2,bert} layers width heads tokens token_width batch threads
The better of eager and SDPA attention; dropout 0.1, Adam, clip 1.0, FPT freezing, random weights.
"""
import statistics
import sys
import time

import torch
import transformers

architecture = sys.argv[1]
layers, width, heads, tokens, token_width, batch, threads = map(int, sys.argv[2:])
torch.set_num_threads(threads)


def backbone(attention):
    if architecture == "gpt2":
        config = transformers.GPT2Config(
            n_layer=layers, n_embd=width, n_head=heads, vocab_size=100, attn_implementation=attention)
        return transformers.GPT2Model(config)
    config = transformers.BertConfig(
        num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads,
        intermediate_size=4 * width, max_position_embeddings=1024, vocab_size=100,
        attn_implementation=attention)
    return transformers.BertModel(config, add_pooling_layer=False)


def median_step(attention):
    torch.manual_seed(0)
    model = torch.nn.ModuleDict(
        {"in": torch.nn.Linear(token_width, width), "body": backbone(attention),
         "out": torch.nn.Linear(width, 10)})
    trained = []
    for name, parameter in model.named_parameters():
        is_trained = not name.startswith("body") or any(
            part in name for part in ("ln_", "LayerNorm", "wpe", "position_embeddings"))
        parameter.requires_grad_(is_trained)
        if is_trained:
            trained.append(parameter)
    optimizer = torch.optim.Adam(trained, lr=1e-3)
    model.train()
    x = torch.rand(batch, tokens, token_width)
    y = torch.arange(batch) % 10
    times = []
    begin = time.perf_counter()
    while len(times) < 4 or time.perf_counter() - begin < 4:
        start = time.perf_counter()
        hidden = model["body"](inputs_embeds=model["in"](x)).last_hidden_state[:, -1]
        loss = torch.nn.functional.cross_entropy(model["out"](hidden), y)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


print(min(median_step(attention) for attention in ("eager", "sdpa")))
