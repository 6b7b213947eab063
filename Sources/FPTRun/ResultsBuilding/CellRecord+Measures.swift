import FPTLib

extension CellRecord {
  /// Leaves out the measures that are not among some keys, and puts the others in their order.
  ///
  /// A results file has only the measures of its own plan, in the plan's order, even if the store has more.
  mutating func keepMeasures(_ keys: [String]) {
    measures = keys.compactMap { key in measures.first { $0.name == key } }
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
