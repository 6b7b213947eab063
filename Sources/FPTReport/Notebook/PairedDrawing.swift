import FPTFigures

extension NotebookPair {
  /// The plots that both have under one title, in the order of the first: as one drawing where their axes agree, else as two.
  var drawings: [Drawing] {
    let others = Self.drawings(of: notebooks[1])
    return Self.drawings(of: notebooks[0]).flatMap { drawing -> [Drawing] in
      guard let other = others.first(where: { $0.title == drawing.title }) else { return [] }
      return drawing.beside(other).map { [$0] } ?? [drawing.named(.first), other.named(.second)]
    }
  }

  private static func drawings(of notebook: Notebook) -> [Drawing] {
    notebook.items.compactMap { if case .drawing(let drawing, _) = $0 { drawing } else { nil } }
  }
}

extension Drawing {
  fileprivate var title: String {
    switch self {
    case .lines(let chart): chart.title
    case .map(let map): map.title
    }
  }

  /// The drawing with the letter of its file.
  fileprivate func named(_ side: PairedTable.Side) -> Drawing {
    switch self {
    case .lines(var chart):
      chart.title = side.naming(chart.title)
      return .lines(chart)
    case .map(var map):
      map.title = side.naming(map.title)
      return .map(map)
    }
  }

  /// Both drawings as one, in which each panel stands beside that of the other file, over the same axes and in the same colors.
  ///
  /// Nil where they have not the same axes.
  fileprivate func beside(_ other: Drawing) -> Drawing? {
    switch (self, other) {
    case (.lines(var chart), .lines(let other)):
      guard (chart.x, chart.y) == (other.x, other.y) else { return nil }
      chart.panels = Self.pairs(chart.panels, other.panels, \.title)
      chart.caption = Self.lines(chart.caption, other.caption)
      chart.remarks = Self.lines(chart.remarks, other.remarks)
      chart.intervals = chart.intervals ?? other.intervals
      chart.threads = chart.threads ?? other.threads
      return .lines(chart)
    case (.map(var map), .map(var other)):
      map.panels = Self.pairs(map.panels, other.panels, \.title)
      // All but the panels has to be the same.
      other.panels = map.panels
      return map == other ? .map(map) : nil
    case (.lines, .map), (.map, .lines): return nil
    }
  }

  /// Panels of one title beside each other, or once where they are the same.
  private static func pairs<Panel: Equatable>(
    _ first: [Panel], _ second: [Panel], _ title: WritableKeyPath<Panel, String>
  ) -> [Panel] {
    func named(_ panel: Panel, _ side: PairedTable.Side) -> Panel {
      var panel = panel
      panel[keyPath: title] = side.naming(panel[keyPath: title])
      return panel
    }
    func isIn(_ panels: [Panel], _ panel: Panel) -> Bool {
      panels.contains { $0[keyPath: title] == panel[keyPath: title] }
    }
    let paired = first.flatMap { panel -> [Panel] in
      guard let other = second.first(where: { $0[keyPath: title] == panel[keyPath: title] }) else {
        return [named(panel, .first)]
      }
      // What has no value is NaN, which does not equal itself; its text does.
      let isSame = panel == other || "\(panel)" == "\(other)"
      return isSame ? [named(panel, .both)] : [named(panel, .first), named(other, .second)]
    }
    return paired + second.filter { !isIn(first, $0) }.map { named($0, .second) }
  }

  /// What is said of both, once where it is the same.
  private static func lines(_ first: [String], _ second: [String]) -> [String] {
    guard first != second else { return first }
    return first.map { "\(PairedTable.Side.first.sign): \($0)" }
      + second.map { "\(PairedTable.Side.second.sign): \($0)" }
  }
}

extension PairedTable.Side {
  /// How a row or panel says which file it is of.
  var sign: String {
    switch self {
    case .both: "A = B"
    case .first: "A"
    case .second: "B"
    case .difference: "B − A"
    }
  }

  /// A title with the letter of the file behind it.
  fileprivate func naming(_ title: String) -> String {
    title.isEmpty ? sign : "\(title) · \(sign)"
  }
}
