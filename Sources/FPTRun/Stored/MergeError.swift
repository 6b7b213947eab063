/// Why results files cannot be merged.
package enum MergeError: Error, Sendable, Hashable {
  /// Two files that disagree on what one cell gave.
  package struct Conflict: Sendable, Hashable {
    package var cell: String
    package var hash: String
    package var files: [String]
    package var digests: [String]
  }

  case noFiles
  /// With what differs, one line each.
  case differentPlans(String, String, [String])
  /// One point of the plan has another cell in another file: other data, weights, or numerics.
  case differentCells(point: String, files: [String], differences: [String])
  case conflicts([Conflict])
}

extension MergeError: CustomStringConvertible {
  /// One sentence; lines with what was found stand below it.
  package var description: String {
    switch self {
    case .noFiles: return "there is nothing to merge"
    case .differentPlans(let a, let b, let differences):
      return
        (["\(a) and \(b) are results of different plans"]
        + differences.map { "  \($0)" }).joined(separator: "\n")
    case .differentCells(let point, let files, let differences):
      return
        (["\(files.joined(separator: " and ")) have different cells at \(point)"]
        + differences.map { "  \($0)" }).joined(separator: "\n")
    case .conflicts(let conflicts):
      let cells = conflicts.count == 1 ? "1 cell" : "\(conflicts.count) cells"
      return
        (["the files disagree on what \(cells) gave, where each should have the same bits"]
        + conflicts.prefix(8).map { conflict in
          "  \(conflict.cell)  "
            + zip(conflict.files, conflict.digests).map { "\($0) \($1.prefix(12))" }
            .joined(separator: ", ")
        } + (conflicts.count > 8 ? ["  and \(conflicts.count - 8) more"] : []))
        .joined(separator: "\n")
    }
  }
}
