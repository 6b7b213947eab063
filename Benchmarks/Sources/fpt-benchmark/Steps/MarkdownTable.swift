import Foundation

/// A table with words in the first column and numbers in the others, aligned so that it reads well as it is.
struct MarkdownTable {
  var columns: [String]
  var rows: [[String]]

  var text: String {
    let widths = columns.indices.map { column in
      ([columns] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 0 ? cells[column] + space : space + cells[column]
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = columns.indices.map { column in
      String(repeating: "-", count: max(3, widths[column]) - 1) + (column == 0 ? "-" : ":")
    }
    return ([line(columns), line(rule)] + rows.map(line)).joined(separator: "\n") + "\n"
  }
}

extension Double {
  /// With so many digits after the point.
  func text(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
