import FPTLib
import FPTScript

/// Every parameter of a cell's model: its group, its shape, and whether it is trained.
package struct ParameterListing: Sendable {
  package struct Row: Sendable, Hashable {
    package var name: String
    package var group: String
    package var shape: [Int]
    package var count: Int
    /// For each stage of the freezing policy, in its order.
    package var isTrained: [Bool]
    /// False for a parameter of the checkpoint that this use of the model never reads.
    package var isRead: Bool
  }

  package let rows: [Row]
  /// Where each stage but the last ends, as a fraction of the steps.
  package let ends: [Double]
  /// For each stage, the real count and the count by the paper's rule.
  package let counts: [ParameterCount]
  package let tokens: Int

  /// Lists the parameters of a cell without computing anything.
  ///
  /// - Throws: `AssetError` where data or weights are missing, `CheckpointError` where they are damaged.
  package init(of cell: ResolvedCell, assets: AssetStore, baseFolder: String) throws {
    var tasks = LoadedTasks(assets: assets, baseFolder: baseFolder)
    var models = LoadedModels(assets: assets, baseFolder: baseFolder)
    try self.init(of: cell, tasks: &tasks, models: &models)
  }

  init(of cell: ResolvedCell, tasks: inout LoadedTasks, models: inout LoadedModels) throws {
    let task = try tasks.task(cell.task.value)
    let backbone = try models.model(of: cell, tasks: &tasks).backbone
    try CostEstimator.requireCountable(backbone, DescribedTask(of: task))
    let specifications = SequenceClassifier.specifications(
      of: backbone, input: task.input, output: task.output)
    let stages = FreezingPolicy(cell.freezing).stages
    tokens = task.tokens
    ends = stages.compactMap(\.until)
    counts = stages.map { stage in
      ParameterCount(specifications, tokens: task.tokens) {
        stage.trains($0, layerCount: backbone.layerCount)
      }
    }
    rows = specifications.map { parameter in
      Row(
        name: parameter.name, group: parameter.group.rawValue, shape: parameter.shape,
        count: parameter.count,
        isTrained: stages.map { $0.trains(parameter, layerCount: backbone.layerCount) },
        isRead: parameter.isRead)
    }
  }

  /// The totals, then each group, then the parameters with alike layers in one line; each line ended by a line break.
  package var text: String { totals + "\n" + groups + "\n" + parameters }

  private var totals: String {
    var text = ""
    for (index, count) in counts.enumerated() {
      if counts.count > 1 {
        text +=
          index == 0 ? "from the start:\n" : "from \(Self.percent(ends[index - 1])) of the steps:\n"
      }
      let share = count.total == 0 ? 0 : Double(count.trained) / Double(count.total)
      text += Columns.text(
        [
          [
            "trained", Self.grouped(count.trained),
            "of \(Self.grouped(count.total)), \(Self.percent(share))",
          ],
          [
            "as the paper counts", Self.grouped(count.trainedAsInPaper),
            "no output bias, no norm outside the blocks, positions of \(tokens) tokens",
          ],
        ], right: [1])
    }
    return text
  }

  /// What each group has, and what of it is ever trained.
  private var groups: String {
    var table = [["group", "elements", "trained", "when"]]
    var names: [String] = []
    for row in rows where !names.contains(row.group) { names.append(row.group) }
    for name in names {
      let own = rows.filter { $0.group == name && $0.isRead }
      let trained = own.filter { $0.isTrained.contains(true) }
      let states = Set(own.map { state(of: $0) })
      table.append([
        name, Self.grouped(own.reduce(0) { $0 + $1.count }),
        Self.grouped(trained.reduce(0) { $0 + $1.count }),
        own.isEmpty ? "not read" : states.count == 1 ? states.first ?? "" : "in part",
      ])
    }
    return Columns.text(table, right: [1, 2])
  }

  private var parameters: String {
    var table = [["parameter", "group", "shape", "elements", "state"]]
    for line in folded {
      table.append([
        line.name, line.row.group, line.row.shape.map(String.init).joined(separator: " × "),
        (line.layers > 1 ? "\(line.layers) × " : "") + Self.grouped(line.row.count),
        state(of: line.row),
      ])
    }
    return Columns.text(table, right: [3], widest: 90)
  }

  /// Parameters that differ in the number of their layer alone, as one: `layer.0–5`.
  private var folded: [(name: String, row: Row, layers: Int)] {
    var order: [FoldKey] = []
    var numbers: [FoldKey: [Int]] = [:]
    var first: [FoldKey: Row] = [:]
    for row in rows {
      let parts = row.name.split(separator: ".", omittingEmptySubsequences: false)
      let place = parts.firstIndex { Int($0) != nil }
      let key = FoldKey(
        before: place.map { parts[..<$0].joined(separator: ".") } ?? row.name,
        after: place.map { parts[($0 + 1)...].joined(separator: ".") }, shape: row.shape,
        isTrained: row.isTrained, isRead: row.isRead)
      if first[key] == nil {
        order.append(key)
        first[key] = row
      }
      if let place, let number = Int(parts[place]) { numbers[key, default: []].append(number) }
    }
    return order.compactMap { key in
      guard let row = first[key] else { return nil }
      guard let after = key.after, let layers = numbers[key], layers.count > 1 else {
        return (row.name, row, 1)
      }
      return ("\(key.before).\(Self.ranges(layers)).\(after)", row, layers.count)
    }
  }

  private struct FoldKey: Hashable {
    var before: String
    var after: String?
    var shape: [Int]
    var isTrained: [Bool]
    var isRead: Bool
  }

  /// `0–5`, or `0–2,4`.
  private static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// When a parameter is trained: `trained from 50 %`.
  private func state(of row: Row) -> String {
    guard row.isRead else { return "not read" }
    guard Set(row.isTrained).count > 1 else {
      return row.isTrained.first == true ? "trained" : "frozen"
    }
    var spans: [String] = []
    var start: Int?
    for index in 0...row.isTrained.count {
      let isTrained = index < row.isTrained.count && row.isTrained[index]
      if isTrained, start == nil { start = index }
      guard !isTrained, let begin = start else { continue }
      start = nil
      let from = begin == 0 ? nil : "from \(Self.percent(ends[begin - 1]))"
      let to =
        index == row.isTrained.count
        ? nil : (begin == 0 ? "until " : "to ") + Self.percent(ends[index - 1])
      spans.append([from, to].compactMap { $0 }.joined(separator: " "))
    }
    return "trained " + spans.joined(separator: " and ")
  }

  /// The digits in groups of three, as in `106,752`.
  private static func grouped(_ number: Int) -> String {
    var result = ""
    let digits = String(number)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100)" + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)") + " %"
  }
}
