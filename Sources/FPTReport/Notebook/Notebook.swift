import FPTFigures

/// The content of a report from top to bottom: prose, tables and plots in the order of the experiment file.
///
/// A notebook holds numbers and text only. Renderers turn it into a terminal text, a page or a
/// table format; none of them computes a result.
package struct Notebook: Sendable, Hashable {
  /// Title of the experiment, plain text.
  package var title: String
  /// Lines under the title, plain text: the profile in force and each value it changed.
  package var header: [String]
  package var items: [Item]
  /// Lines at the end, plain text: where the results are, how long it took.
  package var footer: [String]
  /// Images by the addresses that prose gives them, as the file has them: not checked.
  package var images: [String: String] = [:]

  /// One cell of the notebook.
  package enum Item: Sendable, Hashable {
    /// Markdown, without the leading `///`.
    case prose(String)
    case table(NotebookTable, FigureText = FigureText())
    case drawing(Drawing, FigureText = FigureText())
    /// A remark of the report itself, plain text, such as the command that gets missing weights.
    case note(String)
  }

  package init(title: String, header: [String] = [], items: [Item] = [], footer: [String] = []) {
    self.title = title
    self.header = header
    self.items = items
    self.footer = footer
  }
}
