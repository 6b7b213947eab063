import FPTLib

/// The points at which the curves of two records of a cell start to differ.
enum CurveComparison {
  /// For each curve that differs the first step where it does, or where one of the two has no value; the earliest first.
  static func differences(
    _ a: [CurveSeries], _ b: [CurveSeries]
  ) -> [CellDifference.Values] {
    var found: [CellDifference.Values] = []
    for split in names(a.map(\.split), b.map(\.split)) {
      let old = a.first { $0.split == split }
      let new = b.first { $0.split == split }
      let columns = names(old?.columns.map(\.name) ?? [], new?.columns.map(\.name) ?? [])
      for column in columns {
        let before = points(old, column)
        let after = points(new, column)
        let steps = Set(before.keys).union(after.keys).sorted()
        guard let step = steps.first(where: { !areSame(before[$0], after[$0]) }) else { continue }
        let differences = steps.compactMap { step in
          before[step].flatMap { a in after[step].map { abs(a - $0) } }
        }
        found.append(
          CellDifference.Values(
            name: "\(split).\(column)", step: step, from: before[step], to: after[step],
            largest: differences.filter { !$0.isNaN }.max()))
      }
    }
    return found.enumerated().sorted {
      ($0.element.step ?? 0, $0.offset) < ($1.element.step ?? 0, $1.offset)
    }.map(\.element)
  }

  private static func areSame(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return Bits.areSame(a, b)
  }

  private static func points(_ series: CurveSeries?, _ column: String) -> [Int64: Double] {
    guard let series, let values = series[column] else { return [:] }
    return Dictionary(zip(series.steps, values), uniquingKeysWith: { first, _ in first })
  }

  /// Names of either, each once, in order of appearance.
  private static func names(_ a: [String], _ b: [String]) -> [String] {
    var names: [String] = []
    for name in a + b where !names.contains(name) { names.append(name) }
    return names
  }
}

/// Where what the measures of two records recorded differs.
enum MeasureComparison {
  static func differences(
    _ a: [ResultGroup.Child], _ b: [ResultGroup.Child]
  ) -> [CellDifference.Values] {
    let old = values(in: a)
    let new = values(in: b)
    return Set(old.keys).union(new.keys).sorted().compactMap { name in
      let (before, after) = (old[name], new[name])
      guard before != after else { return nil }
      let numbers = (before?.numbers ?? [], after?.numbers ?? [])
      let count = max(numbers.0.count, numbers.1.count)
      func element(_ values: [Double], _ index: Int) -> Double? {
        values.indices.contains(index) ? values[index] : nil
      }
      let first = (0..<count).first { index in
        guard let a = element(numbers.0, index), let b = element(numbers.1, index) else {
          return true
        }
        return !Bits.areSame(a, b)
      }
      // Equal but for the NaN they are written with; texts have no numbers, and differ.
      if first == nil, count > 0 { return nil }
      return CellDifference.Values(
        name: count > 1 ? "\(name)[\(first ?? 0)]" : name,
        from: element(numbers.0, first ?? 0), to: element(numbers.1, first ?? 0),
        largest: before.flatMap { a in after.flatMap { a.largestDifference(from: $0) } })
    }
  }

  /// Every variable by its path, which begins with the measure as files declare it; its one `value` goes by that alone.
  private static func values(
    in measures: [ResultGroup.Child]
  ) -> [String: ResultVariable.Values] {
    var found: [String: ResultVariable.Values] = [:]
    func add(_ group: ResultGroup, at path: String) {
      for variable in group.variables {
        found[variable.name == "value" ? path : "\(path)/\(variable.name)"] = variable.values
      }
      for child in group.groups { add(child.group, at: "\(path)/\(child.name)") }
    }
    for measure in measures {
      add(measure.group, at: measure.group.attribute("measure")?.text ?? measure.name)
    }
    return found
  }
}
