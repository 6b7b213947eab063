import FPTLib

extension CellRecord {
  /// Leaves out the measures that are not among some keys, and puts the others in their order.
  ///
  /// A results file has only the measures of its own plan, in the plan's order, even if the store has more.
  mutating func keepMeasures(_ keys: [String]) {
    measures = keys.compactMap { key in measures.first { $0.name == key } }
  }

  /// Keeps what another experiment has measured of the same cell, which was computed again for other measures.
  ///
  /// What was imported is left out: nobody could tell it from what was computed here.
  mutating func keepMeasures(of earlier: CellRecord) {
    guard state == .done, earlier.state == .done,
      earlier.provenanceValue(ImportedCells.attribute) == nil
    else { return }
    let known = Set(measures.map(\.name))
    measures += earlier.measures.filter { !known.contains($0.name) }
  }
}

extension ExperimentPlan {
  /// The keys of the measures that the plan asks for of each cell, each once, in its order.
  var measureKeys: [String: [String]] {
    var keys: [String: [String]] = [:]
    for cell in cells {
      guard let hash = cell.identity?.hash else { continue }
      for measure in cell.resolved.measures {
        let key = CellIdentity.measureKey(measure.value)
        if keys[hash, default: []].contains(key) { continue }
        keys[hash, default: []].append(key)
      }
    }
    return keys
  }
}
