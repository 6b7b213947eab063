"""Times training steps of the paper's model in PyTorch on the CPU, a few at a time, as often as asked.

python pytorch_step.py {gpt2,bert,llama,lstm,lstm-rearranged} {float32,bfloat16} {eager,sdpa,compile,best} layers width heads tokens token_width batch threads
For each line on standard input, prints the process's peak memory in bytes, the way it computes, and the seconds of each of a
few steps. `best` tries the others in processes of their own and goes on as the fastest; what cannot be compiled is left out.
bfloat16 is autocast. Dropout 0.1, Adam, clip 1.0, random weights; FPT freezing, and full training for the LSTM. `lstm` is the
paper's cell, evaluated step by step with its own layer norm; `lstm-rearranged` is what somebody would make of it who wants
speed and may change the function: torch.nn.LayerNorm, and the input products of all steps as one. The LSTMs are not compiled:
their loops would be unrolled into thousands of operations.
"""
import contextlib
import os
import subprocess
import sys
import time

architecture, precision, mode = sys.argv[1:4]
layers, width, heads, tokens, token_width, batch, threads = map(int, sys.argv[4:])
is_lstm = architecture.startswith("lstm")


def become(mode):
    arguments = [sys.executable, __file__, architecture, precision, mode, *sys.argv[4:]]
    os.execv(sys.executable, arguments)


def seconds_of_a_step(mode):
    """In a process of its own, so that the peak of this one is that of one model; infinite where it fails."""
    arguments = [sys.executable, __file__, architecture, precision, mode, *sys.argv[4:]]
    try:
        trial = subprocess.run(
            arguments, input="0.5\n", capture_output=True, text=True, timeout=900)
    except subprocess.TimeoutExpired:
        return float("inf")
    words = trial.stdout.split()
    return min(map(float, words[2:])) if trial.returncode == 0 and len(words) > 2 else float("inf")


if mode == "best":
    become("eager" if is_lstm else min(["eager", "sdpa", "compile"], key=seconds_of_a_step))

import torch

torch.set_num_threads(threads)


def transformer(attention):
    import transformers

    if architecture == "gpt2":
        config = transformers.GPT2Config(
            n_layer=layers, n_embd=width, n_head=heads, vocab_size=100, attn_implementation=attention)
        return transformers.GPT2Model(config)
    if architecture == "llama":
        # Extents in the proportions of SmolLM2. The class has no dropout by default.
        config = transformers.LlamaConfig(
            num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads,
            num_key_value_heads=heads // 3, intermediate_size=8 * width // 3, vocab_size=100,
            use_cache=False, attn_implementation=attention)
        return transformers.LlamaModel(config)
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
    def __init__(self):
        torch.manual_seed(0)
        attention = "eager" if mode == "eager" else "sdpa"
        body = LayerNormLSTM(architecture == "lstm-rearranged") if is_lstm else transformer(attention)
        self.model = torch.nn.ModuleDict(
            {"in": torch.nn.Linear(token_width, width), "body": body,
             "out": torch.nn.Linear(width, 10)})
        self.trained = []
        for name, parameter in self.model.named_parameters():
            is_trained = is_lstm or not name.startswith("body") or any(
                part in name for part in ("ln_", "LayerNorm", "norm", "wpe", "position_embeddings"))
            parameter.requires_grad_(is_trained)
            if is_trained:
                self.trained.append(parameter)
        self.optimizer = torch.optim.Adam(self.trained, lr=1e-3)
        self.model.train()
        self.x = torch.rand(batch, tokens, token_width)
        self.y = torch.arange(batch) % 10
        self.loss = torch.compile(self.forward) if mode == "compile" else self.forward

    def forward(self):
        hidden = self.model["in"](self.x)
        if is_lstm:
            hidden = self.model["body"](hidden)[:, -1]
        else:
            hidden = self.model["body"](inputs_embeds=hidden).last_hidden_state[:, -1]
        return torch.nn.functional.cross_entropy(self.model["out"](hidden), self.y)

    def once(self):
        is_rounded = precision == "bfloat16"
        with torch.autocast("cpu", torch.bfloat16) if is_rounded else contextlib.nullcontext():
            loss = self.loss()
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


step = Step()
step.once()
for line in sys.stdin:
    times = step.times(float(line))
    print(peak_bytes(), mode, *times, flush=True)
