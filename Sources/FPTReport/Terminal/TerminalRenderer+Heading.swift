extension TerminalRenderer {
  /// Number and title of a table or plot, and captions beneath.
  func lines(of heading: FigureHeading, computed: [String]) -> [StyledText] {
    StyledText(heading.line, .bold).wrapped(toColumns: width)
      + heading.captions(computed).flatMap { StyledText($0, .dim).wrapped(toColumns: width) }
  }

  /// The notes that the experiment puts at its foot.
  func notes(of heading: FigureHeading) -> [StyledText] {
    heading.text.notes.flatMap { StyledText($0.visible, .dim).wrapped(toColumns: width) }
  }
}
