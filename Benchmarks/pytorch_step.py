"""Times training steps of the paper's model in PyTorch on the CPU, a few at a time, as often as asked.

python pytorch_step.py {gpt2,bert,lstm,lstm-rearranged} layers width heads tokens token_width batch threads
For each line on standard input, prints the process's peak memory in bytes and the seconds of each of a few steps. The better
of eager and SDPA attention is chosen at the beginning. Dropout 0.1, Adam, clip 1.0, random weights; FPT freezing, and full
training for the LSTM. `lstm` is the paper's cell, evaluated step by step with its own layer norm; `lstm-rearranged` is what
somebody would make of it who wants speed and may change the function: torch.nn.LayerNorm, and the input products of all
steps as one.
"""
import sys
import time

import torch

architecture = sys.argv[1]
layers, width, heads, tokens, token_width, batch, threads = map(int, sys.argv[2:])
is_lstm = architecture.startswith("lstm")
torch.set_num_threads(threads)


def transformer(attention):
    import transformers

    if architecture == "gpt2":
        config = transformers.GPT2Config(
            n_layer=layers, n_embd=width, n_head=heads, vocab_size=100, attn_implementation=attention)
        return transformers.GPT2Model(config)
    config = transformers.BertConfig(
        num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads,
        intermediate_size=4 * width, max_position_embeddings=1024, vocab_size=100,
        attn_implementation=attention)
    return transformers.BertModel(config, add_pooling_layer=False)


class PaperLayerNorm(torch.nn.Module):
    """The paper's LSTM's layer norm: unbiased variance, 1e-6 inside the root."""

    def __init__(self, width):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(width))
        self.bias = torch.nn.Parameter(torch.zeros(width))

    def forward(self, x):
        deviation = torch.sqrt(x.var(-1, keepdim=True) + 1e-6)
        return (x - x.mean(-1, keepdim=True)) / deviation * self.weight + self.bias


class LayerNormLSTM(torch.nn.Module):
    """Layer norms on input-to-hidden, hidden-to-hidden and cell; no residual; dropout on the output."""

    def __init__(self, rearranged):
        super().__init__()
        self.rearranged = rearranged
        norm = torch.nn.LayerNorm if rearranged else PaperLayerNorm
        self.input = torch.nn.ModuleList(torch.nn.Linear(width, 4 * width) for _ in range(layers))
        self.hidden = torch.nn.ModuleList(torch.nn.Linear(width, 4 * width) for _ in range(layers))
        self.norm_input = torch.nn.ModuleList(norm(4 * width) for _ in range(layers))
        self.norm_hidden = torch.nn.ModuleList(norm(4 * width) for _ in range(layers))
        self.norm_cell = torch.nn.ModuleList(norm(width) for _ in range(layers))

    def forward(self, x):
        for layer in range(layers):
            def from_input(x):
                return self.norm_input[layer](self.input[layer](x))

            h = torch.randn(batch, width) * 0.05
            c = torch.randn(batch, width) * 0.05
            of_all_steps = from_input(x) if self.rearranged else None
            outputs = []
            for t in range(tokens):
                of_step = of_all_steps[:, t] if self.rearranged else from_input(x[:, t])
                gates = of_step + self.norm_hidden[layer](self.hidden[layer](h))
                i, f, g, o = gates.chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(self.norm_cell[layer](c))
                h = torch.nn.functional.dropout(h, 0.1)
                outputs.append(h)
            x = torch.stack(outputs, dim=1)
        return x


class Step:
    def __init__(self, attention):
        torch.manual_seed(0)
        body = LayerNormLSTM(architecture == "lstm-rearranged") if is_lstm else transformer(attention)
        self.model = torch.nn.ModuleDict(
            {"in": torch.nn.Linear(token_width, width), "body": body,
             "out": torch.nn.Linear(width, 10)})
        self.trained = []
        for name, parameter in self.model.named_parameters():
            is_trained = is_lstm or not name.startswith("body") or any(
                part in name for part in ("ln_", "LayerNorm", "wpe", "position_embeddings"))
            parameter.requires_grad_(is_trained)
            if is_trained:
                self.trained.append(parameter)
        self.optimizer = torch.optim.Adam(self.trained, lr=1e-3)
        self.model.train()
        self.x = torch.rand(batch, tokens, token_width)
        self.y = torch.arange(batch) % 10

    def once(self):
        hidden = self.model["in"](self.x)
        if is_lstm:
            hidden = self.model["body"](hidden)[:, -1]
        else:
            hidden = self.model["body"](inputs_embeds=hidden).last_hidden_state[:, -1]
        loss = torch.nn.functional.cross_entropy(self.model["out"](hidden), self.y)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()

    def times(self, seconds):
        times = []
        begin = time.perf_counter()
        while len(times) < 2 or time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            self.once()
            times.append(time.perf_counter() - start)
        return times


def peak_bytes():
    # VmHWM, where the system shows it; what getrusage says may be the parent's.
    try:
        with open("/proc/self/status") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024


# One model at a time, so that the peak is that of one.
best = {}
for attention in [None] if is_lstm else ["eager", "sdpa"]:
    step = Step(attention)
    step.once()
    best[attention] = min(step.times(0.5))
    del step
chosen = Step(min(best, key=best.get))
chosen.once()
for line in sys.stdin:
    times = chosen.times(float(line))
    print(peak_bytes(), *times, flush=True)
