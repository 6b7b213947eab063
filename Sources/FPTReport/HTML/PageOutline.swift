import FPTFigures

/// What a page has headings for, in its order: names to link to, each once, and the contents made of them.
struct PageOutline {
  private struct Entry {
    var name: String
    var title: String
    /// Of the heading, from 2; nil for a table or figure.
    var level: Int?
    var numeral: String?
  }

  private var entries: [Entry] = []
  private var taken: Set<String>

  /// A page of fewer headings needs no contents.
  private static let fewestHeadings = 4
  private static let longestName = 60

  /// An outline of a page that has elements of these names already.
  init(reserving names: [String]) { taken = Set(names + names.map { $0 + "-heading" }) }

  mutating func reserve(_ name: String) { taken.insert(name) }

  /// The level that a heading gets which asks for one: at most one below the heading before it, so that none is left out.
  func level(_ wanted: Int) -> Int {
    min(wanted, (entries.last { $0.level != nil }?.level ?? 1) + 1, 6)
  }

  /// Adds a heading of the prose.
  ///
  /// - Returns: The name that its element gets.
  mutating func add(_ title: String, level: Int) -> String {
    let name = unused(Self.name(of: title))
    taken.insert(name)
    entries.append(Entry(name: name, title: title, level: level))
    return name
  }

  /// Adds a table or figure; one without a number cannot be linked to.
  mutating func add(_ heading: FigureHeading) {
    guard let anchor = heading.anchor else { return }
    entries.append(Entry(name: anchor, title: heading.title, numeral: heading.numeral))
  }

  mutating func add(_ section: PageSection) {
    entries.append(Entry(name: section.name, title: section.title, level: 2))
  }

  /// The list of contents; empty for a short page.
  func rendered() -> String {
    let headings = entries.count { $0.level != nil }
    guard headings >= Self.fewestHeadings else { return "" }
    let items = entries.filter { ($0.level ?? 2) <= 3 }.map { entry in
      let kind = entry.level.map { "level-\($0)" } ?? "float"
      let numeral = entry.numeral.map { "<span class=\"numeral\">\($0)</span> " } ?? ""
      return "<li class=\"\(kind)\"><a href=\"#\(entry.name.escapedForHTML)\">\(numeral)"
        + "\(entry.title.escapedForHTML)</a></li>\n"
    }
    return """
      <a class="skip" href="#page">Skip to the text</a>
      <nav class="contents" id="contents" aria-label="Contents">
      <details><summary>Contents</summary>
      <ul>
      \(items.joined())</ul>
      </details>
      </nav>

      """
  }

  /// A heading as part of an address: letters and digits in lowercase, hyphens between.
  private static func name(of title: String) -> String {
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
    return String(words.joined(separator: "-").prefix(longestName))
  }

  private func unused(_ name: String) -> String {
    let name = name.isEmpty ? "part" : name
    guard taken.contains(name) else { return name }
    var number = 2
    while taken.contains("\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }
}
