import FPTScript

extension Claim {
  /// What the line names and its experiment does not declare, in the order of the columns; empty where all is there.
  ///
  /// It needs no results. A learning rate or a task that a profile leaves out is not declared either.
  package func faults(in experiment: ResolvedExperiment) -> [EvidenceError] {
    var faults: [EvidenceError] = []
    func check(_ title: String?, _ arms: Arms?, needsComparison: Bool) {
      guard let title else { return }
      let tables = experiment.tables
      guard let table = tables.first(where: { $0.title == title }) else {
        faults.append(.noTable(title, there: tables.map(\.title)))
        return
      }
      let run = experiment.runs.first { $0.name == table.run }
      func axis(_ name: String) -> Axis? { run?.axes.first { $0.name == name } }
      let shown = table.rows + table.columns
      for point in place where title != condition?.table {
        guard shown.contains(point.axis),
          axis(point.axis)?.points.contains(where: { $0.label == point.label }) == true
        else {
          faults.append(.noPoint(point, table: title))
          continue
        }
      }
      guard let arms else { return }
      let compared = table.comparisons.first { $0.left == arms.left && $0.right == arms.right }
      let common =
        compared?.axis
        ?? shown.first { name in
          let labels = axis(name)?.points.map(\.label) ?? []
          return labels.contains(arms.left) && labels.contains(arms.right)
        }
      guard let common, compared != nil || !needsComparison else {
        faults.append(.noComparison(arms, place: place, table: title))
        return
      }
      if let absent = shown.first(where: { name in
        name != common && !place.contains { $0.axis == name }
      }) {
        faults.append(.noPlace(axis: absent, table: title))
      }
      if chance != nil, title == judgedBy ?? self.table || title == rateJudgedBy ?? rateTable,
        !table.show.contains("ci95")
      {
        faults.append(
          .broken(
            "the table “\(title)” does not show `ci95`, by which an arm is said to leave chance"))
      }
      if direction == .equal, table.margin == nil {
        faults.append(.broken("the table “\(title)” has no `equal: within …`"))
      }
    }
    let comparesTable = attention == nil
    check(table, arms, needsComparison: comparesTable)
    check(rateTable, arms, needsComparison: comparesTable)
    check(judgedBy, arms, needsComparison: false)
    check(rateJudgedBy, arms, needsComparison: false)
    if let condition, !experiment.tables.contains(where: { $0.title == condition.table }) {
      faults.append(.noTable(condition.table, there: experiment.tables.map(\.title)))
    }
    if let attention {
      let measures = experiment.runs.flatMap(\.measures).filter { $0.name == attention.measure }
      if !measures.contains(where: { $0.value.constructor == "AttentionMap" }) {
        faults.append(.noMeasure(attention.measure))
      }
    }
    return faults
  }
}

extension ResolvedExperiment {
  /// The tables of the notebook, in order.
  package var tables: [TableSpecification] {
    notebook.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }
}
