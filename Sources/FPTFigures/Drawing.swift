/// How a figure is drawn, in terms that a page and a terminal know: the kinds of plots describe themselves in these, and are drawn by
/// nobody else.
package enum Drawing: Sendable, Hashable {
  /// Panels of lines over two axes.
  case lines(Chart)
  /// Panels of squares, one for each row and column.
  case map(NotebookMap)
}
