import FPTResults
import FPTStatistics

extension Claim {
  /// The mean attention at some places, first arm minus second for each seed, with the interval of a family of one.
  func answer(
    _ places: AttentionPlaces, _ arms: Arms, _ table: StoredTable, judgedBy: String?,
    in document: ResultsDocument
  ) throws(EvidenceError) -> Answer {
    let axis = try axis(of: arms, in: table)
    let (left, right) = try pair(arms, along: axis, in: table)
    let pairs = try pairs(of: places, arms, along: axis, table, in: document)
    let paired = PairedComparison(pairs)
    let evidence = LineEvidence(
      direction, left: left, right: right,
      // The right arm is what the left one was before it learned anything.
      judged: [try judged(by: judgedBy, arms, along: axis, in: document)?.first ?? left],
      chance: chance,
      difference: paired.count == 0 ? nil : paired.mean, adjusted: paired.interval(),
      pairs: paired.count, expected: table.run.axes.first { $0.name == "seed" }?.count ?? 1,
      fewestPairs: fewestPairs, condition: try conditionValue(in: document))
    return Answer(
      evidence: evidence, format: .number(digits: 3), units: "1",
      means: [pairs.map(\.value), pairs.map(\.baseline)].map { values in
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      }, familySize: 1,
      cells: [left, right].map { cell($0, along: axis, of: table.run) })
  }

  /// The same lines of one table, adjusted by Holm's method for each other.
  static func adjust(
    _ answers: inout [Int: Answer], of claims: [Claim], in document: ResultsDocument
  ) throws(EvidenceError) {
    let indices = answers.keys.filter { claims[$0].attention != nil }.sorted()
    for title in Set(indices.map { claims[$0].table }).sorted() {
      let family = indices.filter { claims[$0].table == title }
      var paired: [PairedComparison] = []
      for index in family {
        let claim = claims[index]
        guard let places = claim.attention, let arms = claim.arms else { continue }
        let table = try StoredTable(titled: title, in: document)
        let axis = try claim.axis(of: arms, in: table)
        paired.append(
          PairedComparison(
            try claim.pairs(of: places, arms, along: axis, table, in: document)))
      }
      let adjustment = HolmAdjustment(paired.map(\.pValue))
      for (place, index) in family.enumerated() where place < paired.count {
        answers[index]?.familySize = paired.count
        answers[index]?.evidence.adjusted = paired[place].interval(
          confidence: adjustment.confidences[place])
      }
    }
  }

  private func axis(of arms: Arms, in table: StoredTable) throws(EvidenceError) -> String {
    let axis = table.figure.axes.first { axis in
      [arms.left, arms.right].allSatisfy(axis.labelTexts.contains)
    }
    guard let axis else { throw .noComparison(arms, place: place, table: table.figure.title) }
    return axis.name
  }

  /// The mean attention of both arms for each seed that has it in both.
  private func pairs(
    of places: AttentionPlaces, _ arms: Arms, along axis: String, _ table: StoredTable,
    in document: ResultsDocument
  ) throws(EvidenceError) -> [(value: Double, baseline: Double)] {
    let seedAxis = table.run.axes.firstIndex { $0.name == "seed" }
    let cells = Dictionary(
      document.cells.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    func bySeed(_ side: String) throws(EvidenceError) -> [Int: Double] {
      var found: [Int: Double] = [:]
      for point in try table.points(at: place + [Point(axis: axis, label: side)]) {
        guard point.state == .done, let value = cells[point.cell]?.attention(at: places) else {
          continue
        }
        found[seedAxis.map { point.index[$0] } ?? 0] = value
      }
      return found
    }
    let (left, right) = (try bySeed(arms.left), try bySeed(arms.right))
    return left.keys.sorted().compactMap { seed in
      guard let value = left[seed], let baseline = right[seed] else { return nil }
      return (value: value, baseline: baseline)
    }
  }
}

extension CellRecord {
  /// The mean over some places of the one attention map of the cell; nil where it has none, or several, or one without these places.
  ///
  /// What else the map is over, such as layers, has to have one index.
  fileprivate func attention(at places: AttentionPlaces) -> Double? {
    let maps = measures.compactMap { $0.group.variable("attention") }
    guard maps.count == 1, let map = maps.first, case .float32(let values) = map.values,
      map.dimensions.suffix(2) == ["query", "key"],
      map.shape.dropLast(2).allSatisfy({ $0 == 1 }), map.shape.count == map.dimensions.count
    else { return nil }
    let (queries, keys) = (map.shape[map.shape.count - 2], map.shape[map.shape.count - 1])
    var sum = 0.0
    for pair in places.pairs {
      guard pair.query < queries, pair.key < keys,
        values.indices.contains(pair.query * keys + pair.key)
      else { return nil }
      sum += Double(values[pair.query * keys + pair.key])
    }
    return sum / Double(places.pairs.count)
  }
}
