import FPTLib

extension CellRecord {
  /// Leaves out the measures that are not among some keys, and puts the others in their order.
  ///
  /// A results file has only the measures of its own plan, in the plan's order, even if the store has more.
  mutating func keepMeasures(_ keys: [String]) {
    measures = keys.compactMap { key in measures.first { $0.name == key } }
    keepOrigins(of: keys)
  }

  /// Leaves out where other measures than some were imported from.
  private mutating func keepOrigins(of keys: [String]) {
    guard let origins = provenanceValue(ImportedCells.measuresAttribute)?.texts else { return }
    let kept = origins.filter { origin in keys.contains { origin.hasSuffix(" \($0)") } }
    setProvenance(ImportedCells.measuresAttribute, kept.isEmpty ? nil : .texts(kept))
  }

  /// Keeps what another experiment has measured of the same cell, which was computed again for other measures.
  ///
  /// What was imported is left out: nobody could tell it from what was computed here.
  mutating func keepMeasures(of earlier: CellRecord) {
    guard earlier.provenanceValue(ImportedCells.attribute) == nil else { return }
    let imported = earlier.provenanceValue(ImportedCells.measuresAttribute)?.texts ?? []
    let others = earlier.measures.filter { measure in
      !measures.contains { $0.name == measure.name }
        && !imported.contains { $0.hasSuffix(" \(measure.name)") }
    }
    if others.isEmpty { return }
    measures += others
    takeProvenance(of: earlier)
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
