import FPTResults

extension NotebookTable {
  /// The line under the title: measure, unit, what the numbers are, over how many seeds, and what these change.
  var caption: String {
    let names = measures.map { measure in
      measure.format.unit.isEmpty ? measure.label : "\(measure.label), \(measure.format.unit)"
    }
    let text = [names.joined(separator: "; "), statistics, note].filter { !$0.isEmpty }
      .joined(separator: measures.count > 1 ? "; " : ", ")
    guard let selection else { return text }
    return text
      + "; each at the best of \(selection.count) points of \(selection.axis) by \(selection.split) accuracy"
  }

  /// More points than this make a remark that nobody reads.
  private static let mostNamed = 24

  /// What was chosen, as a remark at the foot: `chosen train.optimizer.lr: 1e-2 for Bit Memory · MiniLM; 3e-3 for the others`; nil where nothing was.
  var choices: String? {
    guard let selection else { return nil }
    var places: [(choice: String, points: [String])] = []
    for row in rows.indices {
      for column in columns.indices {
        guard let choice = self[row, column].choice else { continue }
        let point = (rowLabels(row) + columns[column]).filter { !$0.isEmpty }
          .joined(separator: " · ")
        if let index = places.firstIndex(where: { $0.choice == choice }) {
          places[index].points.append(point)
        } else {
          places.append((choice, [point]))
        }
      }
    }
    guard let first = places.first else { return nil }
    if places.count == 1 { return "chosen \(selection.axis): \(first.choice) for all" }
    // Most of them need no names.
    let most = places.indices.max { places[$0].points.count < places[$1].points.count } ?? 0
    let others = places.indices.filter { $0 != most }
    guard others.reduce(0, { $0 + places[$1].points.count }) <= Self.mostNamed else {
      return "chosen \(selection.axis): its column in the CSV file has it"
    }
    let named = others.map { index in
      "\(places[index].choice) for \(places[index].points.joined(separator: ", "))"
    }
    return "chosen \(selection.axis): "
      + (named + ["\(places[most].choice) for the others"]).joined(separator: "; ")
  }

  /// `mean ± 95 % t interval over 3 seeds (0, 1, 2); the seed changes …`.
  private var statistics: String {
    let most = points.joined().reduce(0) { Swift.max($0, $1.count) }
    guard most > 0 else { return "" }
    if show == [.ciTest] { return "each seed [\(Statistic.ciTest.words)]" }
    var words = lead.words
    if let deviation { words += " ± " + deviation.words }
    let others = others.filter { $0 != .count }.map { other in
      let words = other == .interval(.bootstrap) ? "[\(bootstrapWords)]" : other.words
      return namesIntervals && other.isInterval ? "\(other.name) \(words)" : words
    }
    words = ([words] + others).joined(separator: " ")
    guard most > 1 else {
      let seed = seeds.count == 1 ? "one seed (\(seeds[0]))" : "one seed"
      return others.isEmpty ? seed : "\(words), \(seed)"
    }
    let expected = points.joined().reduce(0) { Swift.max($0, $1.expected) }
    let list = seeds.count == Swift.max(most, expected) ? Self.list(of: seeds) : nil
    return "\(words) over \(Swift.max(most, expected)) seeds\(list.map { " (\($0))" } ?? ""); "
      + whatSeedsChange
  }

  private var bootstrapWords: String {
    let count = resamples.map { ", \(ValueFormat.fixed(Double($0), digits: 0)) resamples" } ?? ""
    return Statistic.bootstrap.words + count
  }

  /// Everything in a cell that is drawn from its seed; test and validation examples are not.
  private var whatSeedsChange: String {
    hasDropout
      ? "the seed changes initialization, training batches and dropout"
      : "the seed changes initialization and training batches"
  }

  /// `0, 1, 2`, or `0 to 49`; nil for many that do not follow each other.
  private static func list(of seeds: [String]) -> String? {
    if seeds.count <= 5 { return seeds.joined(separator: ", ") }
    let numbers = seeds.compactMap { Int($0) }
    guard numbers.count == seeds.count, let first = numbers.first, let last = numbers.last,
      zip(numbers, numbers.dropFirst()).allSatisfy({
        $1.subtractingReportingOverflow($0) == (1, false)
      })
    else { return nil }
    return "\(first) to \(last)"
  }
}
