import CBLAS
import Foundation

/// What a table must say of the circumstances in which it was measured.
struct Conditions: Codable {
  var date: String
  var processor: Processor
  var kernels: String
  var threads: Int
  var rounds: Int
  var openBLAS: String
  var pytorch: String?
  /// The system's load average of one minute when the run began and when it ended: above the run's own threads, others computed too.
  var loadBefore: Double
  var loadAfter: Double?

  init(kernels: String, threads: Int, rounds: Int, pytorch: String?) {
    date = Date.now.formatted(.iso8601.year().month().day())
    processor = .current
    self.kernels = kernels
    self.threads = threads
    self.rounds = rounds
    openBLAS = openblas_get_config().map { String(cString: $0) } ?? "OpenBLAS"
    self.pytorch = pytorch
    loadBefore = Self.load
  }

  static var load: Double {
    var loads = [0.0]
    return getloadavg(&loads, 1) == 1 ? loads[0] : 0
  }

  /// One line a fact.
  var lines: [String] {
    [
      "\(date): \(processor.title), \(processor.count) processors, \(threads) threads, \(kernels) kernels",
      "instructions: \(processor.instructions.joined(separator: " "))",
      "compared with \(openBLAS)" + (pytorch.map { " and PyTorch \($0)" } ?? ""),
      "best of \(rounds) rounds; load average \(loadBefore) before"
        + (loadAfter.map { " and \($0) after" } ?? ""),
    ]
  }
}
