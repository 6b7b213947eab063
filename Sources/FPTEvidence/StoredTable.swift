import FPTFigures
import FPTResults
import FPTStatistics

/// A table of a results file, with the run that its numbers are of.
struct StoredTable {
  let figure: ResultsDocument.Figure
  let run: RunResults
  private let hasChoice: Bool
  private let names: DisplayNames

  /// - Throws: `EvidenceError` where the file has no such table, or the table's run is not there.
  init(titled title: String, in document: ResultsDocument) throws(EvidenceError) {
    guard let figure = document.tables.first(where: { $0.title == title }) else {
      throw .noTable(title, there: document.tables.map(\.title))
    }
    guard let name = figure.attribute("run")?.text,
      let run = document.runs.first(where: { $0.name == name })
    else { throw .broken("the table “\(title)” names no run of the file") }
    self.figure = figure
    self.run = run
    names = DisplayNames(document.notebook?.labels ?? [])
    hasChoice = figure.attribute("chosen_from")?.text != nil
  }

  /// The index on each axis of the table of a place; nil for an axis that is not named.
  private func index(of place: [Claim.Point]) throws(EvidenceError) -> [Int?] {
    var index = [Int?](repeating: nil, count: figure.axes.count)
    for point in place {
      guard let axis = figure.axes.firstIndex(where: { $0.name == point.axis }) else {
        throw .noPoint(point, table: figure.title)
      }
      guard let found = figure.axes[axis].labelTexts.firstIndex(of: point.label) else {
        throw .noPoint(point, table: figure.title)
      }
      index[axis] = found
    }
    return index
  }

  /// The arm at a place, which names a point of each axis of the table.
  func arm(_ name: String, at place: [Claim.Point]) throws(EvidenceError) -> ArmEvidence {
    let named = try index(of: place)
    let index = named.compactMap(\.self)
    guard index.count == named.count else {
      let axis = zip(figure.axes, named).first { $0.1 == nil }?.0.name ?? ""
      throw .noPlace(axis: axis, table: figure.title)
    }
    let offset = figure.axes.offset(of: index)
    let points = points(at: index)
    let choice = choice(at: offset, among: points)
    let chosen = choice.map { choice in
      points.filter { $0.index[choice.axis] == choice.index }
    }
    func known(_ array: String) -> Double? {
      guard let values = figure.array(array)?.values, values.indices.contains(offset),
        !values[offset].isNaN
      else { return nil }
      return values[offset]
    }
    var interval: ConfidenceInterval?
    if let low = known("ci95_low"), let high = known("ci95_high") {
      interval = ConfidenceInterval(lower: low, upper: high, confidence: 0.95)
    }
    let axis = place.last { $0.label == name }?.axis
    return ArmEvidence(
      name, label: axis.map { names.name(name, of: $0) }, mean: known("mean"), interval: interval,
      missing: points.count { $0.state != .done && $0.state != .diverged },
      diverged: (chosen ?? points).count { $0.state == .diverged },
      choice: choice?.shown)
  }

  /// The points of the run behind a point of the table: all seeds, and all points of the axis that is chosen from.
  func points(at index: [Int]) -> [RunResults.Point] {
    let wanted = zip(figure.axes, index).compactMap { axis, index in
      run.axes.firstIndex { $0.name == axis.name }.map { (axis: $0, index: index) }
    }
    return run.points.filter { point in
      wanted.allSatisfy { $0.axis < point.index.count && point.index[$0.axis] == $0.index }
    }
  }

  /// The same by names.
  func points(at place: [Claim.Point]) throws(EvidenceError) -> [RunResults.Point] {
    points(at: try index(of: place).compactMap(\.self))
  }

