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

  /// A table with its totals, each line ended by a line break.
  package var text: String {
    var table = [["parameter", "group", "shape", "elements", "state"]]
    for row in rows {
      let states = row.isTrained.map { row.isRead ? $0 ? "trained" : "frozen" : "not read" }
      let isSame = Set(states).count < 2
      table.append([
        row.name, row.group, row.shape.map(String.init).joined(separator: " × "),
        Self.grouped(row.count), isSame ? states.first ?? "" : states.joined(separator: ", then "),
      ])
    }
    var text = Columns.text(table, right: [3]) + "\n"
    for (index, count) in counts.enumerated() {
      if counts.count > 1 {
        let start =
          index == 0 ? "from the start" : "from \(Self.percent(ends[index - 1])) of the steps"
        text += "\(start):\n"
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
