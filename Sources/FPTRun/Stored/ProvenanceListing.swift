import FPTLib
import FPTResults
import FPTScript

/// What a results file says of where it was made, as a person reads it: of the file, of its cells, and of what they began from.
package struct ProvenanceListing: Sendable, Encodable {
  /// One thing that is known of cells, with how many cells have it so.
  package struct Entry: Sendable, Hashable, Encodable {
    package var name: String
    package var value: String
    package var cells: Int
  }

  /// Weights or data that cells name by digest.
  package struct Source: Sendable, Hashable, Encodable {
    /// `weights minilm-l6`, `data BitXOR`.
    package var name: String
    package var sha256: String
    package var cells: Int
  }

  /// Of the process that wrote the file; empty where the file has no provenance.
  package let file: [Entry]
  package let cells: [Entry]
  package let sources: [Source]
  /// Of all cells whose seconds are known.
  package let seconds: Double
  private let cellCount: Int
  /// More values of one thing than this are counted and not shown.
  private static let mostValues = 4

  package init(_ results: StoredResults) {
    file = results.document.provenance.map {
      Entry(name: $0.name, value: $0.value.shown, cells: 0)
    }
    cellCount = results.cells.count
    var counts = Counts<Entry>()
    var sources = Counts<Source>()
    var seconds = 0.0
    for cell in results.cells {
      for attribute in cell.provenance {
        if attribute.name == "seconds" {
          seconds += attribute.value.number ?? 0
        } else if !["started", DescribedTask.attribute].contains(attribute.name) {
          counts.add(Entry(name: attribute.name, value: attribute.value.shown, cells: 0))
        }
      }
      if let frozen = cell.frozen {
        sources.add(Source(name: "weights \(frozen.asset)", sha256: frozen.sha256, cells: 0))
      }
      if let configuration = CellConfiguration(json: cell.configuration),
        let data = configuration.values["task.data"]
      {
        let task = configuration.values["task"] ?? ""
        sources.add(Source(name: "data \(task)", sha256: data, cells: 0))
      }
    }
    cells = counts.all.map { Entry(name: $0.name, value: $0.value, cells: $1) }
      .sorted { $0.name == $1.name ? false : $0.name < $1.name }
    self.sources = sources.all.map { Source(name: $0.name, sha256: $0.sha256, cells: $1) }
      .sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }
    self.seconds = seconds
  }

  /// How often each element was met, in the order in which they were.
  private struct Counts<Element: Hashable> {
    private var places: [Element: Int] = [:]
    private(set) var all: [(Element, Int)] = []

    mutating func add(_ element: Element) {
      if let place = places[element] {
        all[place].1 += 1
      } else {
        places[element] = all.count
        all.append((element, 1))
      }
    }
  }

  private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  private enum CodingKeys: String, CodingKey { case file, cells, sources, seconds }

  /// Lines of text, each ended by a line break.
  package var text: String {
    var parts: [String] = []
    if file.isEmpty && cells.isEmpty {
      parts.append("the file has no provenance: it was left out when the file was written\n")
    }
    if !file.isEmpty {
      parts.append("the file\n" + Columns.text(file.map { ["  " + $0.name, $0.value] }))
    }
    if !cells.isEmpty {
      let rows = cells.reduce(into: [[String]]()) { rows, entry in
        let values = cells.count { $0.name == entry.name }
        if values > Self.mostValues {
          // Such as the command lines of processes that computed a cell each.
          if rows.last?.first != "  " + entry.name {
            rows.append(["  " + entry.name, "\(values) different ones"])
          }
          return
        }
        // What all of them have in common needs no number.
        rows.append(
          ["  " + entry.name, entry.value]
            + (entry.cells == cellCount ? [] : [Self.cells(entry.cells)]))
      }
      let total = Amount.duration(seconds)
      parts.append("its cells, \(total) of computing\n" + Columns.text(rows))
    }
    if !sources.isEmpty {
      let rows = sources.map { source in
        ["  " + source.name, source.sha256, Self.cells(source.cells)]
      }
      parts.append("what they began from, by SHA-256\n" + Columns.text(rows))
    }
    return parts.joined(separator: "\n")
  }
}
