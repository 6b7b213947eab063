#!/usr/bin/env bash
# How long `plan` takes over many finished cells: computes them (some minutes, once for a folder), then plans several times.
# usage: plan.sh FPT_SCRIPT [CELLS] [FOLDER]
set -euo pipefail
fpt_script=$(realpath "$1")
cells=${2:-10000}
folder=${3:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"
cat >many.fpt <<END
experiment many { fpt: 1 }
task xor = BitXOR(length: 2)
model small = GPT2(init: random, width: 4, layers: 1, heads: 1)
train quick { steps: 2; batch: 2; evaluate_every: 2; evaluate_batches: 1 }
freeze fpt = all except [input, output, layernorm, positions]
arm frozen { model: small; freeze: fpt; train: quick }
measure accuracy = Accuracy(examples: 4)
run main { axes { arm: [frozen]; seed: 0..<$cells }; task: xor; measure: [accuracy] }
table "Accuracy" { of: main.accuracy; rows: arm }
END
"$fpt_script" many.fpt --store cells -o many.h5 >run.log 2>&1
echo "$(find cells -name '*.h5' | wc -l) finished cells in $folder/cells"
TIMEFORMAT='plan: %R s, of which %U s computing'
for _ in 1 2 3 4 5; do time "$fpt_script" plan many.fpt --store cells >plan.txt; done
