import FPTJSON
import FPTLib
import FPTResults
import Foundation

/// Seeds that a run was given after results of other seeds of it had been written: whoever adds seeds until a difference is there finds one.
///
/// Results files have it in their provenance, since the same seeds computed at once give the same content.
package struct AddedSeeds: Sendable, Hashable {
  /// The run.
  package var run: String
  /// The seeds whose results were there, ascending.
  package var there: [Int64]
  /// The seeds that were added, ascending.
  package var added: [Int64]
  /// When the file was first written with them in its plan, as ISO 8601 has it.
  package var time: String

  /// The attribute of `/provenance` that has one text for each.
  package static let attribute = "added_seeds"

  /// What a document says of its runs, in its order.
  ///
  /// - Throws: `MalformedAddedSeeds`.
  package static func all(in document: ResultsDocument) throws(MalformedAddedSeeds) -> [AddedSeeds]
  {
    guard let value = document.provenance.first(where: { $0.name == attribute })?.value else {
      return []
    }
    guard case .texts(let texts) = value else { throw MalformedAddedSeeds(found: "\(value)") }
    var all: [AddedSeeds] = []
    for text in texts { all.append(try AddedSeeds(json: text)) }
    return all
  }

  /// The attribute for some; nil for none.
  package static func attribute(_ all: [AddedSeeds]) -> ResultAttribute? {
    all.isEmpty ? nil : ResultAttribute(attribute, .texts(all.map(\.json)))
  }

  /// What several files of one plan say, once each: that they were added is known from the earliest time.
  static func union(_ all: [AddedSeeds]) -> [AddedSeeds] {
    var united: [AddedSeeds] = []
    for next in all {
      if let place = united.firstIndex(where: { $0.run == next.run && $0.added == next.added }) {
        united[place].there = Set(united[place].there + next.there).sorted()
        united[place].time = min(united[place].time, next.time)
      } else {
        united.append(next)
      }
    }
    return united
  }

  /// What has to be said of results that have imported cells: what their files said of these seeds, and the seeds that were computed here
  /// beside results of others.
  ///
  /// Whoever imports results has them before adding seeds. Seeds that their files, or the document that is replaced, had planned are
  /// not added.
  static func all(
    ofImportedIn document: ResultsDocument, after earlier: ResultsDocument?, at time: Date
  ) throws(MalformedAddedSeeds) -> [AddedSeeds] {
    var said: [String: [AddedSeeds]] = [:]
    var planned: [String: Set<Int64>] = [:]
    for cell in document.cells where cell.provenanceValue(ImportedCells.attribute) != nil {
      planned[cell.hash] = Set(ImportedCells.plannedSeeds(of: cell))
      var records: [AddedSeeds] = []
      if case .texts(let texts)? = cell.provenanceValue(attribute) {
        for text in texts { records.append(try AddedSeeds(json: text)) }
      }
      said[cell.hash] = records
    }
    if said.isEmpty { return [] }
    var result: [AddedSeeds] = []
    for run in document.runs {
      let here = run.points.map(\.cell)
      for var record in here.flatMap({ said[$0] ?? [] }) {
        record.run = run.name
        record.added.removeAll { run.seeds?.contains($0) != true }
        if !record.added.isEmpty { result.append(record) }
      }
      let there = Set(run.seeds(ofCells: Set(here.filter { said[$0] != nil })))
      let added = Set(run.seeds ?? []).subtracting(there)
        .subtracting(here.flatMap { planned[$0] ?? [] })
        .subtracting(earlier?.runs.first { $0.name == run.name }?.seeds ?? [])
      if let record = AddedSeeds(run.name, there: there, added: added, at: time) {
        result.append(record)
      }
    }
    return union(result)
  }

  /// What a document says of the seeds of one of its cells.
  struct OfCell {
    /// The seeds of the runs that have the cell.
    var planned: Set<Int64> = []
    /// What is said of its own seed.
    var added: [AddedSeeds] = []
  }

  /// What a document says of the seeds of its cells, by hash.
  static func byCell(in document: ResultsDocument) throws(MalformedAddedSeeds) -> [String: OfCell] {
    let all = try all(in: document)
    var cells: [String: OfCell] = [:]
    for run in document.runs {
      guard let seedAxis = run.seedAxis, let seeds = run.seeds else { continue }
      for point in run.points {
        var cell = cells[point.cell] ?? OfCell()
        cell.planned.formUnion(seeds)
        cell.added += all.filter {
          $0.run == run.name && $0.added.contains(seeds[point.index[seedAxis]])
            && !cell.added.contains($0)
        }
        cells[point.cell] = cell
      }
    }
    return cells
  }

  /// What has to be said of a document that replaces another one: what that one says of seeds that are still there, and the seeds that
  /// come to a run of which it has results.
  ///
  /// A run goes on where some of its finished cells are in the new document. Seeds that the earlier document had planned are not added,
  /// whether it had results of them or not.
  ///
  /// - Throws: `MalformedAddedSeeds`.
  static func all(
    replacing earlier: ResultsDocument, by document: ResultsDocument, at time: Date
  ) throws(MalformedAddedSeeds) -> [AddedSeeds] {
    let known = try all(in: earlier) + all(in: document)
    var result: [AddedSeeds] = []
    for run in document.runs {
      guard let seeds = run.seeds else { continue }
      for var record in known where record.run == run.name {
        record.added.removeAll { !seeds.contains($0) }
        if !record.added.isEmpty { result.append(record) }
      }
      guard let before = earlier.runs.first(where: { $0.name == run.name }) else { continue }
      let planned = Set(before.points.map(\.cell)).subtracting([""])
      let finished = Set(before.points.filter { $0.state.hasResult }.map(\.cell))
      let there = Set(run.seeds(ofCells: finished))
      let added = Set(seeds).subtracting(run.seeds(ofCells: planned))
        .subtracting(before.seeds ?? [])
      if let record = AddedSeeds(run.name, there: there, added: added, at: time) {
        result.append(record)
      }
    }
    return union(result)
  }
}

