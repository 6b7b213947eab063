import FPTFigures
import FPTResults

extension NotebookMap {
  /// The largest value of all panels: full color, on every one of them.
  ///
  /// 0 where there is none.
  var largest: Double {
    panels.lazy.flatMap(\.values).filter(\.isFinite).reduce(0) { max($0, $1) }
  }

  /// What the marks mean: `query downwards, key to the right; full at 0.62`.
  var caption: String {
    "\(rowAxis) downwards, \(columnAxis) to the right; full at \(format.text(largest))"
  }

  /// A note about panels that are not shown; nil if all are shown.
  var omission: String? {
    switch omitted {
    case 0: nil
    case 1: "1 panel more is in the results file"
    default: "\(omitted) panels more are in the results file"
    }
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