  /// What was chosen, with its place in the arm's own grid, which `skip` may have made smaller than the axis.
  private func choice(
    at offset: Int, among points: [RunResults.Point]
  ) -> (axis: Int, index: Int, shown: ArmEvidence.Choice)? {
    guard hasChoice, let name = figure.attribute("chosen_from")?.text,
      let axis = run.axes.firstIndex(where: { $0.name == name }),
      let values = figure.array("chosen")?.values, values.indices.contains(offset),
      let index = Int(exactly: values[offset])
    else { return nil }
    let grid = Set(points.compactMap { axis < $0.index.count ? $0.index[axis] : nil }).sorted()
    guard let place = grid.firstIndex(of: index) else { return nil }
    let labels = figure.attribute("chosen_meanings")?.texts ?? run.axes[axis].labelTexts
    return (
      axis, index,
      ArmEvidence.Choice(
        axis: name, label: labels.indices.contains(index) ? labels[index] : "?", place: place,
        count: grid.count)
    )
  }

  // MARK: Comparisons

  /// The comparisons of the table.
  var comparisons: StoredComparisons? {
    figure.part(NotebookLayout.Table.comparisonsGroup).map {
      StoredComparisons(part: $0, axes: figure.axes.map(\.name))
    }
  }

  /// Whether every cell that a comparison of the table rests on is there.
  var isWhole: Bool { run.points.allSatisfy { $0.state == .done || $0.state == .diverged } }
}

/// The group `comparisons` of a table.
struct StoredComparisons {
  let part: ResultsDocument.Figure
  let axes: [String]

  private func texts(_ name: String) -> [String] {
    part.texts.first { $0.name == name }?.values ?? []
  }

  /// The place of a comparison among all; nil where the table has none of it.
  func index(of arms: Claim.Arms, at place: [Claim.Point]) -> Int? {
    let (left, right, axis) = (texts("left"), texts("right"), texts("axis"))
    guard left.count == right.count, axis.count == left.count else { return nil }
    let others = axes.map { (name: $0, labels: texts("at_" + $0)) }
    return left.indices.first { index in
      left[index] == arms.left && right[index] == arms.right
        && others.allSatisfy { other in
          guard other.name != axis[index] else { return true }
          guard other.labels.indices.contains(index) else { return false }
          return place.first { $0.axis == other.name }?.label == other.labels[index]
        }
    }
  }

  /// The axis that a comparison is along.
  func axis(_ index: Int) -> String { texts("axis")[index] }

  func value(_ name: String, _ index: Int) -> Double? {
    guard let values = part.array(name)?.values, values.indices.contains(index),
      !values[index].isNaN
    else { return nil }
    return values[index]
  }

  func count(_ name: String, _ index: Int) -> Int {
    value(name, index).flatMap { Int(exactly: $0) } ?? 0
  }

  func interval(_ name: String, _ index: Int, confidence: Double) -> ConfidenceInterval? {
    guard let low = value(name + "_low", index), let high = value(name + "_high", index) else {
      return nil
    }
    return ConfidenceInterval(lower: low, upper: high, confidence: confidence)
  }

  var family: String? { part.attribute("family")?.text }
  var familySize: Int {
    part.attribute("family_size")?.integer.flatMap { Int(exactly: $0) } ?? 0
  }
  var margin: Double? { part.attribute("margin")?.number }
}

/// Why a results file does not answer a line of a claim.
package enum EvidenceError: Error, Sendable, Hashable {
  case noTable(String, there: [String])
  case noPoint(Claim.Point, table: String)
  /// A place has to name a point of this axis of a table.
  case noPlace(axis: String, table: String)
  case noComparison(Claim.Arms, place: [Claim.Point], table: String)
  case noMeasure(String)
  case broken(String)
}

extension EvidenceError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noTable(let title, _): "no table is called “\(title)”"
    case .noPoint(let point, let table):
      "the table “\(table)” has no point `\(point.label)` on an axis `\(point.axis)`"
    case .noPlace(let axis, let table):
      "the table “\(table)” has the axis `\(axis)`, of which no point is named"
    case .noComparison(let arms, let place, let table):
      "the table “\(table)” does not compare `\(arms.left)` against `\(arms.right)`"
        + (place.isEmpty
          ? "" : " at " + place.map { "`\($0.axis)=\($0.label)`" }.joined(separator: ", "))
    case .noMeasure(let name): "no measure `\(name)` has an attention map of all of its cells"
    case .broken(let text): text
    }
  }

  /// What might have been meant.
  package var candidates: [String] {
    if case .noTable(_, let there) = self { there } else { [] }
  }
}