extension AddedSeeds {
  /// Nil where nothing was added to anything.
  private init?(_ run: String, there: Set<Int64>, added: Set<Int64>, at time: Date) {
    if there.isEmpty || added.isEmpty { return nil }
    self.init(
      run: run, there: there.sorted(), added: added.sorted(), time: time.formatted(.iso8601))
  }

  var json: String {
    JSONValue.object([
      "run": .text(run), "there": .list(there.map { .integer($0) }),
      "added": .list(added.map { .integer($0) }), "time": .text(time),
    ]).text
  }

  init(json text: String) throws(MalformedAddedSeeds) {
    // Whatever the parser has against it, it is not what a program writes there.
    guard let root = try? JSONParser.parse(Array(text.utf8)), case .text(let run)? = root["run"],
      case .text(let time)? = root["time"], let there = Self.seeds(root["there"]),
      let added = Self.seeds(root["added"])
    else { throw MalformedAddedSeeds(found: String(text.prefix(80))) }
    self.init(run: run, there: there, added: added, time: String(time.prefix(32)))
  }

  private static func seeds(_ value: JSONValue?) -> [Int64]? {
    guard case .list(let elements)? = value, !elements.isEmpty else { return nil }
    let seeds = elements.compactMap { $0.integer.map(Int64.init) }
    return seeds.count == elements.count ? seeds.sorted() : nil
  }
}

/// What a file says of added seeds is not in the form in which programs write it.
package struct MalformedAddedSeeds: Error, CustomStringConvertible {
  package var found: String
  static let place = "/provenance@\(AddedSeeds.attribute)"
  package var description: String {
    "what the file says of seeds that were added later (\(Self.place)) cannot be read: `\(found)`"
  }
}

extension CellRecord.State {
  /// Whether there is something to look at: diverging is a result.
  fileprivate var hasResult: Bool { self == .done || self == .diverged }
}

extension RunResults {
  fileprivate var seedAxis: Int? { axes.firstIndex { $0.name == "seed" } }

  /// The labels of the axis `seed`; nil where the run has none.
  fileprivate var seeds: [Int64]? {
    guard let seedAxis, case .integers(let seeds) = axes[seedAxis].labels else { return nil }
    return seeds
  }

  /// The seeds of the points that have some cells.
  fileprivate func seeds(ofCells cells: Set<String>) -> [Int64] {
    guard let seedAxis, let seeds else { return [] }
    return points.filter { cells.contains($0.cell) }.map { seeds[$0.index[seedAxis]] }
  }
}
