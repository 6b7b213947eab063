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
    let notebooks = try [first, second].map { try Notebook(shownFrom: $0, isForOthers: true) }
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

/// Two results files that have nothing in common to be compared.
struct UnlikeResults: Error, CustomStringConvertible {
  var files: [String]
  var titles: [String]

  var description: String {
    let names = zip(files, titles).map { "\($0) (“\($1)”)" }
    return "\(names.joined(separator: " and ")) have no cell and no point of a run in common"
  }
}
