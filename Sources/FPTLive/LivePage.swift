import FPTReport

/// The page: a strip that tells how things stand, what is wrong, the curves of what runs, and the notebook.
///
/// All of it is made here; the script in it only puts newer parts in the place of older ones.
struct LivePage {
  private let session: LiveSession
  private let state: LiveState
  private let time: Double

  init(_ session: LiveSession) {
    self.session = session
    (state, time) = (session.state, session.time)
  }

  /// The whole page.
  func document() -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTMLPage.escaped(state.notebook?.title ?? Self.lastName(state.file))) · live</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="style.css">
    <script src="script.js" defer></script>
    </head>
    <body>
    <div id="live">
    \(live())</div>
    <main id="notebook" data-revision="\(state.notebookRevision)">
    \(session.content)</main>
    </body>
    </html>

    """
  }

  /// What stands above the notebook.
  func live() -> String {
    strip() + "<div class=\"now\">\n" + findings() + curves() + ending() + "</div>\n"
  }

  // MARK: The strip

  private func strip() -> String {
    let view = StatusText(state)
    let progress = state.isRunning ? state.current?.display.overview(at: time) : nil
    var html = "<header class=\"strip \(view.kind.rawValue)\(state.isStale ? " stale" : "")\">\n"
    html += "<div class=\"row\">\n<p class=\"status\" role=\"status\">"
    html += "<i class=\"sign\" aria-hidden=\"true\">\(view.kind.sign)</i>"
    html += "<b>\(HTMLPage.escaped(view.headline))</b> "
    html += "<span>\(HTMLPage.escaped(view.detail))</span></p>\n"
    html += "<p class=\"file\">\(HTMLPage.escaped(state.file))</p>\n"
    html += buttons() + "</div>\n"
    if let progress {
      html +=
        "<progress max=\"1000\" value=\"\(Int(progress.fraction * 1000))\" "
        + "aria-label=\"the whole run\"></progress>\n"
      for cell in progress.running { html += line(cell) }
      html += "<p class=\"whole\">\(HTMLPage.escaped(Self.whole(progress)))</p>\n"
    }
    return html + "</header>\n"
  }

  private func buttons() -> String {
    func button(_ action: String, _ text: String) -> String {
      "<form method=\"post\" action=\"\(action)\"><button class=\"\(action)\">\(text)</button></form>\n"
    }
    if state.isRunning {
      let again =
        state.runsEarlierText && state.check?.run != nil && !state.isStopping
        ? button("run", "Run the new text") : ""
      return again + (state.isStopping ? "" : button("stop", "Stop"))
    }
    guard state.canRun, let count = state.check?.toCompute else { return "" }
    return button("run", count == 1 ? "Run 1 cell" : "Run \(count) cells")
  }

  private func line(_ cell: ProgressOverview.Cell) -> String {
    var parts = ["<b>cell \(cell.number) of \(cell.total)</b>", HTMLPage.escaped(cell.name)]
    if let activity = cell.activity {
      parts.append(HTMLPage.escaped(activity))
    } else {
      parts.append("step \(cell.step) of \(cell.steps)")
      parts += [cell.loss, cell.accuracy].compactMap(\.self)
      if let left = cell.timeLeft { parts.append("\(left) left") }
    }
    return "<p class=\"cell\">" + parts.map { "<span>\($0)</span>" }.joined(separator: " ")
      + "</p>\n"
  }

  private static func whole(_ progress: ProgressOverview) -> String {
    let left = progress.timeLeft.map { ", \($0) left" } ?? ""
    return
      "\(progress.ended) of \(progress.toCompute) cells done, \(progress.timePassed) so far\(left)"
  }

  // MARK: Below it

  /// What is wrong, or should be known.
  private func findings() -> String {
    var html = ""
    if let check = state.check {
      let page = DiagnosticPage(sources: check.sources)
      html += check.diagnostics.map(page.html).joined()
      for trouble in check.troubles {
        html += "<p class=\"finding error\">\(HTMLPage.escaped(trouble))</p>\n"
      }
      for note in check.notes {
        html += "<p class=\"finding note\">\(HTMLPage.escaped(note))</p>\n"
      }
    }
    if html.isEmpty { return "" }
    return "<section id=\"findings\" aria-label=\"What the check found\">\n\(html)</section>\n"
  }

  private func curves() -> String {
    guard let run = state.current, run.end == nil || run.end?.kind != .done else { return "" }
    let charts = run.curves.charts
    guard !charts.isEmpty else { return "" }
    return "<section id=\"curves\" aria-label=\"Curves of this run\">\n"
      + charts.map(HTMLPage.figure).joined() + "</section>\n"
  }

  /// How the last run ended, and what its cells said.
  private func ending() -> String {
    guard let run = state.current else { return "" }
    var html = ""
    if let end = run.end {
      for sentence in end.sentences where end.kind == .failed {
        html += "<p class=\"finding error\">\(HTMLPage.escaped(sentence))</p>\n"
      }
      if !end.footer.isEmpty {
        html +=
          "<details id=\"results\"><summary>Results</summary><pre tabindex=\"0\">"
          + end.footer.map(HTMLPage.escaped).joined(separator: "\n") + "</pre></details>\n"
      }
    }
    if !run.lines.isEmpty {
      html +=
        "<details id=\"lines\"><summary>\(state.isRunning ? "This run" : "The last run"), cell by cell"
        + "</summary><pre tabindex=\"0\">"
        + run.lines.map(HTMLPage.escaped).joined(separator: "\n") + "</pre></details>\n"
    }
    return html.isEmpty ? "" : "<section id=\"ending\">\n\(html)</section>\n"
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
