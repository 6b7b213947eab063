/// One error, warning or note about a source location, or about the world outside the file.
package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable { case error, warning, note }

  /// A source location with a text; an empty text only underlines.
  package struct Label: Sendable, Hashable {
    package var span: SourceSpan
    package var text: String
    package init(_ span: SourceSpan, _ text: String = "") {
      self.span = span
      self.text = text
    }
  }

  package var severity: Severity
  /// Nil for diagnostics that are not about the language: data, weights, disks.
  package var code: DiagnosticCode?
  /// One plain sentence, without a full stop.
  package var message: String
  /// The primary location first, then others that explain it.
  package var labels: [Label]
  package var help: String?
  /// Names that may have been meant, the likeliest first; at most three.
  package var suggestions: [String]

  package init(
    severity: Severity = .error, code: DiagnosticCode? = nil, message: String,
    labels: [Label] = [], help: String? = nil, suggestions: [String] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.labels = labels
    self.help = help
    self.suggestions = suggestions
  }
}

/// Diagnostics in the order of their reports, none twice.
///
/// Shared by the parser and the checker of one file.
final class DiagnosticList {
  /// The most diagnostics that are kept.
  ///
  /// A hostile file could otherwise take any amount of time and memory.
  static let limit = 100

  private(set) var all: [Diagnostic] = []
  private var seen: Set<Key> = []
  private(set) var errorCount = 0
  /// True once the limit is reached: the rest is counted as one.
  var isFull: Bool { all.count >= Self.limit }
  var hasErrors: Bool { errorCount > 0 }

  /// What is reported once for a check, however often and wherever it is met.
  enum Subject: Hashable {
    case unknownName(DeclarationKey)
    case depth
    /// A way of writing that somebody has from elsewhere, and has in all of a file.
    case habit(String, file: Int)
    /// What reads like no experiment at all.
    case foreignText(file: Int)
  }
  private var subjects: Set<Subject> = []
  /// Diagnostics that stand for several places: their index, and the number of further places.
  private var repeated: [Subject: (index: Int, others: Int)] = [:]

  /// True the first time that something is met.
  func isFirst(_ subject: Subject) -> Bool { subjects.insert(subject).inserted }

  /// True for what is reported once, and has been.
  func isKnown(_ subject: Subject) -> Bool { repeated[subject] != nil }

  private struct Key: Hashable {
    var code: DiagnosticCode?
    var span: SourceSpan?
    var message: String
  }

  func report(
    _ code: DiagnosticCode, _ message: @autoclosure () -> String, at span: SourceSpan,
    _ label: @autoclosure () -> String = "", also others: [Diagnostic.Label] = [],
    help: @autoclosure () -> String? = nil, suggestions: @autoclosure () -> [String] = [],
    severity: Diagnostic.Severity = .error, once subject: Subject? = nil
  ) {
    if severity == .error { errorCount += 1 }
    if let subject, let first = repeated[subject] {
      repeated[subject] = (first.index, first.others + 1)
      return
    }
    guard !isFull else { return }
    if let subject { repeated[subject] = (all.count, 0) }
    let names = suggestions()
    var text = label()
    if text.isEmpty, !names.isEmpty { text = didYouMean(names) }
    add(
      Diagnostic(
        severity: severity, code: code, message: message(),
        labels: [Diagnostic.Label(span, text)] + others, help: help(), suggestions: names))
  }

  /// Counts an error that is not shown, because the one that it follows from is.
  func noteError() { errorCount += 1 }

  /// Adds a note, which makes nothing wrong.
  func note(_ message: String, at span: SourceSpan, help: String? = nil) {
    guard !isFull else { return }
    add(
      Diagnostic(
        severity: .note, message: message, labels: [Diagnostic.Label(span)], help: help))
  }

  /// Adds an error that stands nowhere in a file.
  func append(_ diagnostic: Diagnostic) {
    errorCount += 1
    if !isFull { add(diagnostic) }
  }

  /// Errors, then warnings, then notes; each as they stand in the files, what stands in none first.
  var inOrder: [Diagnostic] {
    func rank(_ item: (offset: Int, element: Diagnostic)) -> (Int, Int, Int, Int) {
      let severity =
        switch item.element.severity {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
      let span = item.element.labels.first?.span
      return (severity, span?.file ?? -1, span?.range.lowerBound ?? 0, item.offset)
    }
    return withRepetitions.enumerated().sorted { rank($0) < rank($1) }.map(\.element)
  }

  /// What stands for several places says for how many.
  private var withRepetitions: [Diagnostic] {
    var result = all
    for (index, others) in repeated.values where others > 0 && result.indices.contains(index) {
      let places = others == 1 ? "1 more place" : "\(others) more places"
      result[index].help = [result[index].help, "\(places) in this file"].compactMap { $0 }
        .joined(separator: "; ")
    }
    return result
  }

  private func add(_ diagnostic: Diagnostic) {
    let key = Key(
      code: diagnostic.code, span: diagnostic.labels.first?.span, message: diagnostic.message)
    guard seen.insert(key).inserted else { return }
    all.append(diagnostic)
    if isFull {
      all.append(
        Diagnostic(
          severity: .note, code: .tooManyDiagnostics,
          message: "there are more than \(Self.limit) messages; the others are not shown"))
    }
  }
}

/// A question that names what was perhaps meant: ``did you mean `a`, `b` or `c`?``.
func didYouMean(_ names: [String]) -> String {
  let quoted = names.map(quotedForMessage)
  guard let last = quoted.last else { return "" }
  let rest = quoted.dropLast().joined(separator: ", ")
  return rest.isEmpty ? "did you mean \(last)?" : "did you mean \(rest) or \(last)?"
}
