import FPTRun

/// The expected cost of some cells together, as `check --json` and `plan --json` print it.
struct ExpectedCost: Encodable {
  /// Cells that are in it, and cells of which nothing can be said.
  var cells: Int
  var unknown: Int
  /// The fewest and the most that a cell trains, and that its model reads.
  var trained: [Int]?
  var parameters: [Int]?
  var operations: Double
  var seconds: Double
  /// Between what it will probably take; absent where that is not known.
  var secondsRange: [Double]?
  var memoryBytes: Int
  var diskBytes: Int

  init(_ total: CostTotal) {
    (cells, unknown) = (total.cells, total.unknown)
    trained = total.trained.map { [$0.lowerBound, $0.upperBound] }
    parameters = total.parameters.map { [$0.lowerBound, $0.upperBound] }
    (operations, seconds) = (total.operations, total.seconds)
    secondsRange = total.secondsRange.map { [$0.lowerBound, $0.upperBound] }
    (memoryBytes, diskBytes) = (total.memory, total.disk)
  }

  enum CodingKeys: String, CodingKey {
    case cells, unknown, trained, parameters, operations, seconds
    case secondsRange = "seconds_range"
    case memoryBytes = "memory_bytes"
    case diskBytes = "disk_bytes"
  }
}
