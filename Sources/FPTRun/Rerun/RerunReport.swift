import FPTEngine
import FPTLib

/// What came of computing a results file's cells again.
public struct RerunReport: Sendable {
  public enum Outcome: Sendable, Hashable {
    case identical
    case different(CellDifference)
    /// Data, weights, the engine's numerics or the language's defaults are not what they were, so that this is another
    /// cell now.
    case anotherCell([ConfigurationDifference])
    case unavailable(String)
    case failed(String)
    /// The rerun was interrupted before.
    case notComputed

    public var isIdentical: Bool { self == .identical }

    /// Whether it is another cell here since the engine's numerics are.
    var hasOtherNumerics: Bool {
      guard case .anotherCell(let differences) = self else { return false }
      return differences.contains { $0.path == "engine.numerics" }
    }
  }

  public struct Cell: Sendable, Hashable {
    public var name: String
    public var hash: String
    public var outcome: Outcome
  }

  /// Something that differs between the machine that made the file and this one.
  public struct ProvenanceDifference: Sendable, Hashable, Encodable {
    public var name: String
    public var from: String
    public var to: String
  }

  public let file: String
  /// The content digest of the file.
  public let digest: String
  /// The content digest of the results made anew; nil where not all of them were.
  public var newDigest: String?
  /// The version of the file's format, where it is an earlier one: the digests of two versions are not compared.
  public var earlierFormat: Int64?
  public var cells: [Cell] = []
  /// Cells of the file that had not ended, and so are not compared.
  public var notEnded = 0
  public var isInterrupted = false
  public var provenance: [ProvenanceDifference] = []
  /// Commits of the programs that computed cells of another version of the engine's numerics, in the order met.
  public var earlierCommits: [String] = []

  init(file: String, digest: String) {
    self.file = file
    self.digest = digest
  }

  public var identical: Int { cells.count { $0.outcome.isIdentical } }

  /// Whether every cell that was asked for gave the same bits, and the file as a whole where all of it was.
  public var isIdentical: Bool {
    !cells.isEmpty && identical == cells.count && (newDigest ?? digest) == digest
  }

  /// Adds a cell, and what differs in the provenance of its two computations.
  mutating func append(_ cell: Cell, of original: CellRecord, beside record: CellRecord?) {
    cells.append(cell)
    guard let record else {
      if cell.outcome.hasOtherNumerics { noteCommit(of: original) }
      return
    }
    for name in Provenance.decisive {
      guard let old = original.provenance.first(where: { $0.name == name })?.value.shown,
        let new = record.provenance.first(where: { $0.name == name })?.value.shown, old != new,
        old != Provenance.unknown, new != Provenance.unknown
      else { continue }
      let difference = ProvenanceDifference(name: name, from: old, to: new)
      if !provenance.contains(difference) { provenance.append(difference) }
    }
  }

  private mutating func noteCommit(of original: CellRecord) {
    let commit = original.provenance.first { $0.name == "commit" }?.value.text
    guard let commit, commit != Provenance.unknown, !earlierCommits.contains(commit) else { return }
    earlierCommits.append(commit)
  }

  /// A line for each cell that differs, what differs around them, and the verdict; each line ended by a line break.
  public var text: String {
    var text = ""
    var reasons: Set<String> = []
    for cell in cells {
      let head = "\(cell.outcome.isIdentical ? "✓" : "✗") \(cell.name)  "
      switch cell.outcome {
      case .identical: text += head + "bit-identical\n"
      case .different(let difference):
        text += head + "differs\n"
        for line in difference.lines { text += "    \(line.head): \(line.text)\n" }
      case .anotherCell(let differences):
        text += head + "is another cell here\n"
        for difference in differences {
          text += "    \(difference.path) \(difference.from) → \(difference.to)\n"
        }
      case .unavailable(let reason):
        let isNew = reasons.insert(reason).inserted
        text += head + (isNew ? "unavailable: \(reason)\n" : "unavailable, for the same reason\n")
      case .failed(let reason): text += head + "failed: \(reason)\n"
      case .notComputed: text += head + "not computed\n"
      }
    }
    if !text.isEmpty { text += "\n" }
    if hasOtherNumerics {
      text += """
        The file's bits are those of another version of the engine's numerics; this fpt-script has
        version \(numericsVersion). The program that made the file gives them again\(commits).\n\n
        """
    }
    if !provenance.isEmpty {
      text += "computed otherwise than the file\n"
      for difference in provenance {
        text += "  \(difference.name): \(difference.from) → \(difference.to)\n"
      }
      text += "\n"
    }
    return text + verdict
  }

  private var hasOtherNumerics: Bool { cells.contains { $0.outcome.hasOtherNumerics } }

  private var commits: String {
    earlierCommits.isEmpty ? "" : ": commit \(earlierCommits.joined(separator: ", "))"
  }

  private var verdict: String {
    if cells.isEmpty { return "no cell of this file had ended, so there is nothing to compare\n" }
    let left =
      notEnded == 0
      ? "" : "; \(notEnded) that had not ended \(notEnded == 1 ? "was" : "were") left out"
    guard identical == cells.count else {
      return "\(identical) of \(cells.count) cells are bit-identical\(left)\n"
    }
    let all = cells.count == 1 ? "the cell is" : "all \(cells.count) cells are"
    guard let newDigest else {
      let format = earlierFormat.map {
        "; the file is of format version \($0), so no digest is compared"
      }
      return "bit-identical: \(all)\(left)\(format ?? "")\n"
    }
    return newDigest == digest
      ? "bit-identical: \(all), and so is the content digest \(digest)\n"
      : "\(all) bit-identical, but what is derived from them is not: content digest "
        + "\(digest.prefix(12)) → \(newDigest.prefix(12))\n"
  }
}
