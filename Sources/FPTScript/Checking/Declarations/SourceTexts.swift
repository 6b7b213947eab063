/// The texts that spans point into: files first, then one for each override.
struct SourceTexts {
  private let sources: [SourceFile]

  init(_ sources: [SourceFile]) { self.sources = sources }

  /// An expression as written, on one line.
  func oneLine(_ expression: Expression) -> String {
    text(expression.span).split { $0.isWhitespace }.joined(separator: " ")
  }

  private func text(_ span: SourceSpan) -> Substring {
    guard sources.indices.contains(span.file) else { return "" }
    let text = sources[span.file].text
    let lower = text.utf8.index(text.utf8.startIndex, offsetBy: span.range.lowerBound)
    let upper = text.utf8.index(text.utf8.startIndex, offsetBy: span.range.upperBound)
    return text[lower..<upper]
  }
}
