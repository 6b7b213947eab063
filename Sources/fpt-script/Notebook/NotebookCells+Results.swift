import FPTReport
import FPTResults
import FPTRun

extension NotebookCells {
  /// The cells of each run of a file, in the order of its points, under declared names.
  ///
  /// `facts` are of all of them.
  static func all(of document: ResultsDocument, _ facts: [CellFacts]) -> [NotebookCells] {
    let known = Dictionary(facts.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    return document.runs.map { run in
      let texts = run.axes.map(\.labelTexts)
      return NotebookCells(
        run: run.name, axes: run.axes.map(\.name), measures: run.measures.map(\.name),
        rows: run.points.map { point in
          let facts = known[point.cell]
          return Row(
            labels: zip(texts, point.index).map { $0[$1] },
            state: words(for: point.state, facts), message: facts?.message, hash: point.cell,
            seconds: facts?.seconds, values: point.values)
        })
    }
  }

  private static func words(for state: CellRecord.State, _ facts: CellFacts?) -> String {
    switch state {
    case .planned, .running: "not computed"
    case .diverged: "diverged" + (facts?.divergedAtStep.map { " at step \($0)" } ?? "")
    case .done, .failed, .unavailable: state.rawValue
    }
  }
}
