/// The difference between two texts, line by line, as `diff -u` prints it.
package enum LineDiff {
  private static let context = 3
  /// Beyond so many differing lines the search for the smallest difference costs more than it tells.
  private static let mostCompared = 4_000

  /// A unified diff, ended by a line break; empty where the texts are equal.
  package static func unified(from old: String, to new: String, path: String) -> String {
    let edits = edits(lines(old), lines(new))
    let changed = edits.indices.filter { edits[$0].mark != " " }
    guard let first = changed.first else { return "" }
    var hunks: [ClosedRange<Int>] = []
    var start = first
    var last = first
    for index in changed.dropFirst() {
      if index - last > 2 * context {
        hunks.append(start...last)
        start = index
      }
      last = index
    }
    hunks.append(start...last)
    var result = "--- \(path)\n+++ \(path)\n"
    for hunk in hunks {
      let lower = max(0, hunk.lowerBound - context)
      let upper = min(edits.count - 1, hunk.upperBound + context)
      let part = edits[lower...upper]
      let before = edits[..<lower]
      let oldCount = part.count { $0.mark != "+" }
      let newCount = part.count { $0.mark != "-" }
      let oldStart = before.count { $0.mark != "+" } + (oldCount > 0 ? 1 : 0)
      let newStart = before.count { $0.mark != "-" } + (newCount > 0 ? 1 : 0)
      result += "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@\n"
      for edit in part {
        result += "\(edit.mark)\(edit.line)\n"
        if edit.isUnended { result += "\\ No newline at end of file\n" }
      }
    }
    return result
  }

  private struct Line: Equatable {
    var text: Substring
    var isUnended = false
  }

  private struct Edit {
    var mark: Character
    var line: Substring
    var isUnended: Bool
    init(_ mark: Character, _ line: Line) {
      (self.mark, self.line, isUnended) = (mark, line.text, line.isUnended)
    }
  }

  private static func lines(_ text: String) -> [Line] {
    // By scalar: to Swift, a carriage return and a line feed are one character.
    let scalars = text.unicodeScalars
    var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Line(text: Substring($0)) }
    if lines.last?.text.isEmpty == true {
      lines.removeLast()
    } else {
      lines[lines.count - 1].isUnended = true
    }
    return lines
  }

  private static func edits(_ old: [Line], _ new: [Line]) -> [Edit] {
    var prefix = 0
    while prefix < old.count, prefix < new.count, old[prefix] == new[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < old.count - prefix, suffix < new.count - prefix,
      old[old.count - 1 - suffix] == new[new.count - 1 - suffix]
    {
      suffix += 1
    }
    let oldMiddle = Array(old[prefix..<(old.count - suffix)])
    let newMiddle = Array(new[prefix..<(new.count - suffix)])
    return old[..<prefix].map { Edit(" ", $0) } + middle(oldMiddle, newMiddle)
      + old[(old.count - suffix)...].map { Edit(" ", $0) }
  }

  private static func middle(_ old: [Line], _ new: [Line]) -> [Edit] {
    guard old.count + new.count <= mostCompared else {
      return old.map { Edit("-", $0) } + new.map { Edit("+", $0) }
    }
    let difference = new.difference(from: old) { $0 == $1 }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var result: [Edit] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        result.append(Edit("-", old[i]))
        i += 1
      } else if j < new.count, inserted.contains(j) {
        result.append(Edit("+", new[j]))
        j += 1
      } else if i < old.count, j < new.count {
        result.append(Edit(" ", old[i]))
        i += 1
        j += 1
      } else {
        break
      }
    }
    return result
  }
}
