import FPTLib
import FPTScript

/// What can be said of an experiment beyond its text: whether shapes agree, whether data and weights are there, which cells are the
/// same, and what all of it will take.
///
/// Reads no weights, and no data of known size.
package struct ExperimentCheck: Sendable {
  /// Errors mark cells that can never run.
  ///
  /// Warnings mark probable mistakes and cells computed twice. Notes mark missing files.
  package private(set) var diagnostics: [Diagnostic] = []
  /// The cost of all cells, as if the store were empty.
  ///
  /// Equal cells count once.
  package private(set) var total = CostTotal()
  private let rates: ProductRates
  private let threads: Int

  /// Prepares the check of an experiment.
  ///
  /// Time and memory depend on `threads`, those of each cell. `rate` says how fast the machine is;
  /// it is measured, if nil. Times are those of similar cells in the `store`, where it has some. The
  /// path `output` is that of the results, where they have their own name.
  package init(
    _ experiment: ResolvedExperiment, assets: AssetStore, baseFolder: String, threads: Int,
    store: String? = nil, output: String? = nil, rate: ProductRate? = nil
  ) {
    self.threads = threads
    var estimator = CostEstimator(
      of: experiment, assets: assets, baseFolder: baseFolder, threads: threads, rate: rate)
    diagnostics =
      SameCells(in: experiment).diagnostics
      + ExperimentDiagnostics(of: experiment, &estimator).all.map(\.diagnostic)
      + ProseImages(of: experiment, in: baseFolder).diagnostics
    if let trouble = output.flatMap(RunOptions.nameTrouble(ofOutput:)) {
      diagnostics.append(trouble)
    }
    var counted: Set<String> = []
    var keys = CellKeys()
    var paces = StoredPaces(store: store, assets: assets, baseFolder: baseFolder)
    for cell in experiment.runs.flatMap(\.cells) where counted.insert(keys.key(of: cell)).inserted {
      if let cost = try? estimator.estimate(cell, pace: paces?.pace(of: cell)) {
        total.add(cost)
      } else {
        total.unknown += 1
      }
    }
    rates = estimator.rates
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The prediction as a paragraph, ended by a line break.
  package var text: String {
    if total.cells == 0, total.unknown == 0 { return "nothing to compute: no run has a cell\n" }
    guard let trained = total.trained, let parameters = total.parameters else {
      return "its cost is known once its data and weights are here\n"
    }
    let cells = total.cells == 1 ? "1 cell" : "\(total.cells) cells"
    var text =
      "\(cells) to compute, each training \(Self.range(trained)) of "
      + "\(Self.range(parameters)) parameters\n"
    text += "expected: \(total.text)\n\(total.timeText(rates: rates, threads: threads))\n"
    if total.unknown > 0 {
      let others = total.unknown == 1 ? "1 other cell is" : "\(total.unknown) other cells are"
      text += "\(others) not in this: their data or weights are missing\n"
    }
    return text
  }

  private static func range(_ range: ClosedRange<Int>) -> String {
    let (low, high) = (Amount.count(range.lowerBound), Amount.count(range.upperBound))
    return low == high ? low : "\(low) to \(high)"
  }
}
