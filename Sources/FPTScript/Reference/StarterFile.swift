/// The file that `fpt-script new` writes: small, commented, and complete enough to run at once.
package enum StarterFile {
  /// True for a name that an experiment can have: letters, digits and `_`, the first no digit.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first.isNameStart else { return false }
    return name.utf8.allSatisfy(\.isNamePart)
  }

  /// The text of a new experiment.
  ///
  /// It needs no weights and no data, and takes seconds.
  package static func text(name: String) -> String {
    """
    /// # \(name)
    ///
    /// What is the question? Lines that begin with three slashes are Markdown and stand in the report where they stand here.

    experiment \(name) {
      fpt: 1  // version of the language
      title: "\(name)"
    }

    // What is learned. Bit XOR makes its own examples; FashionMNIST(patch: 4) needs `fpt-script fetch fashion-mnist`.
    task bit_xor = BitXOR(length: 5)

    // What learns: here a small model with random weights. For one that has read text, `fpt-script fetch minilm` and write
    // model language = BERT(weights: "minilm")
    model small = BERT(layers: 2, width: 64, heads: 4, init: random)

    // What is frozen: everything except these groups, as in the paper; or nothing.
    freeze fpt  = all except [input, output, positions, layernorm]
    freeze none = nothing

    train quick {
      optimizer: Adam(lr: 1e-3)
      batch: 16
      steps: 200
      evaluate_every: 50
    }

    // What is compared.
    arm frozen { model: small; freeze: fpt;  train: quick }
    arm full   { model: small; freeze: none; train: quick }

    // What is recorded.
    measure accuracy = Accuracy(split: test)
    measure curve    = LearningCurve(of: [loss, accuracy], splits: [train, test])

    // One cell for every point of the axes. Cells that are done are never computed again.
    run main {
      axes {
        task: [bit_xor]
        arm:  [frozen, full]
        seed: 0..<5
      }
      measure: [accuracy, curve]
      keep: [weights]  // so that a measure added later needs no new training
    }

    /// ## What came out

    table "Test accuracy (%)" {
      of: main.accuracy
      rows: arm
      columns: task
      show: [mean, ci95]
      format: percent(1)
    }

    plot "Test accuracy while training" {
      of: main.curve
      x: step
      y: test.accuracy
      series: arm
      facet: task
    }

    """
  }
}
