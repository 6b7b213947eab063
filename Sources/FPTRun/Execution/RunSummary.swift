import FPTLib

/// How a run of an experiment ended.
public struct RunSummary: Sendable {
  public var computed = 0
  public var reused = 0
  /// Cells of the plan that the scope leaves out.
  public var leftOut = 0
  public var failed: [(cell: String, reason: String)] = []
  public var unavailable: [(cell: String, reason: String)] = []
  public var isInterrupted = false
  /// The results file; nil where there was nothing to put in one.
  public var output: String?
  /// False where the file that was there had the same content and was left alone.
  public var isOutputNew = false
  public var digest: ContentDigest?
  /// Names of the runs in the results file.
  public var runs: [String] = []

  public init() {}

  /// Counts how a cell ended.
  mutating func count(_ outcome: RunEvent.Outcome, of cell: PlannedCell) {
    switch outcome {
    case .done, .diverged: computed += 1
    case .doneElsewhere: reused += 1
    case .failed(let reason): failed.append((cell.name, reason))
    case .unavailable(let reason): unavailable.append((cell.name, reason))
    case .interrupted: isInterrupted = true
    }
  }

  /// 0 all cells done (diverging is a result), 1 some failed or unavailable, 130 interrupted.
  public var exitStatus: Int32 {
    if isInterrupted { return 130 }
    return failed.isEmpty && unavailable.isEmpty ? 0 : 1
  }
}
