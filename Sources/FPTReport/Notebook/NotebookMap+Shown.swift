import FPTFigures
import FPTResults

extension NotebookMap {
  /// What all panels have in common, what each value is the mean over, and what runs where.
  var caption: String {
    let mean = averaged.isEmpty ? "" : "mean over \(averaged)"
    return ([shared, mean] + ["\(rowAxis) downwards, \(columnAxis) to the right"]).filter {
      !$0.isEmpty
    }
    .joined(separator: "; ")
  }

  /// A note about panels that are not shown; nil if all are shown.
  var omission: String? {
    switch omitted {
    case 0: nil
    case 1: "1 panel more is in the results file"
    default: "\(omitted) panels more are in the results file"
    }
  }

  /// A square in words: `query 3, key 5: 0.43`.
  func text(of panel: Panel, _ row: Int, _ column: Int) -> String {
    let place = "\(rowAxis) \(panel.rows[row]), \(columnAxis) \(panel.columns[column]): "
    let value = panel[row, column]
    guard value.isFinite else { return place + "no value" }
    guard let count = panel.count(row, column) else { return place + valueText(value) }
    return place + "\(Self.countText(count)), \(valueText(value)) of the row"
  }

  /// The lines that stand on a square: its value, or its count and its share.
  func lines(of panel: Panel, _ row: Int, _ column: Int) -> [String] {
    let value = panel[row, column]
    guard value.isFinite else { return [] }
    guard let count = panel.count(row, column) else { return [format.text(value)] }
    return [Self.countText(count), valueText(value)]
  }

  /// A value with its unit.
  func valueText(_ value: Double) -> String {
    format.text(value) + (format.unit.isEmpty ? "" : " \(format.unit)")
  }

  /// Means over seeds of counts need not be whole.
  private static func countText(_ count: Double) -> String {
    ValueFormat.number(digits: count == count.rounded() ? 0 : 1).text(count)
  }
}

extension NotebookMap.Panel {
  /// The panel with squares of `size` × `size` values replaced by their means.
  func pooled(by size: Int) -> NotebookMap.Panel {
    guard size > 1 else { return self }
    let rowStarts = Array(stride(from: 0, to: rows.count, by: size))
    let columnStarts = Array(stride(from: 0, to: columns.count, by: size))
    let values = rowStarts.flatMap { row in
      columnStarts.map { column -> Double in
        var sum = 0.0
        var count = 0
        for i in row..<min(row + size, rows.count) {
          for j in column..<min(column + size, columns.count) where self[i, j].isFinite {
            sum += self[i, j]
            count += 1
          }
        }
        return count == 0 ? .nan : sum / Double(count)
      }
    }
    return NotebookMap.Panel(
      title: title, rows: rowStarts.map { rows[$0] }, columns: columnStarts.map { columns[$0] },
      values: values)
  }

  /// Side of the squares to pool so that at most `limit` rows and columns are left.
  func poolSize(limit: Int) -> Int {
    let longest = max(rows.count, columns.count)
    return max(1, (longest + max(1, limit) - 1) / max(1, limit))
  }
}
