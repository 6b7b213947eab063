import FPTLib

/// The differences between two results files.
package struct ResultsDifference: Sendable, Encodable {
  package struct Cell: Sendable, Encodable {
    package var name: String
    /// One hash where both have the cell, two where a point has another cell.
    package var hashes: [String]
    package var difference: CellDifference
  }

  package struct Lone: Sendable, Encodable {
    package var name: String
    package var hash: String
  }

  package var plan: [PlanDifference]
  package var cells: [Cell] = []
  package var onlyInFirst: [Lone] = []
  package var onlyInSecond: [Lone] = []
  /// Cells that hold the same in both.
  package var same = 0
  /// Tables, plots and runs that differ.
  package var figures: [String] = []
  package var digests: [String]
  /// Versions of the format, where they differ: the digests then say nothing, and what the files hold is compared.
  package var formats: [Int64]?

  /// Whether the files hold the same results: provenance aside, nothing differs.
  package var isEmpty: Bool {
    if formats == nil { return digests[0] == digests[1] }
    return plan.isEmpty && cells.isEmpty && onlyInFirst.isEmpty && onlyInSecond.isEmpty
      && figures.isEmpty
  }

  package init(from a: StoredResults, to b: StoredResults) {
    plan = PlanDifference.all(from: a, to: b)
    digests = [a.digest.hexadecimal, b.digest.hexadecimal]
    if a.formatVersion != b.formatVersion { formats = [a.formatVersion, b.formatVersion] }
    var left = Set(a.cells.map(\.hash))
    var right = Set(b.cells.map(\.hash))
    func compare(_ name: String, _ old: String, _ new: String) {
      guard let from = a.cell(old), let to = b.cell(new) else { return }
      left.remove(old)
      right.remove(new)
      if let difference = CellDifference(from: from, to: to) {
        cells.append(
          Cell(name: name, hashes: old == new ? [old] : [old, new], difference: difference))
      } else {
        same += 1
      }
    }
    for hash in a.cells.map(\.hash) where right.contains(hash) {
      compare(a.name(of: hash), hash, hash)
    }
    // Points that have another cell in the other file: the same question asked of another configuration.
    for run in a.runs {
      guard let other = b.runs.first(where: { $0.name == run.name }) else { continue }
      let places = Dictionary(
        other.hashes.indices.map { (other.point(at: $0), $0) },
        uniquingKeysWith: { first, _ in first })
      for (offset, hash) in run.hashes.enumerated() where left.contains(hash) {
        guard let place = places[run.point(at: offset)], right.contains(other.hashes[place]) else {
          continue
        }
        compare(run.labels(at: offset).joined(separator: " · "), hash, other.hashes[place])
      }
    }
    onlyInFirst = left.sorted().map { Lone(name: a.name(of: $0), hash: $0) }
    onlyInSecond = right.sorted().map { Lone(name: b.name(of: $0), hash: $0) }
    let areOfOneFormat = formats == nil
    figures =
      Self.figures("table", a.document.tables, b.document.tables, areOfOneFormat)
      + Self.figures("plot", a.document.plots, b.document.plots, areOfOneFormat)
    if a.runs != b.runs { figures.append("which cells the runs have, or how they ended") }
    if areOfOneFormat, a.document.notebook != b.document.notebook {
      figures.append("what the notebook shows, or how")
    }
  }

  private static func figures(
    _ kind: String, _ a: [ResultsDocument.Figure], _ b: [ResultsDocument.Figure],
    _ areOfOneFormat: Bool
  ) -> [String] {
    let names = a.map(\.name) + b.map(\.name).filter { name in !a.contains { $0.name == name } }
    return names.filter { name in
      guard let old = a.first(where: { $0.name == name }),
        let new = b.first(where: { $0.name == name })
      else { return true }
      return areOfOneFormat
        ? !old.isSame(as: new)
        : !old.common(with: new).hasValues(of: new.common(with: old))
    }.map { "\(kind) “\($0)”" }
  }

  enum CodingKeys: String, CodingKey {
    case plan, cells, same, figures, digests, formats
    case onlyInFirst = "only_in_first"
    case onlyInSecond = "only_in_second"
  }
}

extension ResultsDocument.Figure {
  fileprivate func isSame(as other: Self) -> Bool {
    guard attributes == other.attributes, title == other.title, texts == other.texts,
      parts.map(\.name) == other.parts.map(\.name),
      zip(parts, other.parts).allSatisfy({ $0.isSame(as: $1) })
    else { return false }
    return hasValues(of: other) && arrays.map(\.name) == other.arrays.map(\.name)
      && zip(arrays, other.arrays).allSatisfy { $0.longName == $1.longName && $0.units == $1.units }
  }

  /// The figure with the arrays that another one has too: later versions of the format have more.
  fileprivate func common(with other: Self) -> Self {
    var figure = self
    figure.arrays.removeAll { other.array($0.name) == nil }
    return figure
  }

  /// Whether the axes and arrays are those of another figure, in whichever words.
  fileprivate func hasValues(of other: Self) -> Bool {
    guard axes.map(\.name) == other.axes.map(\.name),
      axes.map(\.labels) == other.axes.map(\.labels),
      Set(arrays.map(\.name)) == Set(other.arrays.map(\.name))
    else { return false }
    return arrays.allSatisfy { array in
      guard let values = other.array(array.name)?.values, values.count == array.values.count else {
        return false
      }
      return zip(array.values, values).allSatisfy { Bits.areSame($0, $1) }
    }
  }
}
