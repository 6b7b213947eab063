/// One `.fpt` file: its path as given and its text.
package struct SourceFile: Sendable, Hashable {
  package var path: String
  package var text: String
  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// A half-open range of UTF-8 offsets in one source file.
package struct SourceSpan: Sendable, Hashable {
  /// Index into the list of source files, the experiment file being 0.
  package var file: Int
  package var range: Range<Int>
  package init(file: Int, range: Range<Int>) {
    self.file = file
    self.range = range
  }
}
