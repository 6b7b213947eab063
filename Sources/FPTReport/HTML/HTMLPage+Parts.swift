import FPTFigures

/// The parts of the page, for a page that is put together elsewhere and changes while it is shown.
extension HTMLPage {
  /// What stands inside of `<main>`: title, prose, tables, plots.
  package var content: String { parts.main }

  /// The rules of the whole page.
  package static var rules: String { Stylesheet.page }

  /// A figure without a number.
  package static func figure(_ chart: Chart) -> String {
    HTMLPage(Notebook(title: "")).render(chart, FigureHeading(.figure, title: chart.title))
  }

  /// The text as HTML shows it, in content as in quoted attributes.
  package static func escaped(_ text: String) -> String { text.escapedForHTML }
}
