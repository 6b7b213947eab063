import FPTLib
import FPTScript

/// What can be said of an experiment beyond its text: whether shapes agree, whether data and weights are there, which cells are the
/// same, and what all of it will take. Reads no weights, and no data of known size.
public struct ExperimentCheck: Sendable {
  /// Errors for what can never run, warnings for what is missing here or computed twice.
  public private(set) var findings: [Diagnostic] = []
  /// Of every cell as if none were stored; cells that are the same count once.
  public private(set) var total = CostTotal()
  private var rate: ProductRate?
  private let threads: Int

  /// - Parameters:
  ///   - threads: of each cell; time and memory depend on them.
  ///   - rate: how fast the machine is; measured, if nil.
  public init(
    _ experiment: ResolvedExperiment, assets: AssetStore, baseFolder: String, threads: Int,
    rate: ProductRate? = nil
  ) {
    self.threads = threads
    var estimator = CostEstimator(
      of: experiment, assets: assets, baseFolder: baseFolder, threads: threads, rate: rate)
    findings = SameCells(in: experiment).findings
    var told: Set<String> = []
    var counted: Set<String> = []
    var keys = CellKeys()
    for cell in experiment.runs.flatMap(\.cells) where counted.insert(keys.key(of: cell)).inserted {
      for finding in Self.findings(of: cell, assets: assets, &estimator)
      where told.insert(finding.help ?? finding.message).inserted {
        findings.append(finding)
      }
      if let cost = try? estimator.estimate(cell) {
        total.add(cost)
      } else {
        total.unknown += 1
      }
    }
    if total.cells > 0 { self.rate = estimator.measuredRate() }
  }

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// The prediction as a paragraph, ended by a line break.
  public var text: String {
    if total.cells == 0, total.unknown == 0 { return "nothing to compute: no run has a cell\n" }
    guard let trained = total.trained, let parameters = total.parameters else {
      return "nothing can be said of its cost before its data and weights are here\n"
    }
    let cells = total.cells == 1 ? "1 cell" : "\(total.cells) cells"
    var text =
      "\(cells) to compute, each training \(Self.range(trained)) of "
      + "\(Self.range(parameters)) parameters\n"
    text += "expected: \(total.text)\n\(total.timeText(rate: rate, threads: threads))\n"
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

  // MARK: One cell

  private static func findings(
    of cell: ResolvedCell, assets: AssetStore, _ estimator: inout CostEstimator
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    var task: TaskOutline?
    var model: ModelOutline?
    do {
      task = try estimator.outline(ofTask: cell.task.value)
      if let name = assetName(ofTask: cell.task.value) { _ = try assets.locate(name) }
    } catch {
      findings.append(
        finding(error, "task \(cell.task.name)", cell.place(of: error, isTask: true)))
    }
    do {
      model = try estimator.outline(ofModelOf: cell)
    } catch {
      findings.append(
        finding(error, "model \(cell.model.name)", cell.place(of: error, isTask: false)))
    }
    if let task, let limit = model?.backbone.maximumTokens, task.tokens > limit {
      findings.append(cell.tooLong(tokens: task.tokens, limit: limit))
    }
    return findings
  }

  /// The asset that a task of known size reads.
  private static func assetName(ofTask d: Constructed) -> String? {
    switch d.constructor {
    case "CIFAR10": "cifar10"
    case "Digits": "digits"
    case "FashionMNIST": "fashion-mnist"
    case "MNIST": "mnist"
    default: nil
    }
  }

  private static func finding(
    _ error: any Error, _ what: String, _ span: SourceSpan?
  ) -> Diagnostic {
    let place = span.map { [Diagnostic.Label($0)] } ?? []
    switch error {
    case AssetError.missing(let name, let folder, _):
      return Diagnostic(
        severity: .warning, message: "\(what) needs `\(name)`, which is not in \(folder)",
        labels: place, help: "get it with `\(AssetStore.command(fetching: name))`")
    case AssetError.unknown, TaskError.parameterOutOfRange, is WrongArchitecture,
      is UnexpectedValue, is UnfittingAdapter:
      return Diagnostic(message: "\(what): \(error)", labels: place)
    default: return Diagnostic(severity: .warning, message: "\(what): \(error)", labels: place)
    }
  }
}
