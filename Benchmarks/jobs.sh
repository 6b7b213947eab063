#!/usr/bin/env bash
# What `--jobs 2` costs over many small cells: its time beside that of two processes at once that share nothing, each with half of
# the cells, in alternating rounds.
# usage: jobs.sh FPT_SCRIPT [CELLS] [STEPS] [ROUNDS]
set -euo pipefail
fpt_script=$(realpath "$1")
cells=${2:-40}
steps=${3:-50}
rounds=${4:-3}
cd "$(mktemp -d)"
file() { # NAME FIRST END
  cat >"$1.fpt" <<END
experiment $1 { fpt: 1 }
task xor = BitXOR(length: 5)
model small = GPT2(init: random, width: 128, layers: 4, heads: 4)
train quick { steps: $steps; batch: 16; evaluate_every: $steps; evaluate_batches: 4 }
freeze fpt = all except [input, output, layernorm, positions]
arm frozen { model: small; freeze: fpt; train: quick }
measure accuracy = Accuracy(examples: 64)
run main { axes { arm: [frozen]; seed: $2..<$3 }; task: xor; measure: [accuracy] }
table "Accuracy" { of: main.accuracy; rows: arm }
END
}
file all 0 "$cells"
file first 0 $((cells / 2))
file second $((cells / 2)) "$cells"

TIMEFORMAT='%R %U %S'
seconds() { # COMMAND: those that pass, and those of computing
  { time "$@"; } 2>&1 | awk '{ print $1, $2 + $3 }'
}
run() { "$fpt_script" "$1.fpt" --store "$1.cells" -o "$1.h5" "${@:2}" >"$1.log" 2>&1; }
jobs() { run all --jobs 2 --threads 1; }
apart() {
  run first --threads 1 & local first=$!
  run second --threads 1 & local second=$!
  wait "$first"
  wait "$second"
}
for ((round = 1; round <= rounds; round++)); do
  rm -rf ./*.cells ./*.h5
  together=$(seconds jobs)
  apart=$(seconds apart)
  echo "$together $apart" | awk -v cells="$cells" '{
    printf "%d cells: --jobs 2 %.2f s (%.2f s of computing), two processes %.2f s (%.2f s), ratio %.2f (%.2f)\n",
      cells, $1, $2, $3, $4, $1 / $3, $2 / $4 }'
done
