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
      cell.hash, cell.content.attributes, path: results.path, place: "/cells/\(cell.hash)")
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
    guard record.state == .done, case .list(let splits)? = root["curves"] else { return }
    for case .text(let split) in splits where !record.curves.contains(where: { $0.split == split })
    {
      throw damaged(record, "/curves", expected: "a curve of the split \(split)", found: "none")
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

/// The names of cells in a results file, or of a cell of a store.
package enum CellNames {
  /// Throws unless the name of each cell is the digest of its configuration.
  ///
  /// - Complexity: reads attributes alone.
  package static func check(in path: String) throws(ResultFileError) {
    let root = try ResultFile.attributes(path)
    if let cell = root.first(where: { $0.name == "cell" })?.value.text {
      return try check(cell, root, path: path, place: "/")
    }
    let runs = try ResultsDocument(withoutCellsOf: path).runs
    let hashes = Set(runs.flatMap(\.points).map(\.cell)).subtracting([""]).sorted()
    let cells = try ResultFile.attributes(path, of: hashes, in: ["cells"])
    for (hash, attributes) in zip(hashes, cells) {
      // Planned cells have none.
      guard let attributes else { continue }
      try check(hash, attributes, path: path, place: "/cells/\(hash)")
    }
  }

  static func check(
    _ cell: String, _ attributes: [ResultAttribute], path: String, place: String
  ) throws(ResultFileError) {
    guard let configuration = attributes.first(where: { $0.name == "configuration" })?.value.text
    else { return }
    let digest = CellIdentity.sha256(configuration)
    guard cell != digest else { return }
    throw .damaged(
      path: path, place: "\(place)@configuration",
      expected: "the configuration whose SHA-256 is the cell's name", found: "that of \(digest)")
  }
}

extension CellRecord {
  /// What is wrong with the trained weights that a finished cell has to have; nil if nothing is.
  ///
  /// Those of a cell that keeps them are exactly the parameters that some stage of its policy trains. `shapes` has those that are known.
  /// Values that are not finite are a result: the last step may give them.
  func weightsTrouble(shapes: [String: [Int]] = [:]) -> String? {
    guard state == .done, let root = try? JSONParser.parse(Array(configuration.utf8)),
      case .list(let kept)? = root["keep"], case .list(let stages)? = root["freezing"]
    else { return nil }
    guard kept.contains(.text("weights")) else { return nil }
    var expected: Set<String> = []
    for stage in stages {
      guard case .list(let names)? = stage["trained"] else { continue }
      for case .text(let name) in names { expected.insert(name) }
    }
    let present = Set(trained.map(\.name))
    if let name = expected.subtracting(present).min() { return "none of \(name)" }
    if let name = present.subtracting(expected).min() { return "\(name), which it does not train" }
    for tensor in trained {
      guard case .float32 = tensor.values else { return "no float32 of \(tensor.name)" }
      if let shape = shapes[tensor.name], shape != tensor.shape {
        return "\(tensor.name) of shape \(tensor.shape), where the model has \(shape)"
      }
    }
    return nil
  }
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
