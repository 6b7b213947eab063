/// A source with its lines found once.
struct SourceText: Sendable {
  let path: String
  private let bytes: [UInt8]
  /// Offset of the first byte of each line.
  private let lineStarts: [Int]

  init(_ source: SourceFile) {
    path = source.path
    bytes = Array(source.text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// Line and column of an offset, from 0; columns count characters.
  ///
  /// O(log lines + line).
  func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(0, offset), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low, text(lineStarts[low]..<offset).count)
  }

  /// Bytes of a line without its end.
  func lineRange(_ line: Int) -> Range<Int> {
    let start = lineStarts[min(max(0, line), lineStarts.count - 1)]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension SourceFile {
  /// `path:line:column` of an offset, both counted from 1.
  package func location(of offset: Int) -> String {
    let (line, column) = SourceText(self).position(of: offset)
    return "\(path):\(line + 1):\(column + 1)"
  }
}
