/// The expected cost of several cells, computed one after the other.
package struct CostTotal: Sendable, Hashable {
  /// Cells that are counted, and cells whose cost is unknown.
  package var cells = 0
  package var unknown = 0
  /// The fewest and the most parameters that a cell trains.
  package var trained: ClosedRange<Int>?
  /// The fewest and the most parameters that a cell's model reads.
  package var parameters: ClosedRange<Int>?
  package var operations = 0.0
  package var seconds = 0.0
  /// Between what all of it will probably take; nil where it is not known of some cell.
  package var secondsRange: ClosedRange<Double>? = 0...0
  /// Cells whose time is that of others like them in the store.
  package var cellsTimedByOthers = 0
  /// Peak memory of the process, or of the largest one of several.
  package var memory = 0
  /// The cells' files in the store.
  ///
  /// The results file takes about as much again, for all cells of the plan.
  package var disk = 0

  package init() {}

  /// Adds a cell of which a part, from 0 to 1, is left to compute.
  mutating func add(_ estimate: CostEstimate, remaining: Double = 1) {
    cells += 1
    trained = Self.extended(trained, by: estimate.trained)
    parameters = Self.extended(parameters, by: estimate.total)
    operations += estimate.operations * remaining
    seconds += estimate.seconds * remaining
    if let sum = secondsRange, let range = estimate.secondsRange {
      let low = sum.lowerBound + range.lowerBound * remaining
      secondsRange = low...(sum.upperBound + range.upperBound * remaining)
    } else {
      secondsRange = nil
    }
    cellsTimedByOthers += estimate.timeSource == .earlierCells ? 1 : 0
    memory = max(memory, estimate.memory.peak)
    disk += estimate.cellBytes
  }

  private static func extended(_ range: ClosedRange<Int>?, by value: Int) -> ClosedRange<Int> {
    guard let range else { return value...value }
    return min(range.lowerBound, value)...max(range.upperBound, value)
  }

  /// `84.1 TFLOP in 6 to 14 min, 212 MB of memory, 14 MB of disk`.
  package var text: String {
    let time = secondsRange.map { "in \(Amount.duration($0))" } ?? "in a time that is not known yet"
    return "\(Amount.operations(operations)) \(time), "
      + "\(Amount.bytes(memory)) of memory, \(Amount.bytes(disk)) of disk and as much again for "
      + "the results file"
  }

  /// The basis of the time, as a sentence without its full stop.
  func timeText(rates: ProductRates, threads: Int) -> String {
    let machine = rates.text.map {
      $0 + " with " + (threads == 1 ? "1 thread" : "\(threads) threads")
    }
    let others = "cells like them in the store"
    guard secondsRange != nil else {
      return "the time is not known before the first cell: this machine has other work now"
    }
    guard let machine, cellsTimedByOthers < cells else { return "times are those of \(others)" }
    if cellsTimedByOthers == 0 { return "times are rough, from the operations \(machine)" }
    return "the times of \(cellsTimedByOthers) are those of \(others), the others are rough, from "
      + "the operations \(machine)"
  }
}
