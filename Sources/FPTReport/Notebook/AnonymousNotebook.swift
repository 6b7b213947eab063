import FPTFigures
import Foundation

/// A notebook for a review in which nobody is to know whose it is: names, addresses and folders are left out wherever they stand.
///
/// The numbers stay as they are, and with them the content digest.
package struct AnonymousNotebook: Sendable {
  package private(set) var notebook: Notebook
  /// Where something was left out that an author had written: what stands around it may still tell who wrote it.
  package private(set) var places: [String] = []

  /// Whether there are pictures, in which nothing can be left out.
  package var hasImages: Bool { !notebook.images.isEmpty }

  private let names: NamePattern
  /// Facts that are the same on anyone's machine, or of no one's in particular.
  private static let harmless: Set<String> = [
    "content digest", "program", "numerics", "processor", "kernels", "threads", "time", "profile",
    "changes",
  ]
  static let place = "[left out]"

  /// Leaves out names; those of the experiment's authors are among them.
  package init(_ notebook: Notebook, names: [String]) {
    self.notebook = notebook
    let origin = notebook.origin
    self.names = NamePattern((origin?.authors ?? []) + [origin?.doi].compactMap { $0 } + names)
    self.notebook = anonymous(notebook)
  }

  private mutating func anonymous(_ notebook: Notebook) -> Notebook {
    var notebook = notebook
    hide(&notebook.title, at: "the title")
    for index in notebook.header.indices { hide(&notebook.header[index], at: "the header") }
    notebook.file = notebook.file.map(names.hidden)
    // Prose names them by their addresses; what is to be seen on them, nobody knows here.
    notebook.images = Dictionary(
      notebook.images.map { (names.hidden($0), $1) }, uniquingKeysWith: { first, _ in first })
    for index in notebook.items.indices { hide(&notebook.items[index]) }
    for index in notebook.files.indices {
      let name = names.hidden(notebook.files[index].name)
      notebook.files[index].name = name
      hide(&notebook.files[index].code, at: "the file \(name)")
    }
    for run in notebook.cells.indices {
      for row in notebook.cells[run].rows.indices {
        var cell = notebook.cells[run].rows[row]
        cell.message = cell.message.map(names.hidden)
        cell.labels = cell.labels.map(names.hidden)
        notebook.cells[run].rows[row] = cell
      }
    }
    notebook.footer = []
    notebook.origin = notebook.origin.map(anonymous)
    return notebook
  }

  private func anonymous(_ origin: NotebookOrigin) -> NotebookOrigin {
    var origin = origin
    origin.isAnonymous = true
    (origin.authors, origin.doi, origin.license) = ([], nil, nil)
    origin.facts = origin.facts.compactMap { fact in
      if fact.name == NotebookOrigin.imported {
        // How many, and not from whose files.
        return .init(fact.name, String(fact.value.prefix { $0 != "," }))
      }
      return Self.harmless.contains(fact.name) ? fact : nil
    }
    origin.facts = origin.facts.map { .init($0.name, names.hidden($0.value)) }
    origin.remarks = origin.remarks.map(names.hidden)
    origin.commands = origin.commands.map { .init($0.title, names.hidden($0.text)) }
    origin.citations = origin.citations.filter { !$0.isOwn }
    for index in origin.assets.indices {
      origin.assets[index].name = names.hidden(origin.assets[index].name)
    }
    return origin
  }

  /// Leaves out names in a text; where it is one that an author wrote, its place is kept.
  private mutating func hide(_ text: inout String, at place: String? = nil) {
    let hidden = names.hidden(text)
    guard hidden != text else { return }
    text = hidden
    if let place, !places.contains(place) { places.append(place) }
  }

  private mutating func hide(_ code: inout CodeText, at place: String) {
    var field: String?
    var isExperiment = false
    for index in code.spans.indices {
      let span = code.spans[index]
      switch span.role {
      case .keyword:
        isExperiment = span.text == "experiment"
        field = nil
      case .field: field = span.text
      case .string where isExperiment && field.map(Self.ownFields.contains) == true:
        code.spans[index].text = "\"\(Self.place)\""
        continue
      default: break
      }
      hide(&code.spans[index].text, at: place)
    }
  }

  private static let ownFields: Set<String> = ["authors", "doi", "license", "paper"]

  private mutating func hide(_ item: inout Notebook.Item) {
    switch item {
    case .prose(var text):
      hide(&text, at: "the prose")
      item = .prose(text)
    case .source(var code):
      hide(&code, at: "the source")
      item = .source(code)
    case .note(var text):
      hide(&text)
      item = .note(text)
    case .table(var table, var text):
      hide(&table)
      hide(&text, of: table.title)
      item = .table(table, text)
    case .drawing(.lines(var chart), var text):
      hide(&chart)
      hide(&text, of: chart.title)
      item = .drawing(.lines(chart), text)
    case .drawing(.map(var map), var text):
      hide(&map)
      hide(&text, of: map.title)
      item = .drawing(.map(map), text)
    }
  }

  private mutating func hide(_ text: inout FigureText, of title: String) {
    let place = "caption or note of “\(title)”"
    if var caption = text.caption {
      hide(&caption, at: place)
      text.caption = caption
    }
    for index in text.notes.indices { hide(&text.notes[index], at: place) }
    if var source = text.source {
      hide(&source, at: "the source of “\(title)”")
      text.source = source
    }
    guard var data = text.data else { return }
    (data.name, data.group) = (names.hidden(data.name), names.hidden(data.group))
    for index in data.files.indices {
      data.files[index].text = names.hidden(data.files[index].text)
      data.files[index].title = names.hidden(data.files[index].title)
    }
    if var grid = data.grid {
      grid.header = grid.header.map(names.hidden)
      grid.rows = grid.rows.map { $0.map(names.hidden) }
      data.grid = grid
    }
    text.data = data
  }

  private mutating func hide(_ table: inout NotebookTable) {
    hide(&table.title, at: "a heading")
    for index in table.rows.indices { table.rows[index] = table.rows[index].map(names.hidden) }
    for index in table.columns.indices {
      table.columns[index] = table.columns[index].map(names.hidden)
    }
    table.reference = table.reference.map(names.hidden)
    table.note = names.hidden(table.note)
    for row in table.points.indices {
      for column in table.points[row].indices {
        guard var source = table.points[row][column].source else { continue }
        source.text = names.hidden(source.text)
        table.points[row][column].source = source
      }
    }
    for index in table.comparisons.indices {
      table.comparisons[index].left = names.hidden(table.comparisons[index].left)
      table.comparisons[index].right = names.hidden(table.comparisons[index].right)
      table.comparisons[index].place = table.comparisons[index].place.map(names.hidden)
    }
    for index in table.parts.indices { hide(&table.parts[index]) }
  }

  private mutating func hide(_ chart: inout Chart) {
    hide(&chart.title, at: "a heading")
    for panel in chart.panels.indices {
      hide(&chart.panels[panel].title)
      for series in chart.panels[panel].series.indices {
        hide(&chart.panels[panel].series[series].name)
      }
    }
    (chart.x, chart.y) = (hidden(chart.x), hidden(chart.y))
    chart.remarks = chart.remarks.map(names.hidden)
    chart.caption = chart.caption.map(names.hidden)
  }

  private func hidden(_ axis: ChartAxis) -> ChartAxis {
    var axis = axis
    axis.label = names.hidden(axis.label)
    if case .categories(let points) = axis.scale {
      axis.scale = .categories(points.map(names.hidden))
    }
    return axis
  }

  private mutating func hide(_ map: inout NotebookMap) {
    hide(&map.title, at: "a heading")
    map.shared = names.hidden(map.shared)
    for panel in map.panels.indices {
      hide(&map.panels[panel].title)
      map.panels[panel].rows = map.panels[panel].rows.map(names.hidden)
      map.panels[panel].columns = map.panels[panel].columns.map(names.hidden)
    }
  }
}

