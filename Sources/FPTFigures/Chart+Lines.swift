import FPTResults

extension Chart {
  /// A plot of lines of a results file.
  ///
  /// - Throws: `ResultTreeError` where the array of means is missing, or a part has other axes.
  init(_ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Plot) throws(ResultTreeError) {
    let lines = try StoredLines(figure, layout)
    let facets = try CombinedLabels(layout.facets, of: figure)
    let series = try CombinedLabels(layout.series, of: figure)
    var remarks: [String] = []
    var scale: ChartAxis.Scale = layout.hasLogarithmicX ? .logarithmic : .linear
    if case .texts(let names)? = figure.axis(layout.x)?.labels {
      scale = .categories(names)
      if layout.hasLogarithmicX {
        remarks.append("names have no logarithmic scale: each has a place of its own")
      }
    }
    var isWhole = false
    if case .integers? = figure.axis(layout.x)?.labels { isWhole = true }
    let diverged = lines.diverged
    if let diverged { remarks.append(diverged.text) }
    let limits: ChartPoint.Interval? =
      if case .percent? = layout.format { ChartPoint.Interval(low: 0, high: 1) } else { nil }
    self.init(
      title: figure.title, x: ChartAxis(label: layout.xLabel, scale: scale, isWhole: isWhole),
      y: ChartAxis(
        label: layout.yLabel, scale: layout.hasLogarithmicY ? .logarithmic : .linear,
        format: layout.format, isShared: !layout.hasFreeY, limits: limits),
      panels: facets.names.indices.map { facet in
        let panel = ChartPanel(
          title: facets.names[facet],
          series: series.names.indices.map { line in
            ChartSeries(
              name: series.names[line],
              points: lines.points(facet: facet, series: line, of: series.names.count),
              threads: lines.threads(facet: facet, series: line, of: series.names.count))
          },
          references: lines.chance(facet).map { [$0] } ?? [], phases: lines.phases(facet),
          note: diverged?.isAll == true && lines.isEmpty(facet, series.names.count)
            ? "every cell diverged before it had a value" : nil)
        return panel
      },
      caption: facets.shared + series.shared + lines.caption(layout),
      intervals: lines.hasIntervals ? "95 % t interval of the mean" : nil,
      threads: lines.hasThreads ? "single seeds" : nil,
      remarks: remarks)
  }
}

extension ChartAxis.Scale {
  /// Whether names stand along the axis.
  package var hasNames: Bool { if case .categories = self { true } else { false } }
}

/// The arrays of a plot of lines as a results file has them; those that earlier versions did not write may be absent.
private struct StoredLines {
  private let positions: [Double]
  private let mean: [Double]
  private let interval: (low: [Double], high: [Double])?
  private let count: [Double]?
  private let seeds: (values: [Double], count: Int)?
  private let levels: [Double]?
  private let phaseList: [(panel: Int64, step: Int64, name: String)]
  let diverged: (text: String, isAll: Bool)?

  init(_ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Plot) throws(ResultTreeError) {
    positions =
      switch figure.axis(layout.x)?.labels {
      case .integers(let values)?: values.map(Double.init)
      case .numbers(let values)?: values
      case .texts(let values)?: values.indices.map(Double.init)
      case nil: []
      }
    mean = try figure.values("mean")
    if let low = figure.array("ci95_low"), let high = figure.array("ci95_high") {
      interval = (low.values, high.values)
    } else {
      interval = nil
    }
    count = figure.array("count")?.values
    let lines = layout.facets + layout.series
    if let part = figure.part("seeds") {
      try part.require(lines + ["seed", layout.x], as: figure)
      seeds = (try part.values("value"), part.axis("seed")?.count ?? 0)
    } else {
      seeds = nil
    }
    if let part = figure.part("chance") {
      try part.require(layout.facets, as: figure)
      levels = try part.values("accuracy")
    } else {
      levels = nil
    }
    let steps = Self.integers(figure, "phase_step")
    let panels = Self.integers(figure, "phase_panel")
    let names = figure.attribute("phase_name")?.texts ?? []
    phaseList = zip(zip(panels, steps), names).map { ($0.0, $0.1, $1) }
    if let some = figure.attribute("diverged")?.integer,
      let all = figure.attribute("cells")?.integer
    {
      let verb =
        layout.x == "step"
        ? "its curve ends there" : "its last value before is drawn, if it has one"
      let verbs =
        layout.x == "step"
        ? "their curves end there" : "their last values before are drawn, where they have any"
      diverged = ("\(some) of \(all) cells diverged: \(some == 1 ? verb : verbs)", some >= all)
    } else {
      diverged = nil
    }
  }

