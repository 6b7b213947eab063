import FPTFigures
import FPTResults

extension NotebookTable {
  /// The comparisons of each measure, from the groups that keep them.
  mutating func addComparisons(
    of figures: [ResultsDocument.Figure], _ layout: NotebookLayout.Table
  ) throws(ResultTreeError) {
    for (measure, figure) in figures.enumerated() {
      guard let part = figure.part(NotebookLayout.Table.comparisonsGroup) else { continue }
      let axes = layout.rows + layout.columns
      let found = NotebookClaim(
        axes: axes.filter { axis in part.texts("at_" + axis).contains { !$0.isEmpty } },
        family: part.attribute("family")?.text,
        familySize: part.attribute("family_size")?.integer.flatMap { Int(exactly: $0) } ?? 0,
        margin: part.attribute("margin")?.number)
      guard comparisons.isEmpty || found.axes == claim.axes else {
        throw .unexpected(
          place: "“\(figure.title)”", expected: "comparisons at points of \(claim.axes)",
          found: "\(found.axes)")
      }
      claim = found
      let (left, right) = (part.texts("left"), part.texts("right"))
      let place = claim.axes.map { part.texts("at_" + $0) }
      let (difference, pairs) = (try part.values("difference"), try part.values("pairs"))
      guard left.count == pairs.count, right.count == pairs.count,
        place.allSatisfy({ $0.count == pairs.count })
      else {
        throw .unexpected(
          place: "“\(figure.title)”", expected: "two texts for each comparison", found: "others")
      }
      func known(_ name: String, _ index: Int) -> Double? {
        part.array(name).flatMap { $0.values[index].isNaN ? nil : $0.values[index] }
      }
      func interval(_ name: String, _ index: Int) -> NotebookInterval? {
        known(name + "_low", index).flatMap { low in
          known(name + "_high", index).flatMap { NotebookInterval(low, $0) }
        }
      }
      for index in pairs.indices {
        var item = NotebookComparison(
          left: left[index], right: right[index], place: place.map { $0[index] },
          difference: difference[index].isNaN ? nil : difference[index],
          pairs: Int(exactly: pairs[index]) ?? 0,
          expected: known("expected", index).flatMap { Int(exactly: $0) })
        item.measure = measure
        item.interval = interval("difference", index)
        item.adjusted = interval("adjusted", index)
        (item.p, item.adjustedP) = (known("p", index), known("p_holm", index))
        item.level = known("level", index)
        (item.signP, item.permutationP) = (known("sign_p", index), known("permutation_p", index))
        item.hasDiverged = known("diverged", index).map { $0 > 0 } ?? false
        item.waiting = known("waiting", index).flatMap { Int(exactly: $0) } ?? 0
        item.isEqual = known("equal", index).map { $0 == 1 }
        comparisons.append(item)
      }
    }
  }

  /// Wilson's intervals of each seed: at the point itself for one seed, else as tables with the seeds across.
  mutating func addIntervals(
    of figures: [ResultsDocument.Figure], _ layout: NotebookLayout.Table
  ) throws(ResultTreeError) {
    for (index, figure) in figures.enumerated() {
      guard let part = figure.part(NotebookLayout.Table.seedsGroup),
        let seedAxis = part.axes.last, part.axes.dropLast() == figure.axes[...]
      else { continue }
      let seeds = seedAxis.labelTexts
      let values = try part.values("value")
      let (low, high) = (try part.values("ci_test_low"), try part.values("ci_test_high"))
      let points = try figure.combinations(layout.rows + layout.columns)
      let examples = try part.values("examples").filter { !$0.isNaN }
      var rows: [[NotebookPoint]] = []
      for point in points.indices {
        rows.append(
          seeds.indices.map { seed in
            let i = point * seeds.count + seed
            guard !values[i].isNaN else { return NotebookPoint(state: .skipped) }
            var shown = NotebookPoint(state: .done, mean: values[i], count: 1)
            shown.ciTest = NotebookInterval(low[i], high[i])
            return shown
          })
      }
      let measure = measures[index]
      var table = NotebookTable(
        title: "\(title), each seed", measure: measure.label,
        rowAxes: layout.rows + layout.columns, columnAxes: [seedAxis.name], rows: points,
        columns: seeds.map { ["\(seedAxis.name) \($0)"] }, points: rows, show: [.ciTest],
        format: measure.format)
      if let least = examples.min(), least == examples.max() {
        table.note = "over \(ValueFormat.fixed(least, digits: 0)) test examples"
      }
      parts.append(table)
    }
  }
}

extension ResultsDocument.Figure {
  /// The texts of a name; none where there are none.
  fileprivate func texts(_ name: String) -> [String] {
    texts.first { $0.name == name }?.values ?? []
  }
}
