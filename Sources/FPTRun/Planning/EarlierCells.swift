import FPTLib
import FPTScript

/// Stored cells of other plans.
///
/// A new cell is compared with them, and its time is estimated from theirs.
struct EarlierCells {
  /// The most cells that are read.
  ///
  /// Of a larger store, the first in the order of hashes are read.
  private static let most = 2_000
  /// With more differences than this a cell is new, not changed.
  private static let mostDifferences = 3

  private struct Cell {
    var hash: String
    var configuration: CellConfiguration
    var secondsPerStep: Double?
  }

  private var cells: [Cell] = []

  /// Of no store.
  init() {}

  /// - Throws: `ResultFileError` where the folder of the store cannot be read; a cell that cannot be read is passed over,
  ///   for nothing depends on it but what is told of changes and times.
  init(_ store: CellStore) throws {
    for hash in try store.hashes().prefix(Self.most) {
      guard let summary = try? store.summary(hash),
        let configuration = CellConfiguration(json: summary.configuration)
      else { continue }
      var cell = Cell(hash: hash, configuration: configuration)
      // An interrupted cell says as much of its steps as a finished one.
      let steps = summary.state == .done ? Self.steps(configuration) : summary.checkpointStep
      if let steps, steps > 0, let seconds = summary.seconds {
        cell.secondsPerStep = seconds / Double(steps)
      }
      cells.append(cell)
    }
  }

  private static func steps(_ configuration: CellConfiguration) -> Int? {
    // The default stands in no configuration.
    let steps = configuration.values["train.steps"].map { Int($0) } ?? 100_000
    return steps.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The differences between a new cell and the nearest earlier one; nil if none is near.
  ///
  /// Cells of the plan itself are other points, and not earlier versions of this one; so are those of other seeds.
  func change(
    of configuration: CellConfiguration, besides planned: Set<String>
  ) -> [ConfigurationDifference]? {
    var best: [ConfigurationDifference]?
    for cell in cells where !planned.contains(cell.hash) {
      let old = cell.configuration
      guard ["seed", "task", "model"].allSatisfy({ old.values[$0] == configuration.values[$0] })
      else { continue }
      let differences = CellConfiguration.differences(from: old, to: configuration)
      guard !differences.isEmpty, differences.count <= Self.mostDifferences else { continue }
      if best.map({ differences.count < $0.count }) ?? true { best = differences }
    }
    return best
  }

  /// Mean seconds per step of similar cells; nil if there are none.
  func secondsPerStep(like configuration: CellConfiguration) -> Double? {
    let rates = cells.compactMap { cell -> Double? in
      guard let rate = cell.secondsPerStep else { return nil }
      let differences = CellConfiguration.differences(from: cell.configuration, to: configuration)
      let isAlike = differences.allSatisfy { difference in
        let path = difference.path
        return path == "seed" || path == "keep" || path == "train.steps" || path == "train.clip"
          || path.hasPrefix("train.optimizer")
      }
      return isAlike ? rate : nil
    }
    return rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
  }
}