  private static func integers(_ figure: ResultsDocument.Figure, _ name: String) -> [Int64] {
    if case .integers(let values)? = figure.attribute(name) { values } else { [] }
  }

  func points(facet: Int, series: Int, of count: Int) -> [ChartPoint] {
    let start = (facet * count + series) * positions.count
    return positions.indices.compactMap { index in
      let y = mean[start + index]
      // A step at which this facet was not evaluated is no gap in its curve.
      guard !y.isNaN else { return nil }
      let ends = interval.map { (low: $0.low[start + index], high: $0.high[start + index]) }
      let seeds = self.count.map { $0[start + index] }
      return ChartPoint(
        x: positions[index], y: y,
        yInterval: ends.flatMap {
          $0.low.isNaN || $0.high.isNaN ? nil : ChartPoint.Interval(low: $0.low, high: $0.high)
        },
        note: seeds.map { $0 == 1 ? "one seed" : "\(Int(exactly: $0) ?? 0) seeds" })
    }
  }

  func threads(facet: Int, series: Int, of count: Int) -> [[ChartPoint]] {
    guard let seeds else { return [] }
    let first = (facet * count + series) * seeds.count
    return (first..<first + seeds.count).map { line in
      positions.indices.compactMap { index in
        let y = seeds.values[line * positions.count + index]
        return y.isNaN ? nil : ChartPoint(x: positions[index], y: y)
      }
    }.filter { !$0.isEmpty }
  }

  func isEmpty(_ facet: Int, _ series: Int) -> Bool {
    let size = series * positions.count
    return mean[facet * size..<(facet + 1) * size].allSatisfy(\.isNaN)
  }

  func chance(_ facet: Int) -> ChartReference? {
    guard let levels, !levels[facet].isNaN else { return nil }
    let percent = (levels[facet] * 1000).rounded() / 10
    let text = percent == percent.rounded() ? "\(Int(exactly: percent) ?? 0)" : "\(percent)"
    return ChartReference(.level(levels[facet]), label: "chance \(text) %")
  }

  func phases(_ facet: Int) -> [ChartPhase] {
    phaseList.filter { $0.panel == Int64(facet) }.map {
      ChartPhase(x: Double($0.step), name: $0.name)
    }
  }

  /// Over how many seeds the means are.
  func caption(_ layout: NotebookLayout.Plot) -> [String] {
    guard let count, !(layout.facets + layout.series + [layout.x]).contains("seed") else {
      return []
    }
    let known = count.filter { $0 > 0 }
    guard let least = known.min(), let most = known.max() else { return [] }
    if most == 1 { return ["one seed"] }
    func whole(_ value: Double) -> String { "\(Int(exactly: value) ?? 0)" }
    let range = least == most ? whole(most) : "\(whole(least)) to \(whole(most))"
    return ["mean over \(range) seeds"]
  }

  var hasIntervals: Bool { interval?.low.contains { !$0.isNaN } ?? false }

  var hasThreads: Bool { seeds?.values.contains { !$0.isNaN } ?? false }
}

extension ResultsDocument.Figure {
  /// Throws where a part's axes are others, or of another size than those of its figure.
  fileprivate func require(_ names: [String], as figure: Self) throws(ResultTreeError) {
    guard axes.map(\.name) == names else {
      throw .unexpected(
        place: "“\(title)”", expected: "the axes \(names) of `\(name)`",
        found: "\(axes.map(\.name))")
    }
    for axis in axes {
      guard let own = figure.axis(axis.name), own.count != axis.count else { continue }
      throw .unexpected(
        place: "“\(title)”", expected: "\(own.count) points of \(axis.name) in `\(name)`",
        found: "\(axis.count)")
    }
  }
}
