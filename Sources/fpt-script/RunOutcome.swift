import FPTRun

/// How a run ended, as `--json` prints it.
struct RunOutcome: Encodable {
  struct Trouble: Encodable {
    var cell: String
    var reason: String
  }

  var computed: Int
  var stored: Int
  var leftOut: Int
  var failed: [Trouble]
  var unavailable: [Trouble]
  var interrupted: Bool
  var results: String?
  var digest: String?

  init(_ summary: RunSummary) {
    (computed, stored, leftOut) = (summary.computed, summary.reused, summary.leftOut)
    failed = summary.failed.map(Trouble.init)
    unavailable = summary.unavailable.map(Trouble.init)
    interrupted = summary.isInterrupted
    (results, digest) = (summary.output, summary.digest?.hexadecimal)
  }

  enum CodingKeys: String, CodingKey {
    case computed, stored, failed, unavailable, interrupted, results, digest
    case leftOut = "left_out"
  }
}
