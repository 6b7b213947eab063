/// Cells chosen by their points: `task=mnist,arm="language, frozen",seed=0`.
package struct CellSelection: Sendable, Hashable {
  /// One axis and the label of a point on it; `run` stands for the name of the run.
  package struct Coordinate: Sendable, Hashable {
    package var axis: String
    package var label: String
  }

  package var coordinates: [Coordinate]

  /// Why a text chooses no cell, or not one.
  package enum Failure: Error, Sendable, Hashable {
    case malformed(String)
    case unknownAxis(String, known: [String], near: [String])
    case unknownPoint(axis: String, label: String, known: [String], near: [String])
    case noCell
    case severalCells(count: Int, open: [String])
  }

  /// Reads `axis=label` pairs between commas; a label with a comma in it stands in quotes.
  package init(parsing text: String) throws(Failure) {
    coordinates = []
    var parts: [String] = [""]
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    guard !isQuoted else { throw .malformed(text) }
    for part in parts.map({ Self.trimmed($0[...]) }) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(Self.trimmed)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else { throw .malformed(part) }
      coordinates.append(Coordinate(axis: sides[0], label: sides[1]))
    }
  }

  /// Reads what names a cell by points; nil for what has no `=`, as a hash has none.
  package init?(ofPoints text: String) throws(Failure) {
    guard text.contains("=") else { return nil }
    try self.init(parsing: text)
  }

  /// Without the spaces around it.
  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// Every cell of an experiment that has these points, with its run.
  package func cells(
    of experiment: ResolvedExperiment
  ) throws(Failure) -> [(run: ResolvedRun, cell: ResolvedCell)] {
    for coordinate in coordinates { try check(coordinate, experiment) }
    return experiment.runs.flatMap { run in
      run.cells.filter { matches($0, of: run) }.map { (run, $0) }
    }
  }

  /// The one cell that has these points.
  package func cell(
    of experiment: ResolvedExperiment
  ) throws(Failure) -> (run: ResolvedRun, cell: ResolvedCell) {
    let found = try cells(of: experiment)
    guard let first = found.first else { throw .noCell }
    guard found.count == 1 else {
      let named = Set(coordinates.map(\.axis))
      var open: [String] = []
      if found.contains(where: { $0.run.name != first.run.name }) { open.append("run") }
      for axis in first.run.axes where axis.points.count > 1 && !named.contains(axis.name) {
        open.append(axis.name)
      }
      throw .severalCells(count: found.count, open: open)
    }
    return first
  }

  private func matches(_ cell: ResolvedCell, of run: ResolvedRun) -> Bool {
    coordinates.allSatisfy { coordinate in
      if coordinate.axis == "run" { return run.name == coordinate.label }
      guard let index = run.axes.firstIndex(where: { $0.name == coordinate.axis }) else {
        return coordinate.axis == "seed" && String(cell.seed) == coordinate.label
      }
      return run.axes[index].points[cell.point[index]].answers(to: coordinate.label)
    }
  }

  private func check(
    _ coordinate: Coordinate, _ experiment: ResolvedExperiment
  ) throws(Failure) {
    let name = coordinate.axis
    var labels: [String] = []
    var isKnown = false
    var axes = ["run"]
    for run in experiment.runs {
      if name == "run" { labels.append(run.name) }
      for axis in run.axes {
        if !axes.contains(axis.name) { axes.append(axis.name) }
        guard axis.name == name else { continue }
        labels += axis.points.map(\.label).filter { !labels.contains($0) }
        isKnown = isKnown || axis.points.contains { $0.answers(to: coordinate.label) }
      }
    }
    guard axes.contains(name) || name == "seed" else {
      throw .unknownAxis(name, known: axes, near: Suggestions.near(name, among: axes))
    }
    guard labels.isEmpty || isKnown || labels.contains(coordinate.label) else {
      throw .unknownPoint(
        axis: name, label: coordinate.label, known: labels,
        near: Suggestions.near(coordinate.label, among: labels))
    }
  }
}

extension Axis.Point {
  /// True for the point's label, and for its number however it is written: `1e-3`, `0.001`.
  fileprivate func answers(to text: String) -> Bool {
    if label == text { return true }
    guard let number = Double(text.replacing("_", with: "")) else { return false }
    switch value {
    case .integer(let own): return Double(own) == number
    case .number(let own): return own == number
    default: return false
    }
  }
}

extension CellSelection.Failure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let part):
      let found = "cells are chosen as in task=mnist,seed=0; found \(quotedForMessage(part))"
      return part.contains("=")
        ? found : found + ". A name with a comma in it stands in quotes: arm=\"language, frozen\""
    case .unknownAxis(let name, let known, let near):
      return "there is no axis \(quotedForMessage(name)); "
        + (near.isEmpty ? "the axes are \(known.joined(separator: ", "))" : didYouMean(near))
    case .unknownPoint(let axis, let label, let known, let near):
      return "the axis \(axis) has no point \(quotedForMessage(label)); "
        + (near.isEmpty
          ? "it has \(known.map(Self.written).joined(separator: ", "))"
          : didYouMean(near.map(Self.written)))
    case .noCell: return "no cell has these points"
    case .severalCells(let count, let open):
      return "\(count) cells have these points; say also \(open.joined(separator: ", "))"
    }
  }

  /// A label as a selection has it.
  private static func written(_ label: String) -> String {
    label.contains(",") ? "\"\(label)\"" : label
  }
}
