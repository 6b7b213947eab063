extension ResolvedRun {
  /// Names of the runs whose cells this run's cells are made from, in the order they are met.
  var referredRuns: [String] {
    var result: [String] = []
    func visit(_ value: Value) {
      switch value {
      case .cell(let reference):
        if !result.contains(reference.run) { result.append(reference.run) }
      case .constructed(let constructed): for field in constructed.fields { visit(field.value) }
      case .list(let values): for value in values { visit(value) }
      default: break
      }
    }
    for cell in cells {
      visit(.constructed(cell.task.value))
      visit(.constructed(cell.model.value))
    }
    return result
  }
}
