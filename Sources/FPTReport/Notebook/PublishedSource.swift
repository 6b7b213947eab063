/// The source of a published value, and the confidence in it.
package struct PublishedSource: Sendable, Hashable {
  /// Such as `arXiv 2103.05247 v2, table 2`; perhaps empty.
  package var text: String
  /// Such as `secondary`; empty where nothing is said of it.
  package var confidence: String

  package init(text: String, confidence: String = "") {
    self.text = text
    self.confidence = confidence
  }

  /// `arXiv 2103.05247 v2, table 2 (secondary)`.
  var note: String {
    [text, confidence.isEmpty ? "" : "(\(confidence))"].filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}

extension NotebookTable {
  /// A line beneath a table that says where published values are from.
  struct SourceNote: Hashable {
    /// Of the values that bear it; nil where one source has them all.
    var number: Int?
    var text: String

    /// The number as a raised one.
    var mark: String { number.map(Self.raised) ?? "" }

    static func raised(_ number: Int) -> String {
      let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
      return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }
  }

  /// The sources of all published values that are shown, each once, in the order of the points.
  private var sources: [PublishedSource] {
    var sources: [PublishedSource] = []
    for row in rows.indices {
      for column in columns.indices {
        if let source = shownSource(self[row, column]), !sources.contains(source) {
          sources.append(source)
        }
      }
    }
    return sources
  }

  /// What stands beneath the table of its published values.
  var sourceNotes: [SourceNote] {
    let sources = sources
    if sources.count == 1, let only = sources.first {
      let name = reference.map { "\($0): " } ?? ""
      return [SourceNote(text: name + only.note)]
    }
    return sources.enumerated().map { SourceNote(number: $0 + 1, text: $1.note) }
  }

  /// The numbers that published values bear, by their source; empty where one source has them all.
  var sourceNumbers: [PublishedSource: Int] {
    let sources = sources
    guard sources.count > 1 else { return [:] }
    return Dictionary(
      sources.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first })
  }

  /// The source of a point whose published value is known and shown.
  func shownSource(_ point: NotebookPoint) -> PublishedSource? {
    guard reference != nil, case .value? = point.reference, let source = point.source,
      !source.note.isEmpty
    else { return nil }
    return source
  }
}
