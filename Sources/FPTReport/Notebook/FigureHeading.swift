import FPTFigures

/// What belongs to a table or plot besides what is drawn: `caption:` and `note:`, its source, and its numbers to go on with.
package struct FigureText: Sendable, Hashable {
  /// Under the heading; nil where there is none.
  package var caption: String?
  /// At the foot.
  package var notes: [String]
  /// Its declaration in the experiment file; nil where that is not known.
  package var source: CodeText?
  /// Its numbers; nil for a figure that is of no file.
  package var data: FigureData?

  package init(caption: String? = nil, notes: [String] = []) {
    self.caption = caption
    self.notes = notes
  }
}

/// The heading of a table or plot as every renderer shows it: number, title, caption, and notes at the foot.
package struct FigureHeading: Sendable, Hashable {
  /// What is counted: tables and plots each have numbers of their own.
  package enum Kind: String, Sendable, Hashable {
    case table, figure
  }

  package var kind: Kind
  /// From 1; nil for a table or plot that stands alone.
  package var number: Int?
  package var title: String
  package var text: FigureText
  /// What tells the names made of this title from those of an equal one before, such as `-2`; empty for the first.
  package var distinction = ""

  package init(_ kind: Kind, number: Int? = nil, title: String, text: FigureText = FigureText()) {
    self.kind = kind
    self.number = number
    self.title = title
    self.text = text
  }

  /// The kind and the number, as in `Table 1`; nil without a number.
  package var numeral: String? { number.map { "\(kind == .table ? "Table" : "Figure") \($0)" } }

  /// Number and title, as in `Table 1. Test accuracy`.
  var line: String { [numeral, title].compactMap { $0 }.joined(separator: ". ") }

  /// The name, as in `table-1`, under which a page can be linked to; nil without a number.
  var anchor: String? { number.map { "\(kind.rawValue)-\($0)" } }

  /// The name of a label or file made of a title of this figure: no two figures of a notebook have the same.
  func name(of title: String) -> String { LaTeXText.slug(title) + distinction }

  /// Chooses the distinction so that no name is one of these, and adds the names to them.
  fileprivate mutating func distinguish(from used: inout Set<String>) {
    let titles = [title] + (text.data?.files.map(\.title) ?? [])
    var repetition = 1
    while !used.isDisjoint(with: titles.map(name(of:))) {
      repetition += 1
      distinction = "-\(repetition)"
    }
    used.formUnion(titles.map(name(of:)))
  }

  /// The caption of a float, which LaTeX numbers, as in `Test accuracy: mean over 3 seeds. The author's caption`.
  func latexCaption(_ computed: String) -> String {
    let own = text.caption.map { " \($0)" } ?? ""
    return "\(title): \(computed).\(own)"
  }

  /// The author's caption and what is computed for it, such as `mean ± std over 3 seeds`, in this order.
  func captions(_ computed: [String]) -> [String] {
    ((text.caption.map { [$0] } ?? []) + computed).filter { !$0.isEmpty }
  }
}

extension Notebook {
  /// The heading of each item, in the order of the items; nil for prose and remarks.
  package var headings: [FigureHeading?] {
    var counts: [FigureHeading.Kind: Int] = [:]
    var headings = items.map { item in
      guard var heading = item.heading else { return nil as FigureHeading? }
      counts[heading.kind, default: 0] += 1
      heading.number = counts[heading.kind]
      return heading
    }
    // Tables first: a document refers to them by their names, which no plot should change.
    var names: Set<String> = []
    for kind in [FigureHeading.Kind.table, .figure] {
      for index in headings.indices where headings[index]?.kind == kind {
        headings[index]?.distinguish(from: &names)
      }
    }
    return headings
  }
}

extension Notebook.Item {
  /// The heading without a number; nil for prose and remarks.
  package var heading: FigureHeading? {
    switch self {
    case .table(let table, let text): FigureHeading(.table, title: table.title, text: text)
    case .drawing(.lines(let chart), let text):
      FigureHeading(.figure, title: chart.title, text: text)
    case .drawing(.map(let map), let text): FigureHeading(.figure, title: map.title, text: text)
    case .prose, .source, .note: nil
    }
  }
}
