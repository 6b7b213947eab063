/// An experiment of a second: a randomly initialized transformer of one layer on Bit XOR, so that no weights or data are needed.
enum TinyScript {
  static func text(
    steps: Int = 6, seeds: String = "0..<2",
    model: String = "BERT(layers: 1, width: 16, heads: 2, init: random)", extra: String = ""
  ) -> String {
    """
    /// # Tiny
    ///
    /// Two seeds of next to nothing.

    experiment tiny { fpt: 1; title: "Tiny" }
    task xor = BitXOR(length: 3)
    model small = \(model)
    freeze fpt = all except [input, output, positions, layernorm]
    train quick {
      optimizer: Adam(lr: 1e-3); batch: 4; steps: \(steps); dropout: 0.1
      evaluate_every: 2; evaluate_batches: 1
    }
    arm fpt { model: small; freeze: fpt; train: quick }
    measure accuracy = Accuracy(split: test, examples: 40)
    measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
    run main {
      axes { task: [xor]; arm: [fpt]; seed: \(seeds) }
      measure: [accuracy, curve]
      keep: [weights]
    }
    table "Accuracy" { of: main.accuracy; rows: arm; columns: task; show: [mean, std] }
    plot "Curve" { of: main.curve; x: step; y: test.accuracy; series: arm; facet: task }
    \(extra)
    """
  }
}

extension Command {
  /// The digest that a run printed.
  static func digest(in output: String) -> String? {
    output.split(separator: "\n").first { $0.hasPrefix("digest") }?.split(separator: " ").last
      .map(String.init)
  }
}
