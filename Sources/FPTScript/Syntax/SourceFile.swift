/// One `.fpt` file: its path as given and its text.
public struct SourceFile: Sendable, Hashable {
  public var path: String
  public var text: String
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// A half-open range of UTF-8 offsets in one source file.
public struct SourceSpan: Sendable, Hashable {
  /// Index into the list of source files, the experiment file being 0.
  public var file: Int
  public var range: Range<Int>
  public init(file: Int, range: Range<Int>) {
    self.file = file
    self.range = range
  }
}
