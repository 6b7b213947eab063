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
  /// The results file as a reader names it; nil where a notebook is of no file.
  package var file: String?
  /// Every file of the script and of published values; empty where a notebook is of no file.
  package var files: [NotebookFile] = []
  /// The cells of each run.
  package var cells: [NotebookCells] = []
  /// How the results were made; nil where a notebook is of no file.
  package var origin: NotebookOrigin?

  /// One cell of the notebook.
  package enum Item: Sendable, Hashable {
    /// Markdown, without the leading `///`.
    case prose(String)
    /// Declarations of the experiment that stand between prose, tables and plots.
    case source(CodeText)
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
