import FPTResults
import FPTSchema

extension PlotKind {
  /// The plot as data, of all runs that it takes numbers from.
  ///
  /// Several measures or splits are figures of their own first, and one figure with an axis more then.
  package static func figure(
    _ plot: PlotSpecification, ofRuns runs: [String: RunData]
  ) -> ResultsDocument.Figure? {
    guard !plot.parts.isEmpty else {
      return runs[plot.run].map { figure(plot, of: $0) }
    }
    var figures: [ResultsDocument.Figure] = []
    for part in plot.parts {
      guard let run = runs[part.run] else { return nil }
      var single = plot
      (single.run, single.measure, single.y) = (part.run, part.measure, part.y ?? plot.y)
      (single.parts, single.partAxes) = ([], [])
      single.series.removeAll { plot.partAxes.contains($0) }
      single.facet.removeAll { plot.partAxes.contains($0) }
      figures.append(figure(single, of: run))
    }
    return FigureStack(figures, plot)?.figure
  }
}

/// Figures of parts of a plot, as one figure.
private struct FigureStack {
  let figure: ResultsDocument.Figure

  /// Stacks figures of the same axes: a point that one of them does not have is NaN there.
  ///
  /// `frame` are the axes of panels and series that they are to have.
  init?(
    _ figures: [ResultsDocument.Figure], _ plot: PlotSpecification, frame: [String]? = nil
  ) {
    guard let first = figures.first else { return nil }
    var axes: [ResultAxis] = []
    for name in frame ?? plot.facet + plot.series {
      if let part = plot.partAxes.firstIndex(of: name) {
        axes.append(ResultAxis(name: name, labels: .texts(Self.labels(plot, part))))
      } else {
        axes.append(Self.union(figures.compactMap { $0.axis(name) }, name))
      }
    }
    let own = Set(axes.map(\.name))
    var others: [String] = []
    for name in figures.flatMap(\.axes).map(\.name)
    where !own.contains(name) && !others.contains(name) { others.append(name) }
    axes += others.map { name in Self.union(figures.compactMap { $0.axis(name) }, name) }
    var names: [String] = []
    for array in figures.flatMap(\.arrays) where !names.contains(array.name) {
      names.append(array.name)
    }
    let count = axes.reduce(1) { $0 * $1.count }
    var arrays: [ResultArray] = []
    for name in names {
      var values = [Double](repeating: .nan, count: count)
      var sample: ResultArray?
      for (figure, part) in zip(figures, plot.parts) {
        guard let array = figure.array(name) else { continue }
        sample = sample ?? array
        Self.put(array.values, of: figure.axes, part.labels, plot.partAxes, into: &values, axes)
      }
      guard var array = sample else { continue }
      array.values = values
      arrays.append(array)
    }
    figure = ResultsDocument.Figure(
      name: first.name, title: first.title, axes: axes, arrays: arrays,
      attributes: Self.attributes(figures, plot),
      parts: ["seeds", "chance"].compactMap { name in
        let parts = figures.compactMap { $0.part(name) }
        // The level of chance is a panel's, whatever its series are.
        return parts.count == figures.count
          ? FigureStack(parts, plot, frame: name == "chance" ? plot.facet : nil)?.figure : nil
      })
  }

  /// Where the numbers come from; cells are counted once, and phases are those of panels that all parts share.
  private static func attributes(
    _ figures: [ResultsDocument.Figure], _ plot: PlotSpecification
  ) -> [ResultAttribute] {
    guard let first = figures.first else { return [] }
    let arePanelsShared = plot.partAxes.allSatisfy { !plot.facet.contains($0) }
    let isFirstOfRun = plot.parts.indices.map { index in
      !plot.parts[..<index].contains { $0.run == plot.parts[index].run }
    }
    let own = first.attributes.compactMap { attribute -> ResultAttribute? in
      switch attribute.name {
      case "run" where plot.runs.count > 1: ResultAttribute("run", .texts(plot.runs))
      case "phase_panel", "phase_step", "phase_name": arePanelsShared ? attribute : nil
      case "cells", "diverged": nil
      default: attribute
      }
    }
    // Runs of which no cell diverged do not say it.
    return own
      + ["cells", "diverged"].compactMap { name -> ResultAttribute? in
        let counts = zip(figures, isFirstOfRun).compactMap { figure, isFirst in
          isFirst ? figure.attribute(name)?.integer : nil
        }
        return counts.isEmpty ? nil : ResultAttribute(name, .integer(counts.reduce(0, +)))
      }
  }

  private static func labels(_ plot: PlotSpecification, _ axis: Int) -> [String] {
    var labels: [String] = []
    for part in plot.parts where !labels.contains(part.labels[axis]) {
      labels.append(part.labels[axis])
    }
    return labels
  }

  /// Every label of some axes: numbers in their order, names as they come.
  private static func union(_ axes: [ResultAxis], _ name: String) -> ResultAxis {
    guard let first = axes.first else { return ResultAxis(name: name, labels: .texts([])) }
    var axis = first
    let whole = axes.compactMap {
      if case .integers(let values) = $0.labels { values } else { nil }
    }
    let numbers = axes.compactMap { axis -> [Double]? in
      switch axis.labels {
      case .integers(let values): values.map(Double.init)
      case .numbers(let values): values
      case .texts: nil
      }
    }
    if whole.count == axes.count {
      axis.labels = .integers(Set(whole.joined()).sorted())
    } else if numbers.count == axes.count {
      axis.labels = .numbers(Set(numbers.joined()).sorted())
    } else {
      var texts: [String] = []
      for text in axes.flatMap(\.labelTexts) where !texts.contains(text) { texts.append(text) }
      axis.labels = .texts(texts)
    }
    return axis
  }

  /// Writes the values of a part to their places among those of all.
  private static func put(
    _ values: [Double], of own: [ResultAxis], _ labels: [String], _ partAxes: [String],
    into whole: inout [Double], _ axes: [ResultAxis]
  ) {
    var strides = [Int](repeating: 1, count: axes.count)
    for axis in axes.indices.reversed().dropFirst() {
      strides[axis] = strides[axis + 1] * axes[axis + 1].count
    }
    // The offset that each label of an own axis has in the whole.
    let offsets: [[Int]] = own.map { axis in
      guard let target = axes.firstIndex(where: { $0.name == axis.name }) else {
        return [Int](repeating: 0, count: axis.count)
      }
      let places = Dictionary(
        axes[target].labelTexts.enumerated().map { ($1, $0) },
        uniquingKeysWith: { first, _ in first })
      return axis.labelTexts.map { (places[$0] ?? 0) * strides[target] }
    }
    var base = 0
    for (name, label) in zip(partAxes, labels) {
      guard let target = axes.firstIndex(where: { $0.name == name }),
        let place = axes[target].labelTexts.firstIndex(of: label)
      else { continue }
      base += place * strides[target]
    }
    var place = [Int](repeating: 0, count: own.count)
    for value in values {
      let offset = place.indices.reduce(base) { $0 + offsets[$1][place[$1]] }
      if whole.indices.contains(offset) { whole[offset] = value }
      for axis in own.indices.reversed() {
        place[axis] += 1
        if place[axis] < own[axis].count { break }
        place[axis] = 0
      }
    }
  }
}
