import FPTSchema

/// Reads a file of published values and reports errors with their source locations.
///
/// Fields stand between commas (RFC 4180), or between semicolons or tabs where the first line has them so; lines end in LF or CR
/// LF. Lines of nothing but commas are left out.
struct PublishedValuesReader {
  /// Far more rows than a table has.
  private static let mostEntries = 20_000
  private static let separators = [
    (UInt8(ascii: ","), "commas"), (UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs"),
  ]

  private let file: Int
  private let diagnostics: DiagnosticList
  private var records: SeparatedRecords
  private let text: String
  private var seen: [[String]: Range<Int>] = [:]

  /// Makes a reader; `file` is the index of the file among the sources that spans point into.
  init(_ source: SourceFile, file: Int, diagnostics: DiagnosticList) {
    (text, self.file, self.diagnostics) = (source.text, file, diagnostics)
    records = SeparatedRecords(source.text)
  }

  private var hasDecimalComma: Bool { records.separator != UInt8(ascii: ",") }

  /// The values; nil after a reported error.
  ///
  /// Linear in the length of the text.
  mutating func read() -> PublishedValues? {
    let errors = diagnostics.errorCount
    guard let entries = soundEntries(), diagnostics.errorCount == errors else { return nil }
    return PublishedValues(entries: entries, text: text)
  }

  /// The lines that nothing is wrong with; nil where the columns are others.
  mutating func soundEntries() -> [PublishedValues.Entry]? {
    guard readHeader() else { return nil }
    var entries: [PublishedValues.Entry] = []
    while let record = records.next() {
      guard entries.count < Self.mostEntries, !diagnostics.isFull else {
        report(
          .malformedReference, "more than \(Self.mostEntries) published values", record.range)
        break
      }
      if let entry = entry(record) { entries.append(entry) }
    }
    return entries
  }

  private func report(
    _ code: DiagnosticCode, _ message: String, _ range: Range<Int>, _ label: String = "",
    also: [Diagnostic.Label] = [], help: String? = nil, suggestions: [String] = []
  ) {
    diagnostics.report(
      code, message, at: SourceSpan(file: file, range: range), label, also: also, help: help,
      suggestions: suggestions)
  }

  // MARK: The first line

  private mutating func readHeader() -> Bool {
    var start = records
    guard var first = start.next() else {
      report(
        .malformedReference, "a file of published values has no line", 0..<0,
        help: "it begins with the columns `\(PublishedValues.header.joined(separator: ","))`")
      return false
    }
    // Some spreadsheets say first what stands between fields.
    if let separator = Self.announced(first) {
      start.separator = separator
      guard let second = start.next() else { return false }
      first = second
      records = start
      guard isHeader(first) else {
        reportHeader(first)
        return false
      }
      return true
    }
    for (separator, _) in Self.separators {
      var attempt = records
      attempt.separator = separator
      if let record = attempt.next(), isHeader(record) {
        records = attempt
        return true
      }
    }
    reportHeader(first)
    return false
  }

  /// The sign of a line `sep=;`.
  private static func announced(_ record: SeparatedRecords.Record) -> UInt8? {
    let text = record.fields.map(\.text).joined(separator: ",")
    guard text.hasPrefix("sep="), text.utf8.count <= 5 else { return nil }
    let sign = text.utf8.dropFirst(4).first ?? UInt8(ascii: ",")
    return separators.contains { $0.0 == sign } ? sign : nil
  }

  private func isHeader(_ record: SeparatedRecords.Record) -> Bool {
    let names = record.fields.map { $0.text.trimmedOfSpace.lowercased() }
    return names.starts(with: PublishedValues.header)
      && names.dropFirst(PublishedValues.header.count).allSatisfy(\.isEmpty)
  }

  private func reportHeader(_ record: SeparatedRecords.Record) {
    let header = PublishedValues.header
    var fields = record.fields
    var between = ""
    for (separator, name) in Self.separators.dropFirst() where fields.count == 1 {
      var attempt = SeparatedRecords(text, separator: separator)
      guard let other = attempt.next(), other.fields.count > 1 else { continue }
      fields = other.fields
      between = ", which stand between \(name) here"
    }
    let names = fields.map { $0.text.trimmedOfSpace.lowercased() }
    let wrong = header.indices.first { $0 >= names.count || names[$0] != header[$0] }
    let help = "the first line is `\(header.joined(separator: ","))`, and each other line a value"
    guard let wrong, wrong < fields.count else {
      let range = wrong == nil ? fields[header.count].range : record.range
      let label =
        wrong.map { "`\(header[$0])` is missing" } ?? "there is no column behind `confidence`"
      return report(
        .malformedReference, "these are not the columns of published values\(between)", range,
        label, help: help)
    }
    report(
      .malformedReference, "these are not the columns of published values\(between)",
      fields[wrong].range.isEmpty ? record.range : fields[wrong].range,
      "`\(header[wrong])` is expected here", help: help)
  }

  // MARK: The other lines

  private mutating func entry(_ record: SeparatedRecords.Record) -> PublishedValues.Entry? {
    switch record.fault {
    case .unclosedQuote(let range):
      report(.malformedReference, "a quotation mark is not closed", range)
      return nil
    case .textBehindQuote(let range):
      report(
        .malformedReference, "a field goes on behind its quotation mark", range,
        help: "a quotation mark inside of a quoted field is written twice")
      return nil
    case nil: break
    }
    if let place = records.bytes[record.range].firstIndex(of: 0) {
      report(
        .malformedReference, "NUL stands in a field", place..<place + 1,
        help: "no results file can hold it; take it out, as by `tr -d '\\0'`")
      return nil
    }
    var fields = record.fields
    while fields.count > PublishedValues.header.count,
      fields.last?.text.allSatisfy(\.isWhitespace) == true
    {
      fields.removeLast()
    }
    guard fields.count == PublishedValues.header.count else {
      let isLong = fields.count > PublishedValues.header.count
      report(
        .malformedReference,
        "\(PublishedValues.header.count) fields are expected, found \(fields.count)", record.range,
        help: isLong ? "a field with a comma in it stands in quotation marks" : nil)
      return nil
    }
    let errors = diagnostics.errorCount
    let (value, isPercent) = value(fields[2])
    let unit = unit(fields[3], isPercent: isPercent, value: fields[2])
    let confidence = confidence(fields[5])
    checkOnce(fields)
    guard diagnostics.errorCount == errors, let unit else { return nil }
    return PublishedValues.Entry(
      row: fields[0].text, column: fields[1].text, printed: fields[2].text.trimmedOfSpace,
      value: value, unit: unit, source: fields[4].text.trimmedOfSpace, confidence: confidence,
      ranges: .init(
        row: fields[0].range, column: fields[1].range, value: fields[2].range,
        unit: fields[3].range.isEmpty ? fields[2].range : fields[3].range))
  }

  private mutating func checkOnce(_ fields: [SeparatedRecords.Field]) {
    let point = [fields[0].text, fields[1].text]
    let range = fields[0].range.lowerBound..<fields[1].range.upperBound
    guard let first = seen[point] else {
      seen[point] = range
      return
    }
    report(
      .wrongPublishedValue,
      "row \(quotedForMessage(point[0])) and column \(quotedForMessage(point[1])) have a second value",
      range, also: [Diagnostic.Label(SourceSpan(file: file, range: first), "first given here")])
  }

  private func value(_ field: SeparatedRecords.Field) -> (Double?, isPercent: Bool) {
    let text = field.text.trimmedOfSpace
    if text.isEmpty { return (nil, false) }
    do throws(PublishedNumber.Fault) {
      let number = try PublishedNumber(text, hasDecimalComma: hasDecimalComma)
      return (number.value, number.isPercent)
    } catch {
      report(
        .wrongPublishedValue, "\(quotedForMessage(text)) is no published value", field.range,
        error.label, help: error.help)
      return (nil, false)
    }
  }

  private func unit(
    _ field: SeparatedRecords.Field, isPercent: Bool, value: SeparatedRecords.Field
  ) -> PublishedUnit? {
    let text = field.text.trimmedOfSpace
    guard let unit = PublishedUnit(word: text) else {
      let isCase = PublishedUnit(word: text.lowercased()) != nil
      let near =
        isCase
        ? [text.lowercased()] : Suggestions.near(text.lowercased(), among: PublishedUnit.words)
      let known = PublishedUnit.words.map { "`\($0)`" }.joined(separator: ", ")
      report(
        .wrongPublishedValue, "no unit is called \(quotedForMessage(text))", field.range,
        help: near.isEmpty ? "a unit is one of \(known), or nothing" : nil, suggestions: near)
      return nil
    }
    guard isPercent, unit != .percent else { return unit }
    if unit == .plain { return .percent }
    report(
      .wrongPublishedValue, "the value is in percent, and its unit is `\(unit.rawValue)`",
      value.range, help: "write the number without `%`, or the unit `%`")
    return nil
  }

  private func confidence(_ field: SeparatedRecords.Field) -> PublishedConfidence? {
    let text = field.text.trimmedOfSpace
    if text.isEmpty { return nil }
    if let confidence = PublishedConfidence(rawValue: text) { return confidence }
    let words = PublishedConfidence.allCases.map(\.rawValue)
    let near = Suggestions.near(text.lowercased(), among: words)
    let isCase = words.contains(text.lowercased())
    let known = words.map { "`\($0)`" }.joined(separator: ", ")
    report(
      .wrongPublishedValue, "\(quotedForMessage(text)) says no confidence", field.range,
      help: near.isEmpty && !isCase ? "confidence is one of \(known), or nothing" : nil,
      suggestions: isCase ? [text.lowercased()] : near)
    return nil
  }
}