/// Names as they stand in texts, e-mail addresses, and folders of a person.
private struct NamePattern: Sendable {
  /// The longest first, so that a whole name goes before its parts.
  private let names: [String]

  /// Also takes the last word of a name of several, where it is long enough to be one.
  init(_ names: [String]) {
    var all: [String] = []
    for name in names.map({ $0.trimmingCharacters(in: .whitespaces) }) where name.count > 2 {
      all.append(name)
      let words = name.split(separator: " ")
      if words.count > 1, words.count < 5, let last = words.last, last.count > 3 {
        all.append(String(last))
      }
    }
    self.names = Set(all).sorted { ($1.count, $0) < ($0.count, $1) }
  }

  func hidden(_ text: String) -> String {
    var text = text.replacing(/[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}/) { _ in
      AnonymousNotebook.place
    }
    text = text.replacing(/(?:\/home\/|\/Users\/|\/root\/|~\/)[A-Za-z0-9._\-\/]+/) { _ in
      AnonymousNotebook.place
    }
    for name in names { text = Self.without(name, text) }
    return text
  }

  /// The text without a name that is no part of a longer word.
  private static func without(_ name: String, _ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.range(of: name, options: .caseInsensitive) {
      let before =
        range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
      let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
      result += rest[..<range.lowerBound]
      let isWord = !(before.isLetter || before.isNumber || after.isLetter || after.isNumber)
      result += isWord ? AnonymousNotebook.place : String(rest[range])
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
