import FPTLib

/// How a run of an experiment ended.
public struct RunSummary: Sendable {
  public var computed = 0
  public var reused = 0
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

  /// 0 all cells done (diverging is a result), 1 some failed or unavailable, 130 interrupted.
  public var exitStatus: Int32 {
    if isInterrupted { return 130 }
    return failed.isEmpty && unavailable.isEmpty ? 0 : 1
  }
}
