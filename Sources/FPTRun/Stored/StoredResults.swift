import FPTLib
import FPTScript

/// A results file as it is merged, compared and run again: the script inside, the cells, and the points of the runs.
public struct StoredResults: Sendable {
  public let path: String
  public let digest: ContentDigest
  /// The profile in force; nil where the experiment declares none.
  public let profile: String?
  public let overrides: [Override]
  /// The experiment file first.
  public let sources: [ResultsDocument.Source]
  /// Files of published values.
  public let references: [ResultsDocument.Source]
  /// By hash.
  public let cells: [CellRecord]
  public let runs: [StoredRun]
  /// Tables and plots, as the file has them.
  public let tables: [ResultGroup.Child]
  public let plots: [ResultGroup.Child]

  /// Reads and checks a file.
  public init(path: String) throws(ResultFileError) {
    try self.init(tree: try ResultFile.read(path), path: path)
  }

  /// Takes over the content of a file that was read.
  public init(tree: ResultGroup, path: String) throws(ResultFileError) {
    self.path = path
    digest = ContentDigest(of: tree)
    guard let script = tree.group("script"), let stored = tree.group("cells") else {
      throw .notAResultsFile(path: path, found: "no results of an experiment, perhaps one cell")
    }
    let texts = Dictionary(
      script.variables.compactMap { variable -> (String, String)? in
        guard case .texts(let texts) = variable.values, let text = texts.first else { return nil }
        return (variable.name, text)
      }, uniquingKeysWith: { first, _ in first })
    func files(_ names: [String]) throws(ResultFileError) -> [ResultsDocument.Source] {
      var files: [ResultsDocument.Source] = []
      for name in names {
        guard let text = texts[name] else {
          throw .damaged(path: path, place: "/script", expected: "the file \(name)", found: "none")
        }
        files.append(ResultsDocument.Source(name: name, text: text))
      }
      return files
    }
    sources = try files(script.attribute("files")?.texts ?? [])
    references = try files(script.attribute("references")?.texts ?? [])
    profile = script.attribute("profile")?.text.flatMap { $0.isEmpty ? nil : $0 }
    overrides = (script.attribute("overrides")?.texts ?? []).compactMap(Override.init(assignment:))
    let provenance = tree.group(at: ["provenance", "cells"])
    var cells: [CellRecord] = []
    for child in stored.groups {
      do throws(ResultTreeError) {
        cells.append(
          try CellRecord(
            hash: child.name, content: child.group,
            provenance: provenance?.group(child.name)?.attributes ?? []))
      } catch {
        throw .damaged(
          path: path, place: "/cells/\(child.name)", expected: "a cell", found: "\(error)")
      }
    }
    self.cells = cells.sorted { $0.hash < $1.hash }
    var runs: [StoredRun] = []
    for child in tree.group("runs")?.groups ?? [] {
      guard let run = StoredRun(child) else {
        throw .damaged(
          path: path, place: "/runs/\(child.name)", expected: "axes, states and cells of a run",
          found: "something else")
      }
      runs.append(run)
    }
    self.runs = runs
    tables = tree.group("tables")?.groups ?? []
    plots = tree.group("plots")?.groups ?? []
  }

  /// The cell of a hash.
  public func cell(_ hash: String) -> CellRecord? { cells.first { $0.hash == hash } }

  /// What people call a cell: its first point.
  public func name(of hash: String) -> String {
    for run in runs {
      if let offset = run.hashes.firstIndex(of: hash) {
        return run.labels(at: offset).joined(separator: " · ")
      }
    }
    return String(hash.prefix(CellHash.shownDigits))
  }

  /// The experiment that the script inside declares, under its profile and overrides.
  ///
  /// - Throws: `UnusableScript` where this version does not understand it.
  public func experiment() throws(UnusableScript) -> ResolvedExperiment {
    guard let main = sources.first else { throw UnusableScript(path: path, reason: "it has none") }
    let files = Dictionary(
      (sources + references).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let result = check(
      path: main.name, loader: InMemorySources(files), profile: profile, overrides: overrides)
    if let experiment = result.experiment { return experiment }
    let first = result.diagnostics.first { $0.severity == .error }?.message
    throw UnusableScript(path: path, reason: first ?? "it has errors")
  }

  /// The published values inside, by the names that tables give them.
  ///
  /// - Throws: `UnreadableReference` for one that breaks the rules of such files.
  public func published() throws(UnreadableReference) -> [String: PublishedValues] {
    var values: [String: PublishedValues] = [:]
    for file in references {
      do throws(PublishedValuesError) {
        values[file.name] = try PublishedValues(csv: file.text)
      } catch {
        throw UnreadableReference(file: "\(path), \(file.name)", reason: "\(error)")
      }
    }
    return values
  }
}

/// One run of a results file: which cell stands behind each point.
public struct StoredRun: Sendable, Hashable {
  public struct Axis: Sendable, Hashable {
    public var name: String
    public var labels: [String]
  }
  public let name: String
  public let axes: [Axis]
  /// Row-major over the axes; empty where there is no cell or it is not known.
  public let hashes: [String]
  public let states: [String]

  init?(_ child: ResultGroup.Child) {
    name = child.name
    let group = child.group
    guard let cells = group.variable("cell"), case .texts(let hashes) = cells.values,
      let state = group.variable("state"), case .texts(let states) = state.values,
      hashes.count == states.count
    else { return nil }
    var axes: [Axis] = []
    for (dimension, size) in zip(cells.dimensions, cells.shape) {
      guard let labels = group.variable(dimension)?.values.labels, labels.count == size else {
        return nil
      }
      axes.append(Axis(name: dimension, labels: labels))
    }
    (self.axes, self.hashes, self.states) = (axes, hashes, states)
  }

  /// The index on each axis of a point, by its place among all points.
  func index(at offset: Int) -> [Int] {
    var rest = offset
    var index: [Int] = []
    for axis in axes.reversed() {
      let count = max(1, axis.labels.count)
      index.insert(rest % count, at: 0)
      rest /= count
    }
    return index
  }

  /// The label on each axis of a point, by its place among all points.
  func labels(at offset: Int) -> [String] {
    zip(axes, index(at: offset)).map { axis, index in
      axis.labels.indices.contains(index) ? axis.labels[index] : ""
    }
  }

  /// A point by names and labels, whatever the order of the axes.
  public func point(at offset: Int) -> [String: String] {
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

extension ResultVariable.Values {
  /// Coordinates as texts; nil for what no axis has.
  fileprivate var labels: [String]? {
    switch self {
    case .texts(let texts): texts
    case .int64(let integers): integers.map { "\($0)" }
    case .float64(let numbers): numbers.map { Value.number($0).expressionText }
    case .float32, .int8: nil
    }
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

/// A results file whose script cannot be used.
public struct UnusableScript: Error, Sendable, CustomStringConvertible {
  public var path: String
  public var reason: String
  public var description: String {
    "\(path): the script inside cannot be used by this version: \(reason)"
  }
}
