import FPTLib
import FPTResults

/// The names of cells in a results file, or of a cell of a store.
package enum CellNames {
  /// Throws unless the name of each cell is the digest of its configuration.
  ///
  /// - Complexity: reads attributes alone.
  package static func check(in path: String) throws(ResultFileError) {
    let root = try ResultFile.attributes(path)
    if let cell = root.first(where: { $0.name == "cell" })?.value.text {
      return try check(cell, Self.configuration(root), path: path, place: "/")
    }
    let runs = try ResultsDocument(withoutCellsOf: path).runs
    let hashes = Set(runs.flatMap(\.points).map(\.cell)).subtracting([""]).sorted()
    let cells = try ResultFile.attributes(path, of: hashes, in: ["cells"])
    for (hash, attributes) in zip(hashes, cells) {
      // Planned cells have none.
      guard let attributes else { continue }
      try check(hash, Self.configuration(attributes), path: path, place: "/cells/\(hash)")
    }
  }

  private static func configuration(_ attributes: [ResultAttribute]) -> String {
    attributes.first { $0.name == "configuration" }?.value.text ?? ""
  }

  static func check(
    _ cell: String, _ configuration: String, path: String, place: String
  ) throws(ResultFileError) {
    let digest = CellIdentity.sha256(configuration)
    guard cell != digest else { return }
    throw .damaged(
      path: path, place: "\(place)@configuration",
      expected: "the configuration whose SHA-256 is the cell's name", found: "that of \(digest)")
  }
}
