/// One row of the table: a case, with the times of all who computed it in the same rounds.
struct StepRow: Codable {
  var row: StepCase
  /// Operations of the step, as ``StepOperations`` counts them.
  var operations: Int
  /// By the contender's name; those that did not run are missing.
  private(set) var timings: [String: Timing] = [:]
  /// The register peaks, measured in the same rounds.
  var peaks = RegisterPeak.supported

  init(_ row: StepCase, operations: Int) {
    self.row = row
    self.operations = operations
  }

  subscript(contender: Contender) -> Timing {
    get { timings[contender.rawValue] ?? Timing() }
    set { timings[contender.rawValue] = newValue }
  }

  /// The best time of one over the best time of another: how many times as fast the second is.
  func ratio(_ slower: Contender, _ faster: Contender) -> Double? {
    guard let slower = self[slower].best, let faster = self[faster].best else { return nil }
    return slower / faster
  }

  /// The ratio of the medians.
  func medianRatio(_ slower: Contender, _ faster: Contender) -> Double? {
    guard let slower = self[slower].median, let faster = self[faster].median else { return nil }
    return slower / faster
  }

  /// The counted operations a second as a share of the register peak of all threads.
  func shareOfPeak(_ contender: Contender) -> Double? {
    guard let best = self[contender].best,
      let peak = peaks.highest(isBfloat16: contender.isBfloat16), peak > 0
    else { return nil }
    return Double(operations) / best / peak
  }
}
