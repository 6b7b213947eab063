import FPTFigures
import FPTResults

extension Notebook {
  /// The notebook of a results file: what its layout says, with the numbers of its tables and plots.
  ///
  /// `results` have a layout; their cells are not looked at. `cautions` are lines that have to be read beside the numbers, which no file
  /// has in it. Without display names everything has its declared name, as files of numbers do.
  ///
  /// - Throws: `ResultTreeError` where a table or plot has not the arrays that its layout asks for.
  package init(
    _ results: ResultsDocument, cautions: [String] = [], hasDisplayNames: Bool = true
  ) throws(ResultTreeError) {
    let layout = results.notebook ?? NotebookLayout()
    let names = DisplayNames(hasDisplayNames ? layout.labels : [])
    let plots = FigureList(results.plots.map { names.shown($0, as: "plot") })
    func text(
      of name: String, in figures: [ResultsDocument.Figure], _ kind: String,
      table: (declared: NotebookTable, shown: NotebookTable)? = nil
    ) -> FigureText {
      guard let figure = figures.first(where: { $0.name == name }) else { return FigureText() }
      let remarks = names.remarks(on: figure, as: kind)
      var text = FigureText(caption: remarks.caption, notes: remarks.notes)
      text.data = FigureData(
        figure, shown: names.shown(figure, as: kind), in: kind + "s", table: table)
      return text
    }
    var items: [Item] = []
    for declared in layout.items {
      let item = names.shown(declared)
      switch item {
      case .prose(let text): items.append(.prose(text))
      case .table(let table):
        guard let figure = results.tables.first(where: { $0.name == table.table }) else {
          items.append(.note("the table “\(table.table)” is not in this file"))
          continue
        }
        let shown = try NotebookTable(
          names.shown(figure, as: "table"), table, runs: results.runs)
        var numbers = shown
        if case .table(let layout) = declared {
          numbers = try NotebookTable(figure, layout, runs: results.runs)
        }
        var text = text(of: table.table, in: results.tables, "table", table: (numbers, shown))
        if let choices = shown.choices { text.notes.append(choices) }
        items.append(.table(shown, text))
      case .plot, .map, .other:
        let figure = results.plots.first { $0.name == item.figureName }
        if let name = item.figureName, figure == nil {
          items.append(.note("the plot “\(name)” is not in this file"))
        } else if var drawing = try PlotKinds.drawing(of: item, in: plots) {
          let name = item.figureName ?? ""
          var text = text(of: name, in: results.plots, "plot")
          if case .map(var map) = drawing, let figure {
            map.averaged = figure.averaged(in: results.runs)
            drawing = .map(map)
          }
          if let remark = figure?.divergence(in: results.runs) { text.notes.append(remark) }
          items.append(.drawing(drawing, text))
        } else {
          items.append(
            .note(
              "here the file has a “\(item.kind)”, which this version of fpt-script cannot show"))
        }
      }
    }
    self.init(
      title: results.title,
      header: Self.header(
        profile: results.profile.isEmpty ? nil : results.profile, changes: layout.changes)
        + layout.notes + cautions,
      items: Self.withoutHeading(results.title, items))
    images = Dictionary(
      layout.images.map { ($0.name, $0.content) }, uniquingKeysWith: { first, _ in first })
  }

  /// Files commonly begin with their title as a heading; the notebook has it above already.
  private static func withoutHeading(_ title: String, _ items: [Item]) -> [Item] {
    guard case .prose(let text)? = items.first else { return items }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0.allSatisfy(\.isWhitespace) }
    func words(_ text: String) -> String {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
    // With a line of `=` under it, a heading has two lines.
    for count in 1...2 {
      let start = lines.prefix(count).joined(separator: "\n")
      guard case .heading(_, let inlines)? = MarkdownDocument(start).blocks.first,
        MarkdownDocument(start).blocks.count == 1, words(inlines.plainText) == words(title)
      else { continue }
      let rest = lines.dropFirst(count).drop { $0.allSatisfy(\.isWhitespace) }
        .joined(separator: "\n")
      return (rest.isEmpty ? [] : [.prose(rest)]) + items.dropFirst()
    }
    return items
  }

  /// The lines under the title: the profile, and each value that it or the command line changed.
  static func header(profile: String?, changes: [NotebookLayout.Change]) -> [String] {
    let count = changes.count == 1 ? "1 value changed" : "\(changes.count) values changed"
    var lines: [String] = []
    switch (profile, changes.isEmpty) {
    case (let profile?, true): lines.append("profile \(profile), the file as written")
    case (let profile?, false): lines.append("profile \(profile), \(count)")
    case (nil, false): lines.append(count)
    case (nil, true): break
    }
    for change in changes {
      let source = change.source == .commandLine ? "  (--set)" : ""
      lines.append("  \(change.path): \(change.from) → \(change.to)\(source)")
    }
    return lines
  }
}

extension ResultsDocument.Figure {
  /// What each value of a map is the mean over: seeds, and the dimensions of an attention map that it has not.
  fileprivate func averaged(in runs: [RunResults]) -> String {
    var parts: [String] = []
    if axis("seed") == nil, let name = attribute("run")?.text,
      let run = runs.first(where: { $0.name == name }),
      let seeds = run.axes.first(where: { $0.name == "seed" })?.labelTexts.count, seeds > 1
    {
      let isWhole = run.points.allSatisfy { $0.state == .done }
      parts.append(isWhole ? "\(seeds) seeds" : "seeds")
    }
    let names = axes.map(\.name)
    if names.suffix(2) == ["query", "key"] {
      if !names.contains("head") { parts.append("heads") }
      if !names.contains("example") { parts.append("examples") }
    }
    guard let last = parts.popLast() else { return "" }
    return parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
  }

  /// How many cells of its run diverged, where the figure itself does not keep that; nil where none did.
  fileprivate func divergence(in runs: [RunResults]) -> String? {
    guard attribute("diverged") == nil, attribute("cells") == nil,
      let name = attribute("run")?.text, let run = runs.first(where: { $0.name == name })
    else { return nil }
    let diverged = run.points.count { $0.state == .diverged }
    return diverged == 0 ? nil : "\(diverged) of \(run.points.count) cells of the run diverged"
  }
}
