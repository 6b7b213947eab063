import FPTRun

/// The exit statuses of every command; docs/language.md has them for users.
enum ExitStatus {
  /// All that was asked for is there.
  static let done: Int32 = 0
  /// Some cell failed or is unavailable, or something outside of the file and the arguments went wrong.
  static let incomplete: Int32 = 1
  /// The file or the arguments are refused.
  static let refused: Int32 = 2
  /// All cells are there, and training diverged in some of them.
  static let diverged: Int32 = 3
  /// Wound up by a signal other than Ctrl-C, or since its time was up.
  ///
  /// It is `EX_TEMPFAIL` of sysexits.h: the same command may be run again.
  static let woundUp: Int32 = 75
  /// Wound up by Ctrl-C.
  static let interrupted: Int32 = 130

  /// The text about them in `--help`.
  static let help = """
    Exit status: 0 done; 1 a cell failed or is unavailable; 2 the file or the arguments are refused; \
    3 complete, and some cells diverged; 75 wound up by SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 or --time-left; \
    130 wound up by Ctrl-C. After 75 and 130 the same command goes on.
    """
}

/// The end of a run: its exit status, and the same in words.
struct RunEnd {
  let status: Int32
  /// The last line of the run.
  let sentence: String

  init(_ summary: RunSummary) {
    switch summary.end {
    case .interrupted:
      if summary.isOutOfTime, !Interrupt.isRequested {
        (status, sentence) = (ExitStatus.woundUp, "time is up: the same command goes on from here")
        break
      }
      let cause = Interrupt.signalName.map { "wound up after \($0)" } ?? "interrupted"
      (status, sentence) = (
        Interrupt.exitStatus, "\(cause): the same command goes on from here"
      )
    case .outOfTime:
      (status, sentence) = (ExitStatus.woundUp, "time is up: the same command goes on from here")
    case .incomplete(let failed, let unavailable):
      let parts = [
        failed == 0 ? nil : "\(Self.cells(failed)) failed",
        unavailable == 0 ? nil : "\(Self.cells(unavailable)) unavailable",
      ].compactMap(\.self)
      (status, sentence) = (
        ExitStatus.incomplete, "not complete: " + parts.joined(separator: ", ")
      )
    case .diverged(let count):
      (status, sentence) = (ExitStatus.diverged, "complete: \(Self.cells(count)) diverged")
    case .done: (status, sentence) = (ExitStatus.done, "done")
    }
  }

  static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
