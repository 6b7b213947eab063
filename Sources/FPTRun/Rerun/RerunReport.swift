import FPTLib

/// The result of computing the cells of a results file again.
package struct RerunReport: Sendable {
  package enum Outcome: Sendable, Hashable {
    case identical
    case different(CellDifference)
    /// Data, weights, the engine's numerics or the language's defaults are not what they were, so that this is another
    /// cell now.
    case anotherCell([ConfigurationDifference])
    case unavailable(String)
    case failed(String)
    /// The rerun was interrupted before.
    case notComputed

    package var isIdentical: Bool { self == .identical }
  }

  package struct Cell: Sendable, Hashable {
    package var name: String
    package var hash: String
    package var outcome: Outcome
  }

  /// Something that differs between the machine that made the file and this one.
  package struct ProvenanceDifference: Sendable, Hashable, Encodable {
    package var name: String
    package var from: String
    package var to: String
  }

  package let file: String
  /// The content digest of the file.
  package let digest: String
  /// The content digest of the results made anew; nil where not all of them were.
  package var newDigest: String?
  /// The version of the file's format, where it is an earlier one: the digests of two versions are not compared.
  package var earlierFormat: Int64?
  package var cells: [Cell] = []
  /// Cells of the file that had not ended, and so are not compared.
  package var notEnded = 0
  package var isInterrupted = false
  package var provenance: [ProvenanceDifference] = []
  /// Cells that are of another version of the engine's numerics, and so were left out.
  package var earlier: EarlierNumerics?

  init(file: String, digest: String) {
    self.file = file
    self.digest = digest
  }

  package var identical: Int { cells.count { $0.outcome.isIdentical } }

  /// Whether every cell that was asked for gave the same bits, and the file as a whole where all of it was.
  package var isIdentical: Bool {
    !cells.isEmpty && earlier == nil && identical == cells.count && (newDigest ?? digest) == digest
  }

  /// Adds a cell, and what differs in the provenance of its two computations.
  mutating func append(_ cell: Cell, of original: CellRecord, beside record: CellRecord?) {
    cells.append(cell)
    guard let record else { return }
    for name in Provenance.decisive {
      guard let old = original.provenance.first(where: { $0.name == name })?.value.shown,
        let new = record.provenance.first(where: { $0.name == name })?.value.shown, old != new,
        old != Provenance.unknown, new != Provenance.unknown
      else { continue }
      let difference = ProvenanceDifference(name: name, from: old, to: new)
      if !provenance.contains(difference) { provenance.append(difference) }
    }
  }

  /// A line for each cell that differs, what differs around them, and the verdict; each line ended by a line break.
  package var text: String {
    var text = ""
    var reasons: Set<String> = []
    for cell in cells {
      let sign = cell.outcome.isIdentical ? "✓" : cell.outcome == .notComputed ? "·" : "✗"
      let head = "\(sign) \(cell.name)  "
      switch cell.outcome {
      case .identical: text += head + "bit-identical\n"
      case .different(let difference):
        text += head + "differs\n"
        for line in difference.lines { text += "    \(line.head): \(line.text)\n" }
      case .anotherCell(let differences):
        text += head + "this program makes another cell of this point\n"
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
    if !provenance.isEmpty {
      text += "computed with other versions or on another machine than the file\n"
      for difference in provenance {
        text += "  \(difference.name): \(difference.from) → \(difference.to)\n"
      }
      text += "\n"
    }
    return text + verdict
  }

  private var verdict: String {
    if cells.isEmpty { return "no cell of this file had ended, so there is nothing to compare\n" }
    var left =
      notEnded == 0
      ? "" : "; \(notEnded) that had not ended \(notEnded == 1 ? "was" : "were") left out"
    if let earlier {
      left +=
        "; \(earlier.cells) of another version of the numerics "
        + "\(earlier.cells == 1 ? "was" : "were") left out"
    }
    let compared = cells.count - cells.count { $0.outcome == .notComputed }
    guard compared == cells.count else {
      // Nothing is said of cells that nobody looked at.
      let rest = "\(cells.count - compared) of \(cells.count) cells are not computed\(left)\n"
      return compared == 0
        ? rest : "\(identical) of \(compared) computed cells are bit-identical; \(rest)"
    }
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
