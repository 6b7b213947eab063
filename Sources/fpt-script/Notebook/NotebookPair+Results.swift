import FPTReport
import FPTResults
import FPTRun
import FPTScript

extension NotebookPair {
  /// The notebooks of two results files, with what differs.
  ///
  /// - Throws: `UnlikeResults` where the files have no cell and no point in common.
  init(comparing first: String, with second: String) throws {
    let difference = ResultsDifference(
      from: try StoredResults(path: first), to: try StoredResults(path: second))
    let notebooks = try Self.notebooks(of: [first, second])
    guard difference.same + difference.cells.count > 0 else {
      throw UnlikeResults(files: [first, second], titles: notebooks.map(\.title))
    }
    var names = notebooks.map { $0.file ?? "" }
    if names[0] == names[1] { names = [first, second] }
    self.init(notebooks[0], notebooks[1], names: names)
    plan = difference.plan.map {
      PlanDifference(what: $0.what, from: $0.from, to: $0.to, lines: $0.lines)
    }
    same = difference.same
    different = difference.cells.map { cell in
      Cell(
        name: cell.name, hashes: cell.hashes,
        lines: cell.difference.lines.map { "\($0.head): \($0.text)" })
    }
    onlyInFirst = difference.onlyInFirst.map { Cell(name: $0.name, hashes: [$0.hash], lines: []) }
    onlyInSecond = difference.onlyInSecond.map { Cell(name: $0.name, hashes: [$0.hash], lines: []) }
    figures = difference.figures
    for change in difference.cells.flatMap(\.difference.configuration) {
      let known = changes.firstIndex {
        ($0.path, $0.from, $0.to) == (change.path, change.from, change.to)
      }
      if let known {
        changes[known].cells += 1
      } else {
        changes.append(Change(path: change.path, from: change.from, to: change.to, cells: 1))
      }
    }
  }
}

extension NotebookPair {
  /// The notebooks of files, under the same names: what one of them calls otherwise, or only by its declared name, is the same thing.
  private static func notebooks(of files: [String]) throws -> [Notebook] {
    var documents = try files.map { try ResultsDocument(shownFrom: $0) }
    let labels = documents.reversed().flatMap { $0.notebook?.labels ?? [] }
    for index in documents.indices {
      let own = documents[index].notebook?.labels ?? []
      documents[index].notebook?.labels = labels.map { label in
        // Captions and notes stay those of the file.
        let here = own.first { ($0.kind, $0.name) == (label.kind, label.name) }
        return .init(
          kind: label.kind, name: label.name, label: label.label, caption: here?.caption,
          note: here?.note)
      }
    }
    return try zip(documents, files).map { try Notebook($0, of: $1, isForOthers: true) }
  }
}

/// Two results files that have nothing in common to be compared.
struct UnlikeResults: Error, CustomStringConvertible {
  var files: [String]
  var titles: [String]

  var description: String {
    let names = zip(files, titles).map { "\($0) (“\($1)”)" }
    return "\(names.joined(separator: " and ")) have no cell and no point of a run in common"
  }
}
