import FPTLib
import FPTScript

/// A results file as it is merged, compared and run again: the script inside, the cells, and the points of the runs.
package struct StoredResults: Sendable {
  package let path: String
  package let digest: ContentDigest
  /// Of the format that the file is in.
  package let formatVersion: Int64
  /// All that the file holds.
  package let document: ResultsDocument
  package let runs: [StoredRun]
  private let places: [String: Int]

  /// Reads and checks a file.
  package init(path: String) throws(ResultFileError) {
    try self.init(tree: try ResultFile.read(path), path: path)
  }

  /// Takes over the content of a file that was read.
  package init(tree: ResultGroup, path: String) throws(ResultFileError) {
    self.path = path
    formatVersion = tree.formatVersion
    digest = ContentDigest(of: tree)
    document = try ResultsDocument(tree: tree, path: path)
    runs = document.runs.map(StoredRun.init)
    places = Dictionary(
      document.cells.enumerated().map { ($1.hash, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The profile in force; nil where the experiment declares none.
  package var profile: String? { document.profile.isEmpty ? nil : document.profile }
  package var overrides: [Override] { document.overrides.compactMap(Override.init(assignment:)) }
  /// The experiment file first.
  package var sources: [ResultsDocument.Source] { document.sources }
  /// Files of published values.
  package var references: [ResultsDocument.Source] { document.references }
  /// By hash.
  package var cells: [CellRecord] { document.cells }

  /// The cell of a hash.
  package func cell(_ hash: String) -> CellRecord? { places[hash].map { document.cells[$0] } }

  /// What people call a cell: its first point.
  package func name(of hash: String) -> String {
    for run in runs {
      if let offset = run.hashes.firstIndex(of: hash) {
        return run.labels(at: offset).joined(separator: " · ")
      }
    }
    return String(hash.prefix(CellHash.shownDigits))
  }
}

/// One run of a results file: which cell stands behind each point.
package struct StoredRun: Sendable, Hashable {
  package struct Axis: Sendable, Hashable {
    package var name: String
    package var labels: [String]
  }
  package let name: String
  package let axes: [Axis]
  /// Row-major over the axes; empty where there is no cell or it is not known.
  package let hashes: [String]
  package let states: [String]

  init(_ run: RunResults) {
    name = run.name
    axes = run.axes.map { Axis(name: $0.name, labels: $0.expressionTexts) }
    let count = run.axes.reduce(1) { $0 * $1.count }
    var hashes = [String](repeating: "", count: count)
    var states = hashes
    for point in run.points {
      let offset = run.axes.offset(of: point.index)
      hashes[offset] = point.cell
      states[offset] = point.state.rawValue
    }
    (self.hashes, self.states) = (hashes, states)
  }

  /// The index on each axis of a point, by its place among all points.
  func index(at offset: Int) -> [Int] {
    var rest = offset
    var index: [Int] = []
    for axis in axes.reversed() {
      let count = max(1, axis.labels.count)
      index.append(rest % count)
      rest /= count
    }
    return index.reversed()
  }

  /// The label on each axis of a point, by its place among all points.
  func labels(at offset: Int) -> [String] {
    zip(axes, index(at: offset)).map { axis, index in
      axis.labels.indices.contains(index) ? axis.labels[index] : ""
    }
  }

  /// A point by names and labels, whatever the order of the axes.
  package func point(at offset: Int) -> [String: String] {
    Dictionary(
      zip(axes.map(\.name), labels(at: offset)), uniquingKeysWith: { first, _ in first })
  }

  /// The place of a point among all points; nil where the run has no such point.
  func offset(of point: [Int]) -> Int? {
    guard point.count == axes.count else { return nil }
    var offset = 0
    for (index, axis) in zip(point, axes) {
      guard axis.labels.indices.contains(index) else { return nil }
      offset = offset * axis.labels.count + index
    }
    return hashes.indices.contains(offset) ? offset : nil
  }
}

extension ResultAxis {
  /// The labels as experiment files write them.
  fileprivate var expressionTexts: [String] {
    if case .numbers(let numbers) = labels {
      return numbers.map { Value.number($0).expressionText }
    }
    return labelTexts
  }
}

extension Override {
  /// `path=expression`, as results keep it.
  init?(assignment text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    self.init(
      path: String(text[..<equals]), expression: String(text[text.index(after: equals)...]))
  }

  var assignment: String { "\(path)=\(expression)" }
}
