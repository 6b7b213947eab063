import FPTJSON
import FPTLib
import FPTResults
import FPTScript

/// What can be checked of the finished cells of a results file without computing any: that they fit their names, the script inside, and
/// the values that the file shows.
struct CellCheck {
  private let results: StoredResults

  /// Checks every finished cell of a file.
  ///
  /// - Throws: `ResultFileError.damaged` for the first that does not fit; `UnusableScript` or `MergeError` where the script inside cannot
  ///   be used.
  static func check(_ results: StoredResults) throws {
    let check = CellCheck(results: results)
    for cell in results.cells where cell.isFinal { try check.checkAlone(cell) }
    let rebuilt = try ResultsMerge([results], commandLine: [])
    for cell in rebuilt.plan.cells {
      guard let record = cell.identity.flatMap({ results.cell($0.hash) }), record.isFinal else {
        continue
      }
      try check.check(record, against: cell.resolved)
    }
    try check.checkValues(against: rebuilt.document.runs)
    let planned = rebuilt.plan.measureKeys
    for cell in results.cells where cell.isFinal {
      guard let keys = planned[cell.hash] else {
        throw check.damaged(cell, "", expected: "a cell of the file's runs", found: "one of none")
      }
      for measure in cell.measures where !keys.contains(measure.name) {
        throw check.damaged(
          cell, "/measures", expected: "measures that the script inside asks for",
          found: measure.name)
      }
    }
  }

  private func damaged(
    _ cell: CellRecord, _ place: String, expected: String, found: String
  ) -> ResultFileError {
    .damaged(
      path: results.path, place: "/cells/\(cell.hash)\(place)", expected: expected,
      found: String(found.prefix(120)))
  }

  /// What a cell says of itself has to fit together.
  private func checkAlone(_ cell: CellRecord) throws(ResultFileError) {
    try CellNames.check(
      cell.hash, cell.configuration, path: results.path, place: "/cells/\(cell.hash)")
    guard CellConfiguration(json: cell.configuration) != nil else {
      throw damaged(
        cell, "@configuration", expected: "the configuration of a cell", found: cell.configuration)
    }
    if cell.state == .diverged, (cell.divergence?.step ?? -1) < 0 {
      throw damaged(
        cell, "@diverged_at_step", expected: "the step at which it diverged",
        found: cell.divergence.map { "\($0.step)" } ?? "none")
    }
    if let trouble = cell.weightsTrouble() {
      throw damaged(
        cell, "/weights/trained", expected: "the weights that its configuration keeps",
        found: trouble)
    }
  }

  /// A cell is what the script says of its point, as far as that is known without weights and data.
  private func check(_ record: CellRecord, against cell: ResolvedCell) throws {
    let root = try JSONParser.parse(Array(record.configuration.utf8))
    let declared: [(name: String, is: JSONValue?, expected: JSONValue)] = [
      ("seed", root["seed"], .integer(Int64(bitPattern: cell.seed))),
      ("train", root["train"], cell.train.value.canonical()),
      ("task", root["task"]?["definition"], cell.task.value.canonical()),
      (
        "model", root["model"]?["definition"]?.withoutWhatDependsOnFiles,
        cell.model.value.canonical(omitting: ["weights", "adapter"]).withoutWhatDependsOnFiles
      ),
      ("keep", root["keep"], .list(cell.keep.sorted().map { .text($0) })),
    ]
    for part in declared where part.is?.canonicalText != part.expected.canonicalText {
      throw damaged(
        record, "@configuration",
        expected: "`\(part.name)` as the script inside has it, \(part.expected.canonicalText)",
        found: part.is?.canonicalText ?? "none")
    }
    try checkMeasures(of: record, against: cell.measures)
    try checkCurves(of: record, steps: cell.train.value["steps"])
    guard record.state == .done, case .list(let splits)? = root["curves"] else { return }
    for case .text(let split) in splits where !record.curves.contains(where: { $0.split == split })
    {
      throw damaged(record, "/curves", expected: "a curve of the split \(split)", found: "none")
    }
  }

  /// The points of a curve follow one another within the steps of the cell, and shares are from 0 to 1.
  private func checkCurves(of record: CellRecord, steps: Value?) throws(ResultFileError) {
    var last = Int64.max
    if case .integer(let steps)? = steps { last = Int64(steps) }
    for series in record.curves {
      let place = "/curves/\(series.split)"
      for (index, step) in series.steps.enumerated() {
        let earlier = index == 0 ? 0 : series.steps[index - 1]
        if step <= earlier || step > last {
          throw damaged(
            record, place, expected: "ascending steps from 1 to \(last)",
            found: index == 0 ? "\(step)" : "\(step) behind \(earlier)")
        }
      }
      if let share = series["accuracy"]?.first(where: { $0 < 0 || $0 > 1 }) {
        throw damaged(
          record, place + "/accuracy", expected: "shares from 0 to 1", found: "\(share)")
      }
    }
  }

  /// The measures are among those that the plan asks for, by their names and in its words, and have the numbers that they should have.
  private func checkMeasures(
    of record: CellRecord, against declared: [NamedValue]
  ) throws(ResultFileError) {
    for measure in declared {
      let key = CellIdentity.measureKey(measure.value)
      guard let group = record.measures.first(where: { $0.name == key })?.group else { continue }
      let text = group.attribute("measure")?.text
      if text != measure.value.expressionText {
        throw damaged(
          record, "/measures/\(key)@measure", expected: measure.value.expressionText,
          found: text ?? "none")
      }
      if record.state == .done, measure.value.quantity != nil, record.scalar(key) == nil {
        throw damaged(record, "/measures/\(key)", expected: "a number `value`", found: "none")
      }
      if let quantity = measure.value.quantity, quantity.isShare, let value = record.scalar(key),
        value < quantity.range.lowerBound || value > quantity.range.upperBound
      {
        throw damaged(
          record, "/measures/\(key)",
          expected: "a number from \(quantity.range.lowerBound) to \(quantity.range.upperBound)",
          found: "\(value)")
      }
    }
  }

  /// The values that the file shows of its runs are those of its cells.
  private func checkValues(against runs: [RunResults]) throws(ResultFileError) {
    for run in results.document.runs {
      guard let rebuilt = runs.first(where: { $0.name == run.name }) else { continue }
      let values = Dictionary(
        rebuilt.points.map { ($0.index, $0.values) }, uniquingKeysWith: { first, _ in first })
      for (measure, shown) in run.measures.enumerated() {
        guard let other = rebuilt.measures.firstIndex(where: { $0.name == shown.name }) else {
          continue
        }
        for point in run.points {
          let found = Self.number(point.values[measure])
          let expected = Self.number(values[point.index]?[other] ?? nil)
          if found == expected { continue }
          throw .damaged(
            path: results.path, place: "/runs/\(run.name)/\(shown.name)",
            expected:
              "\(Self.text(expected)), as its cell \(point.cell.prefix(CellHash.shownDigits)) has it",
            found: Self.text(found))
        }
      }
    }
  }

  /// Files have NaN where there is no value.
  private static func number(_ value: Double?) -> Double? { value?.isNaN == true ? nil : value }
  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}

extension JSONValue {
  /// A model's definition without the parts that cannot be told without its checkpoint.
  fileprivate var withoutWhatDependsOnFiles: JSONValue {
    guard case .object(var members) = self else { return self }
    members["version"] = nil
    if case .object(var fields)? = members["fields"] {
      fields["positions"] = nil
      members["fields"] = .object(fields)
    }
    return .object(members)
  }
}
