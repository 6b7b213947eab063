#!/usr/bin/env python3
"""How often the time that a run takes lies in the range that `check` named before it.

usage: expected_times.py FPT_SCRIPT [TABLE.md]

It needs no data and no weights. Each case is checked and then run in one store, so that the first cases have only the
machine's rate to go by, and the later ones similar cells. It takes a few minutes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time

SCRIPT = """
experiment times {{ fpt: 1 }}
task bits = {task}
model small = {model}
freeze fpt = all except [input, output, positions, layernorm]
freeze none = nothing
train t {{ optimizer: Adam(lr: 1e-3); batch: {batch}; steps: {steps}; evaluate_every: {steps} }}
arm frozen {{ model: small; freeze: fpt; train: t }}
arm full {{ model: small; freeze: none; train: t }}
measure accuracy = Accuracy(split: test, examples: 500)
run main {{ axes {{ task: [bits]; arm: [{arms}]; seed: {seeds} }}; measure: accuracy }}
"""

SMALL = "BERT(layers: 2, width: 64, heads: 4, init: random)"
MIDDLE = "BERT(layers: 4, width: 192, heads: 6, init: random)"
WIDE = "GPT2(layers: 3, width: 384, heads: 6, init: random)"
LSTM = "LSTM(layers: 2, width: 128)"
XOR, LONG, MEMORY = "BitXOR(length: 5)", "BitXOR(length: 40)", "BitMemory(length: 100, patch: 10)"


def case(name, task=XOR, model=SMALL, batch=16, steps=300, arms="frozen", seeds="0..<1"):
    return name, dict(task=task, model=model, batch=batch, steps=steps, arms=arms, seeds=seeds)


CASES = [
    case("small, first"),
    case("small, first, full training", arms="full"),
    case("small, more seeds", seeds="1..<4"),
    case("small, more steps", steps=900, seeds="5..<6"),
    case("small, larger batch", batch=32, seeds="6..<7"),
    case("small, long, first", task=LONG),
    case("small, long, smaller batch", task=LONG, batch=8, seeds="1..<3"),
    case("small, memory, first", task=MEMORY),
    case("small, memory, more steps", task=MEMORY, steps=600, seeds="1..<2"),
    case("middle, first", model=MIDDLE),
    case("middle, both arms", model=MIDDLE, arms="frozen, full", seeds="1..<2"),
    case("middle, more seeds", model=MIDDLE, seeds="2..<5"),
    case("middle, long, first", task=LONG, model=MIDDLE, steps=100),
    case("middle, long, more steps", task=LONG, model=MIDDLE, steps=200, seeds="1..<2"),
    case("wide, first", model=WIDE, steps=100),
    case("wide, more steps", model=WIDE, steps=250, seeds="1..<2"),
    case("wide, larger batch", model=WIDE, batch=24, steps=100, seeds="2..<3"),
    case("LSTM, first", model=LSTM, steps=100, arms="full"),
    case("LSTM, more seeds", model=LSTM, steps=100, arms="full", seeds="1..<4"),
    case("LSTM, smaller batch", model=LSTM, batch=8, steps=100, arms="full", seeds="4..<6"),
]


def call(program, *arguments):
    result = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=600)
    if result.returncode not in (0, 3):
        sys.exit(result.stderr)
    return result.stdout


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.processor()


def table(rows, load):
    known = [row for row in rows if row[2]]
    inside = [row for row in known if row[2][0] <= row[3] <= row[2][1]]
    busy = ", from other work on the same cores" if max(load) > os.cpu_count() else ""
    unknown = len(rows) - len(known)
    text = f"""# How often the expected time is right

`Benchmarks/expected_times.py` asks `check` how long each case takes, and then runs it. The first case of a model and task
has only the rate of the machine to go by. The others have cells like them in the store. A time is that of the whole command,
from its start to the results file.

{len(inside)} of {len(known)} times lie in the range that was named. Of {unknown} cases no time was named.
{len(rows)} of {len(CASES)} cases were run. {processor()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}.
The load was {min(load):.1f} to {max(load):.1f}{busy}.

"""
    for source in sorted({row[1] for row in known}):
        some = [row for row in known if row[1] == source]
        text += f"- by {source}: {sum(row in inside for row in some)} of {len(some)}\n"
    text += "\n| Case | By | Expected | Took | Inside |\n| --- | --- | ---: | ---: | --- |\n"
    for name, source, span, seconds in rows:
        shown = f"{span[0]:.1f} to {span[1]:.1f} s" if span else "not known"
        verdict = "" if not span else "yes" if span[0] <= seconds <= span[1] else "no"
        text += f"| {name} | {source} | {shown} | {seconds:.1f} s | {verdict} |\n"
    return text


def main():
    program = os.path.abspath(sys.argv[1])
    path = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    rows, load = [], [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = folder + "/cache"
        for name, values in CASES:
            with open("times.fpt", "w") as file:
                file.write(SCRIPT.format(**values))
            expected = json.loads(call(program, "check", "times.fpt", "--json"))["expected"]
            plan = json.loads(call(program, "plan", "times.fpt", "--json"))
            sources = {cell["seconds_from"] for cell in plan["cells"] if "seconds_from" in cell}
            start = time.monotonic()
            call(program, "run", "times.fpt", "--json")
            seconds = time.monotonic() - start
            load.append(os.getloadavg()[0])
            rows.append((name, " and ".join(sorted(sources)), expected.get("seconds_range"), seconds))
            print(*rows[-1], file=sys.stderr)
            # A run that is broken off leaves the record of what it measured.
            if path:
                with open(path, "w") as file:
                    file.write(table(rows, load))
    if not path:
        print(table(rows, load))


if __name__ == "__main__":
    main()
