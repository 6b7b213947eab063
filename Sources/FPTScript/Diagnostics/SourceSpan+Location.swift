extension SourceSpan {
  /// The source location in one line of text, such as `experiments/table1.fpt:24`; nil if the span is in none of the sources.
  ///
  /// - Complexity: linear in the size of the file.
  package func location(in sources: [SourceFile]) -> String? {
    guard sources.indices.contains(file) else { return nil }
    let source = SourceText(sources[file])
    return "\(source.path):\(source.position(of: range.lowerBound).line + 1)"
  }
}
