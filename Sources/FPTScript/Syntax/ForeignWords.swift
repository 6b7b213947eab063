import FPTSchema

/// Words of other languages and libraries for what this one calls otherwise.
///
/// The one table of them: the parser, the checker and `explain` read it.
package enum ForeignWords {
  /// The kind of declaration that a word stands for elsewhere.
  static func kind(_ word: String) -> DeclarationKind? {
    switch word.lowercased() {
    case "let", "var", "const", "val", "def", "define", "constant", "variable": .param
    case "import", "include", "from", "require", "source", "load": .use
    case "dataset", "data", "problem", "benchmark": .task
    case "network", "net", "backbone", "architecture", "transformer": .model
    case "metric", "metrics", "score": .measure
    case "training", "trainer", "optimizer", "hyperparameters", "hparams", "fit": .train
    case "condition", "method", "variant", "treatment", "setup": .arm
    case "sweep", "grid", "trial", "job": .run
    case "freezing", "frozen", "policy", "unfreeze": .freeze
    case "figure", "chart", "graph": .plot
    case "baseline", "published": .reference
    case "config", "preset": .profile
    default: nil
    }
  }

  /// What to write in the place of a statement; nil for a word that begins none.
  static func statement(_ word: String) -> String? {
    switch word {
    case "for", "while", "foreach", "repeat":
      "nothing is repeated in a file: `axes { seed: 0..<3 }` in a run makes a cell for each point"
    case "if", "else", "elif", "when", "unless", "switch", "case":
      "a run has conditions: `set { train.batch: 8 } where arm == full`, or `skip where …`"
    case "print", "return", "func", "function", "fn", "lambda", "class", "struct", "begin", "do":
      "nothing is executed in a file: it declares what is compared"
    default: nil
    }
  }

  /// What a field is called here, by what it is called elsewhere.
  package static func field(_ word: String) -> [String] {
    switch Suggestions.folded(word) {
    case "learningrate", "lrate", "stepsize", "eta", "alpha": ["lr"]
    case "batchsize", "bs", "minibatch", "batches": ["batch"]
    case "epochs", "epoch", "iterations", "iters", "maxsteps", "numsteps", "nsteps", "updates",
      "maxiter", "maxiterations", "trainsteps":
      ["steps"]
    case "evalevery", "evalinterval", "evaluationinterval", "validateevery", "evalsteps":
      ["evaluate_every"]
    case "gradclip", "clipnorm", "maxgradnorm", "gradientclipping", "clipgradnorm": ["clip"]
    case "dropoutrate", "pdrop": ["dropout"]
    case "dtype", "halfprecision", "amp", "bf16", "fp16", "mixedprecision": ["precision"]
    case "numlayers", "nlayers", "nlayer", "depth", "blocks", "numhiddenlayers": ["layers"]
    case "hiddensize", "hidden", "dmodel", "dim", "nembd", "embeddingsize", "hiddendim": ["width"]
    case "numheads", "nheads", "nhead", "numattentionheads": ["heads"]
    case "pretrained", "checkpoint", "modelname", "modelnameorpath", "modelpath": ["weights"]
    case "scheduler", "lrscheduler", "lrschedule", "warmup": ["schedule"]
    case "optim", "optimiser": ["optimizer"]
    case "seeds", "randomseed", "rngseed", "randomstate": ["seed"]
    case "numexamples", "nsamples", "samples", "maxexamples": ["examples"]
    case "metric", "metrics", "measures": ["measure"]
    default: []
    }
  }

  /// True for what other languages write where there is nothing.
  static func isNothing(_ word: String) -> Bool {
    ["None", "null", "nil", "NULL", "undefined", "NA", "nan", "NaN"].contains(word)
  }

  /// The truth value that a word is elsewhere.
  static func boolean(_ word: String) -> String? {
    switch word.lowercased() {
    case "true", "yes", "on": "true"
    case "false", "no", "off": "false"
    default: nil
    }
  }
}
