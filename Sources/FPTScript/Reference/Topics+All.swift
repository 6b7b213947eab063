extension Topic {
  /// Every topic: symptoms first, then words of the paper, then words of the grammar.
  package static let all = symptoms + paper + grammar

  private static let symptoms = [
    Topic(
      "loss is nan",
      [
        "nan", "diverged", "divergence", "loss is inf", "inf", "infinite loss", "exploding loss",
        "exit status 3",
      ],
      """
      A cell whose loss is no finite number ends there, with the state `diverged`. It is a result: tables mark it with †,
      and the command ends with status 3. `show FILE.h5 --cells` says at which step.
      To avoid it, make `train.optimizer.lr` smaller, set `clip: 1.0`, or begin with a warm-up: `schedule: Linear(warmup: 5%)`.
      """, see: ["lr", "clip", "schedule"]),
    Topic(
      "out of memory",
      ["killed", "oom", "memory", "too much memory", "process died"],
      """
      `check` says how much memory the largest cell takes, before anything is computed. `--jobs` multiplies it.
      Fewer jobs, a smaller `train.batch`, fewer tokens of the task (a larger `patch`) and a smaller model need less.
      A cell that was killed keeps its checkpoint: the same command goes on from there.
      """, see: ["batch", "--jobs"]),
    Topic(
      "slow",
      ["takes too long", "too slow", "time", "how long", "speed", "performance", "faster"],
      """
      `check` and `plan` say how long the cells take, as soon as the store has some like them. `plan` says which are done.
      Fewer `train.steps`, smaller models and larger patches take less; a profile says so for all of them: `--profile short`.
      `--jobs N` computes N cells at once, which is faster for small models. Results never depend on threads or jobs.
      """, see: ["profile", "--jobs", "--threads"]),
    Topic(
      "different digest",
      [
        "digest differs", "not reproducible", "not identical", "other bits", "numerics",
        "numerics version", "results differ",
      ],
      """
      The content digest is that of every value of a results file. The same script, seeds and program give the same one, on
      any machine. `diff A.h5 B.h5` says what differs; `verify FILE.h5` says whether a file is as it was written.
      Another version of the engine's numerics gives other last bits: `rerun` says so before it computes, and names the commit
      that gives the old ones.
      """, see: ["diff", "verify", "rerun"]),
    Topic(
      "missing data",
      [
        "missing weights", "no weights", "not found", "unavailable", "download", "no assets",
        "offline", "is not in",
      ],
      """
      Weights and data known by name are fetched once: `fpt-script fetch NAME`, and `fpt-script fetch --list` shows all of them.
      A machine without a network takes them from another one: `fpt-script fetch NAME --from FOLDER`.
      Cells that need what is missing are `unavailable`; the others are computed.
      """, see: ["fetch", "weights"]),
    Topic(
      "accuracy at chance",
      [
        "does not learn", "not learning", "chance", "chance level", "no progress", "50%",
        "accuracy does not rise",
      ],
      """
      Some tasks stay at chance for a long time and then rise quickly. Look at the curve before the
      table, and give the cells more steps. `explain FILE --arm NAME` says which parameters are trained at all.
      """, see: ["steps", "freeze", "LearningCurve"]),
    Topic(
      "interrupted",
      ["ctrl-c", "resume", "continue", "go on", "restart", "power cut", "checkpoint"],
      """
      The same command goes on from where it was: finished cells stay in the store, and a cell under way has a checkpoint.
      An interrupted and resumed run has the same bits as one without a break.
      """, see: ["--checkpoint-every", "plan"]),
    Topic(
      "everything is computed again",
      ["recomputed", "computed again", "changed", "why new", "cache", "store", "identity"],
      """
      A cell is known by what it is computed from: task, model, weights, trained parameters, training settings, seed. Whatever
      changes one of them makes another cell. `plan` says for each cell what changed since one like it, and in which line.
      Titles, labels, prose, tables and plots change no cell.
      """, see: ["plan", "gc"]),
    Topic(
      "pattern matches nothing",
      ["no parameter", "which parameters", "parameter names", "what is frozen"],
      """
      `explain FILE --arm NAME` lists every parameter with its group, and says which are trained. Patterns in quotes are
      compared with these names.
      """, see: ["freeze", "layernorm"]),
  ]

  private static let paper = [
    Topic(
      "frozen pretrained transformer",
      ["FPT", "fpt", "frozen", "freezing", "freeze policy", "the method"],
      """
      A transformer that was trained on text, whose attention and feed-forward layers stay as they are. Only a new input
      layer, a new output layer, the position embeddings and the layer norms learn the new task:
      `freeze fpt = all except [input, output, positions, layernorm]`.
      Lu, Grover, Abbeel and Mordatch (2021), arXiv 2103.05247.
      """, see: ["freeze", "layernorm", "arm"]),
    Topic(
      "convergence",
      [
        "converged", "converges", "converge", "steps until convergence", "convergence speed",
        "sample efficiency", "learning speed",
      ],
      """
      The paper counts gradient steps until convergence and does not define it. `StepsTo` does: the first evaluated step at which
      the accuracy reaches a share of its last value, or a value. `LearningCurve` records the curve that it reads, and
      `evaluate_every` says how fine both are.
      """, see: ["StepsTo", "LearningCurve", "evaluate_every"]),
    Topic(
      "universal computation",
      ["universal computation engine", "universal computation engines", "computation engine"],
      """
      The paper's claim: what a transformer learns from text serves computations that have nothing to do with text, such as
      bit operations, images and proteins, although none of its attention and feed-forward weights change.
      """, see: ["frozen pretrained transformer", "modality"]),
    Topic(
      "statistics only",
      [
        "statistics", "random initialization", "random weights", "initialization",
        "statistics-only",
      ],
      """
      The paper asks whether the weights matter or only their scale. `init: random` draws them as for a new model;
      `init: statistics` draws them with each tensor's mean and standard deviation in the pretrained weights;
      `init: pretrained` takes the weights themselves.
      """, see: ["init", "BERT"]),
    Topic(
      "modality",
      ["modalities", "transfer", "cross-modal", "cross-modal transfer", "other modalities"],
      """
      A kind of data: text, images, bits, proteins. The paper pretrains on one and trains a small part on another.
      """, see: ["task", "universal computation"]),
    Topic(
      "homology",
      ["remote homology", "protein", "proteins", "fold", "amino acids"],
      """
      Two proteins are remotely homologous if they have an ancestor in common that their sequences hardly show any more. The
      task is to say the fold of a sequence of amino acids, among 1,195: `RemoteHomology`.
      """, see: ["RemoteHomology"]),
    Topic(
      "bit memory", ["memory task", "bitmemory task"],
      """
      The model sees strings of bits, and then one of them with some bits hidden. It says the hidden ones: `BitMemory`.
      """, see: ["BitMemory"]),
    Topic(
      "exclusive or", ["xor", "bit xor task"],
      """
      The model sees two strings of bits, one bit a token, and says their exclusive or bit by bit: `BitXOR`. Each answer
      depends on two tokens far apart, and no single token says anything about it.
      """, see: ["BitXOR"]),
    Topic(
      "cell", ["cells", "grid"],
      """
      One training: one point of the axes of a run, such as task `bit_xor`, arm `frozen`, seed 0. A run has a cell for each
      combination of the points of its axes, but for those that `skip` leaves out.
      """, see: ["run", "arm", "seed"]),
    Topic(
      "seed", ["seeds", "random seed", "randomness"],
      """
      Where the random numbers of a cell begin: first values of untrained parameters, order and draws of examples, dropout.
      `seed` is an axis: `axes { seed: 0..<3 }` makes three cells of each. Tables average over seeds unasked.
      """, see: ["run", "statistic"]),
  ]

  private static let grammar = [
    Topic(
      "axes", ["axis", "sweep", "grid search", "axis of a run"],
      """
      The section of a run that says what is varied, and over which points. Every combination is a cell.
      An axis is `task`, `arm`, `model`, `freeze`, `train`, `seed`, or the path of a field:

          axes { task: [bit_xor]; arm: [frozen, full]; train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3 }
      """, see: ["run", "seed", "set"]),
    Topic(
      "set", ["where", "condition", "conditions", "rule", "rules", "and", "or", "not"],
      """
      A rule of a run changes some cells: `set { train.batch: 8 } where arm == full and seed in [0, 1]`.
      Conditions compare axes with `==`, `!=` and `in [a, b]`, and are joined with `and`, `or` and `not`.
      On the command line, `--set train.steps=50` changes a value in all cells.
      """, see: ["axes", "skip"]),
    Topic(
      "skip", ["leave out", "exclude cells"],
      """
      A rule of a run that leaves cells out: `skip where task == bit_xor and arm == full`.
      """, see: ["set", "axes"]),
    Topic(
      "with", ["derive", "derived", "copy", "inherit", "override"],
      """
      `other with { field: value }` is a declaration like another one but for a few fields:
      `model random = language with { init: random }`.
      """, see: ["model", "train", "profile"]),
    Topic(
      "until", ["schedule of policies", "thawing", "gradual unfreezing", "unfreeze"],
      """
      A policy in a list lasts until a share of the steps: `[all except [output] until 10%, nothing]`. The last one lasts to
      the end.
      """, see: ["freeze"]),
    Topic(
      "range", ["..<", "...", "0..<3", "interval"],
      """
      `0..<3` is 0, 1, 2, and `0...3` is 0, 1, 2, 3. A range stands without brackets: `seed: 0..<3`.
      """, see: ["seed", "axes"]),
    Topic(
      "ci95", ["confidence interval", "95% interval", "t interval", "error bars"],
      """
      Student's t interval of the mean over seeds, with a confidence of 95 %. `show: [mean, ci95]` in a table writes its half
      behind `±`, and the band of a learning curve is this interval. Of 100 such intervals, each over
      other seeds, about 95 contain the mean over all seeds. It needs two seeds that differ, and assumes that their values are about normal.
      """, see: ["show", "seed", "table"]),
    Topic(
      "heat", ["heat map", "heatmap", "color map"],
      """
      A plot with a color for each pair of values. `kind: heat` draws a number over two axes of a run, as in a sweep:
      `plot "Sweep" { of: main.accuracy; kind: heat; x: train.optimizer.lr; y: task }`.
      A map such as `AttentionMap` or `Confusion` is drawn so by itself: it needs no `kind`, and has no `x` and `y` to choose.
      """, see: ["plot", "AttentionMap", "Confusion"]),
    Topic(
      "comment", ["comments", "//", "///", "prose", "markdown", "notebook"],
      """
      A comment begins with `//` and is not shown. Lines that begin with `///` are prose in Markdown, and stand in the notebook
      where they stand in the file, between declarations.
      """, see: ["report", "show"]),
    Topic(
      "against", ["compare", "within", "equal", "difference"],
      """
      `compare: random against language` in a table shows the difference of two points of an axis, paired by seed.
      `against: paper` shows published values beside its own. `equal: a against b within 2%` says whether two points are equal.
      """, see: ["table", "reference", "CSV"]),
  ]
}
