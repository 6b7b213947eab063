import FPTRun

/// The result of a run, as `--json` prints it.
struct RunOutcome: Encodable {
  struct Trouble: Encodable {
    var cell: String
    var reason: String
  }

  var computed: Int
  var stored: Int
  var leftOut: Int
  /// Cells that diverged, now or in an earlier run.
  var diverged: Int
  var failed: [Trouble]
  var unavailable: [Trouble]
  var interrupted: Bool
  var results: String?
  var digest: String?

  init(_ summary: RunSummary) {
    diverged = summary.diverged
    (computed, stored, leftOut) = (summary.computed, summary.reused, summary.leftOut)
    failed = summary.failed.map(Trouble.init)
    unavailable = summary.unavailable.map(Trouble.init)
    interrupted = summary.isInterrupted
    (results, digest) = (summary.output, summary.digest?.hexadecimal)
  }

  enum CodingKeys: String, CodingKey {
    case computed, stored, diverged, failed, unavailable, interrupted, results, digest
    case leftOut = "left_out"
  }
}
