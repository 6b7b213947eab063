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

  var isEmpty: Bool { cells.isEmpty }

  /// The pace of similar cells; nil if there are none.
  ///
  /// Those that take the same for a step come first. Else the steps of other batches count, by their examples.
  func pace(like configuration: CellConfiguration) -> Pace? {
    var alike: [Double] = []
    var scaled: [Double] = []
    for cell in cells {
      guard let rate = cell.secondsPerStep else { continue }
      let differences = CellConfiguration.differences(from: cell.configuration, to: configuration)
      if differences.allSatisfy({ Self.takesNoTime($0.path) }) {
        alike.append(rate)
      } else if differences.allSatisfy({ Self.takesNoTime($0.path) || Self.takesMore($0.path) }) {
        let batches = differences.first { $0.path == "train.batch" }
        guard let batches else {
          scaled.append(rate)
          continue
        }
        guard let from = Double(batches.from), let to = Double(batches.to), from > 0 else {
          continue
        }
        scaled.append(rate * to / from)
      }
    }
    return Pace(alike, isScaled: false) ?? Pace(scaled, isScaled: true)
  }

  /// Values that leave the time of a step as it is.
  private static func takesNoTime(_ path: String) -> Bool {
    ["seed", "keep", "train.steps", "train.clip", "best_version"].contains(path)
      || path.hasPrefix("train.optimizer") || path.hasPrefix("train.schedule")
  }

  /// Values that change it in a way that is roughly known.
  private static func takesMore(_ path: String) -> Bool {
    [
      "train.batch", "train.evaluate_every", "train.evaluate_batches", "train.dropout", "curves",
      "best",
    ].contains(path)
  }
}
