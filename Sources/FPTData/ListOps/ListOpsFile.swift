import FPTFiles
import Foundation

/// Expressions from a tab-separated file of Long Range Arena: a header `Source`, `Target`, then an expression and its value a line.
///
/// Parentheses, which only mirror the generator's trees, are dropped.
struct ListOpsFile: Sendable {
  /// Every expression's symbols, one behind the other.
  private let symbols: [UInt8]
  /// The end of each expression.
  private let ends: [Int]
  private let values: [UInt8]
  /// SHA-256 of the text, the same however it was compressed.
  let digest: String
  var count: Int { values.count }

  /// The most bytes a text may have: far more than any of these files.
  static let sizeLimit = 1 << 32

  /// Reads a file, plain or gzipped, and keeps its first expressions up to a limit.
  ///
  /// - Throws: `TaskError` for a file that cannot be read, and for the first line that is not as it
  ///   should be.
  init(path: String, limit: Int?) throws(TaskError) {
    let text = try DataFile(text: path, limit: Self.sizeLimit).bytes
    digest = FileDigest.sha256(of: text)
    let read = try text.withUnsafeBytes { bytes in
      Result { () throws(TaskError) in try Lines(bytes, limit: limit, path: path) }
    }.get()
    guard !read.values.isEmpty else {
      throw .malformedData(
        file: path, what: "the number of expressions", expected: "at least 1", found: "0")
    }
    symbols = read.symbols
    ends = read.ends
    values = read.values
  }

  /// The file of a set in a folder: the plain one where there are both.
  static func path(of stem: String, in folder: String) -> String {
    let plain = "\(folder)/basic_\(stem).tsv"
    return access(plain, F_OK) != 0 && access(plain + ".gz", F_OK) == 0 ? plain + ".gz" : plain
  }

  func expression(at index: Int) -> ListOpsExpression {
    let start = index == 0 ? 0 : ends[index - 1]
    return ListOpsExpression(symbols: Array(symbols[start..<ends[index]]), value: values[index])
  }
}

/// The lines of a file, as far as they are read.
private struct Lines {
  var symbols: [UInt8] = []
  var ends: [Int] = []
  var values: [UInt8] = []

  init(_ bytes: UnsafeRawBufferPointer, limit: Int?, path: String) throws(TaskError) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if let limit, values.count >= limit { break }
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if number == 1 {
        guard line.elementsEqual("Source\tTarget".utf8) else {
          throw .malformedData(
            file: path, what: "the first line", expected: "Source, a tab, Target",
            found: Self.quoted(line))
        }
      } else if !line.isEmpty {
        try add(line, number: number, path: path)
      }
    }
  }

  private mutating func add(
    _ line: Slice<UnsafeRawBufferPointer>, number: Int, path: String
  ) throws(TaskError) {
    func fail(_ what: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(
        file: path, what: "\(what) of line \(number)", expected: expected, found: found)
    }
    let columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard columns.count == 2 else {
      throw fail("the number of columns", "2, separated by a tab", "\(columns.count)")
    }
    for word in columns[0].split(separator: UInt8(ascii: " ")) {
      if word.elementsEqual("(".utf8) || word.elementsEqual(")".utf8) { continue }
      guard let symbol = Self.symbol(word) else {
        throw fail("a word", "a digit, an operator or a bracket", Self.quoted(word))
      }
      symbols.append(symbol)
    }
    guard symbols.count > ends.last ?? 0 else { throw fail("the expression", "one", "empty") }
    guard columns[1].count == 1, let digit = columns[1].first,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
    else { throw fail("the target", "from 0 to 9", Self.quoted(columns[1])) }
    ends.append(symbols.count)
    values.append(digit - UInt8(ascii: "0"))
  }

  private static func symbol(_ word: Slice<UnsafeRawBufferPointer>) -> UInt8? {
    if word.count == 1, let byte = word.first {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        return ListOpsSymbol.digit(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "]"): return ListOpsSymbol.close
      default: return nil
      }
    }
    return ListOpsSymbol.operators.first { word.elementsEqual(ListOpsSymbol.text($0).utf8) }
  }

  /// The start of a piece of a file, printable.
  private static func quoted(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    let text = bytes.prefix(24).map { byte in
      (0x20..<0x7F).contains(byte) ? String(Unicode.Scalar(byte)) : "·"
    }
    return "`\(text.joined())\(bytes.count > 24 ? "…" : "")`"
  }
}
