/// How things stand, in a few words: the same on the page and in the terminal.
package struct StatusText: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case checking, ready, faulty, running, stopping, done, stopped, failed, gone

    /// One character that says the same without color.
    var sign: String {
      switch self {
      case .checking, .running, .stopping: "●"
      case .ready, .done: "✓"
      case .faulty, .failed: "✗"
      case .stopped: "‖"
      case .gone: "∅"
      }
    }
  }

  package let kind: Kind
  package let headline: String
  package let detail: String

  package init(_ state: LiveState) {
    let check = state.check
    let text = Self.text(of: check)
    if let check, !check.isFileThere {
      let goesOn = state.isRunning ? "; the run goes on" : ""
      (kind, headline, detail) = (
        .gone, "The file is gone", "The page goes on when it is back\(goesOn)."
      )
    } else if state.isStopping {
      (kind, headline, detail) = (
        .stopping, "Stopping", "It winds up after this step and keeps what it has."
      )
    } else if state.isRunning {
      let isFaulty = (check?.errors ?? 0) > 0
      let changed =
        state.runsEarlierText
        ? isFaulty
          ? "The file has changed and has \(text); the run goes on with the text it began with."
          : "The file has changed; the run goes on with the text it began with." : ""
      (kind, headline, detail) = (.running, "Running", changed)
    } else if check == nil {
      (kind, headline, detail) = (.checking, "Checking", "")
    } else if let check, check.errors > 0 {
      (kind, headline, detail) = (
        .faulty, text.prefix(1).uppercased() + text.dropFirst(),
        state.isStale ? "Below is the last text without errors." : ""
      )
    } else if let end = state.end, !state.isChecking || check?.toCompute == 0 {
      let sentence = end.sentences.last ?? ""
      let open = check?.toCompute ?? 0
      switch end.kind {
      case .done where open == 0: (kind, headline, detail) = (.done, "Done", Self.cells(check))
      case .done: (kind, headline, detail) = (.ready, Self.verdict(check), Self.cells(check))
      case .stopped:
        (kind, headline, detail) = (
          .stopped, "Stopped", "What was computed is kept. \(Self.cells(check))"
        )
      case .failed: (kind, headline, detail) = (.failed, "Not complete", sentence)
      }
    } else {
      (kind, headline, detail) = (
        (check?.toCompute ?? 0) == 0 && (check?.cells ?? 0) > 0 && check?.run != nil
          ? .done : .ready, Self.verdict(check), Self.cells(check)
      )
    }
  }

  private static func verdict(_ check: LiveCheck?) -> String {
    let warnings = check?.warnings ?? 0
    return warnings == 0
      ? "Nothing wrong" : warnings == 1 ? "1 warning" : "\(warnings) warnings"
  }

  private static func text(of check: LiveCheck?) -> String {
    let errors = check?.errors ?? 0
    return errors == 1 ? "1 error" : "\(errors) errors"
  }

  /// Such as `12 cells, 4 to compute`.
  private static func cells(_ check: LiveCheck?) -> String {
    guard let check, check.cells > 0 else { return "" }
    let all = check.cells == 1 ? "1 cell" : "\(check.cells) cells"
    return check.toCompute == 0
      ? "\(all), nothing left to compute" : "\(all), \(check.toCompute) to compute"
  }
}
