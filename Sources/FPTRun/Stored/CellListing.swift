import FPTLib
import FPTResults
import FPTScript

/// The cells of a results file for people: point, state, hash, steps, seconds and measures.
package struct CellListing: Sendable {
  package struct Row: Sendable, Hashable, Encodable {
    package var run: String
    /// The label on each axis, by the axis' name.
    package var point: [String: String]
    package var hash: String
    package var state: String
    /// Optimizer steps at the end of its curves; nil where it has none.
    package var steps: Int64?
    /// Seconds of computation; nil if the provenance does not have them.
    package var seconds: Double?
    /// Version of the engine's numerics that it was computed with.
    package var numerics: Int64?
    /// The scalar measures of the run, by name.
    package var measures: [String: Double]
    /// The reason for the state, if one is needed.
    package var message: String?
    fileprivate var labels: [String]

    enum CodingKeys: String, CodingKey {
      case run, point, hash, state, steps, seconds, numerics, measures, message
    }
  }

  package let rows: [Row]
  private let runs: [RunResults]

  /// In the order of runs, then of points.
  package init(_ results: StoredResults) {
    runs = results.document.runs
    rows = runs.flatMap { run in
      let texts = run.axes.map(\.labelTexts)
      return run.points.map { point in
        let labels = zip(texts, point.index).map { $0[$1] }
        let record = results.cell(point.cell)
        return Row(
          run: run.name,
          point: Dictionary(
            zip(run.axes.map(\.name), labels), uniquingKeysWith: { first, _ in first }),
          hash: point.cell, state: point.state.rawValue,
          steps: record?.lastStep,
          seconds: record?.provenanceValue("seconds")?.number,
          numerics: record?.provenanceValue("numerics_version")?.integer,
          measures: Dictionary(
            zip(run.measures.map(\.name), point.values).compactMap { name, value in
              value.map { (name, $0) }
            }, uniquingKeysWith: { first, _ in first }),
          message: record?.message, labels: labels)
      }
    }
  }

  /// Four decimals; whole numbers without any.
  private static func shown(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    return Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
  }

  /// A table for each run, each line ended by a line break.
  package var text: String {
    runs.map(text(of:)).joined(separator: "\n")
  }

  private func text(of run: RunResults) -> String {
    let names = run.measures.map(\.name)
    var table = [run.axes.map(\.name) + ["state", "hash", "steps", "seconds"] + names]
    for row in rows where row.run == run.name {
      var fields = row.labels + [row.state, String(row.hash.prefix(CellHash.shownDigits))]
      fields.append(row.steps.map { "\($0)" } ?? "")
      fields.append(row.seconds.map { "\(($0 * 10).rounded() / 10)" } ?? "")
      fields += names.map { row.measures[$0].map(Self.shown) ?? "" }
      table.append(fields)
    }
    let first = run.axes.count + 2
    let heading = runs.count > 1 ? "run \(run.name)\n" : ""
    return heading + Columns.text(table, right: Set(first..<first + 2 + names.count))
  }
}
