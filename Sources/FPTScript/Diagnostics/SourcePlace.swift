/// Places in files as one line of text names them.
package enum SourcePlace {
  /// `experiments/table1.fpt:24`; nil for a place in none of the sources.
  ///
  /// Linear in the file.
  package static func text(_ span: SourceSpan, in sources: [SourceFile]) -> String? {
    guard sources.indices.contains(span.file) else { return nil }
    let source = SourceText(sources[span.file])
    return "\(source.path):\(source.position(of: span.range.lowerBound).line + 1)"
  }
}
