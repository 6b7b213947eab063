import FPTLib

/// In what two results files differ.
public struct ResultsDifference: Sendable, Encodable {
  public struct Cell: Sendable, Encodable {
    public var name: String
    /// One hash where both have the cell, two where a point has another cell.
    public var hashes: [String]
    public var difference: CellDifference
  }

  public struct Lone: Sendable, Encodable {
    public var name: String
    public var hash: String
  }

  public var plan: [PlanDifference]
  public var cells: [Cell] = []
  public var onlyInFirst: [Lone] = []
  public var onlyInSecond: [Lone] = []
  /// Cells that hold the same in both.
  public var same = 0
  /// Tables, plots and runs that differ.
  public var figures: [String] = []
  public var digests: [String]

  /// Whether the files hold the same results: provenance aside, nothing differs.
  public var isEmpty: Bool { digests[0] == digests[1] }

  public init(from a: StoredResults, to b: StoredResults) {
    plan = PlanDifference.all(from: a, to: b)
    digests = [a.digest.hexadecimal, b.digest.hexadecimal]
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
    figures =
      Self.figures("table", a.tables, b.tables) + Self.figures("plot", a.plots, b.plots)
    if a.runs != b.runs { figures.append("the points of the runs, or their states") }
  }

  private static func figures(
    _ kind: String, _ a: [ResultGroup.Child], _ b: [ResultGroup.Child]
  ) -> [String] {
    let names = a.map(\.name) + b.map(\.name).filter { name in !a.contains { $0.name == name } }
    return names.filter { name in
      let old = a.first { $0.name == name }.map { ContentDigest(of: $0.group) }
      let new = b.first { $0.name == name }.map { ContentDigest(of: $0.group) }
      return old != new
    }.map { "\(kind) “\($0)”" }
  }

  enum CodingKeys: String, CodingKey {
    case plan, cells, same, figures, digests
    case onlyInFirst = "only_in_first"
    case onlyInSecond = "only_in_second"
  }
}
