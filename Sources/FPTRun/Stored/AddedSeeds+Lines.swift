import FPTResults

extension AddedSeeds {
  /// A line for each, to be shown beside the results of a document.
  ///
  /// What cannot be understood is said to be there.
  package static func lines(of document: ResultsDocument) -> [String] {
    do {
      let all = try all(in: document)
      return all.map { $0.line(namesRun: document.runs.count > 1) }
    } catch {
      return ["\(error)"]
    }
  }

  /// `seeds 3 and 4 were added after the results of seeds 0, 1, 2 had been written (2026-11-30)`.
  func line(namesRun: Bool) -> String {
    let place = namesRun ? "run \(run): " : ""
    let (one, verb) = added.count == 1 ? ("seed", "was") : ("seeds", "were")
    return "\(place)\(one) \(Self.text(added, last: " and ")) \(verb) added after the results of "
      + "\(there.count == 1 ? "seed" : "seeds") \(Self.text(there, last: ", ")) had been written "
      + "(\(time.prefix(10)))"
  }

  /// Numbers in a list, four or more in a row as `3 to 9`.
  private static func text(_ seeds: [Int64], last: String) -> String {
    var parts: [String] = []
    var rest = seeds[...]
    while let first = rest.first {
      let row = rest.enumerated().prefix { $0.element &- first == Int64($0.offset) }.count
      parts += row > 3 ? ["\(first) to \(first + Int64(row - 1))"] : ["\(first)"]
      rest = rest.dropFirst(row > 3 ? row : 1)
    }
    guard parts.count > 1, let end = parts.popLast() else { return parts.joined() }
    return parts.joined(separator: ", ") + last + end
  }
}
