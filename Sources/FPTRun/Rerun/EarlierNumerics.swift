import FPTEngine
import FPTLib
import FPTResults

/// Cells of a results file that another version of the engine's numerics computed: the present one would give other bits.
package struct EarlierNumerics: Error, Sendable, Hashable, CustomStringConvertible {
  package var file: String
  /// Versions, with the number of cells and the commits of the programs that computed them.
  package var versions: [Version]

  package struct Version: Sendable, Hashable {
    package var numerics: Int
    package var cells: Int
    package var commits: [String]
  }

  /// Nil where every cell was computed with the present version.
  ///
  /// The commit of the results file that has the cells stands in where a cell does not say one.
  init?(among cells: [CellRecord], of results: StoredResults) {
    var versions: [Version] = []
    for cell in cells {
      guard let numerics = cell.numericsVersion, numerics != numericsVersion else { continue }
      let index = versions.firstIndex { $0.numerics == numerics } ?? versions.endIndex
      if index == versions.endIndex {
        versions.append(Version(numerics: numerics, cells: 0, commits: []))
      }
      versions[index].cells += 1
      let commits = [cell.provenance, results.document.provenance].compactMap { provenance in
        provenance.first { $0.name == "commit" }?.value.text
      }
      if let commit = commits.first(where: { $0 != Provenance.unknown }),
        !versions[index].commits.contains(commit)
      {
        versions[index].commits.append(commit)
      }
    }
    if versions.isEmpty { return nil }
    file = results.path
    self.versions = versions.sorted { $0.numerics < $1.numerics }
  }

  package var cells: Int { versions.reduce(0) { $0 + $1.cells } }

  /// One line: what they are, and which program gives their bits.
  package var description: String {
    let parts = versions.map { version in
      let cells = version.cells == 1 ? "1 cell is" : "\(version.cells) cells are"
      let commits = version.commits.map { String($0.prefix(12)) }.joined(separator: ", ")
      return "\(cells) of numerics version \(version.numerics)"
        + (commits.isEmpty ? "" : " (commit \(commits) gives the bits)")
    }
    return "\(file): \(parts.joined(separator: ", ")), and this fpt-script has version "
      + "\(numericsVersion), which gives others"
  }
}

extension CellRecord {
  /// The version of the engine's numerics that is part of what the cell is; nil where its configuration does not say.
  var numericsVersion: Int? {
    CellConfiguration(json: configuration)?.values["engine.numerics"].flatMap { Int($0) }
  }

  var hasPresentNumerics: Bool {
    numericsVersion.map { $0 == FPTEngine.numericsVersion } ?? true
  }
}
