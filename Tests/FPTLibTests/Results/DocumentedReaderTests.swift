import FPTLib
import Testing

/// The Swift example of `docs/results-format.md`, word for word.
private enum Documented {
  // BEGIN
  /// Mean of a measure over all cells of a run that have it.
  static func mean(of measure: String, run: String, in path: String) throws -> Double? {
    let group = try ResultFile.read(path, group: ["runs", run])
    guard case .float64(let values) = group.variable(measure)?.values else { return nil }
    let present = values.filter { !$0.isNaN }
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
  }
  // END
}

@Suite struct DocumentedReaderTests {
  @Test func theExampleReadsAFile() throws {
    let folder = try ResultsTestFolder()
    let path = folder.file("a.h5")
    try ResultFile.write(SampleResults.document().tree(), to: path)
    #expect(try Documented.mean(of: "accuracy", run: "main", in: path) == 0.75)
    #expect(try Documented.mean(of: "absent", run: "main", in: path) == nil)
  }

  @Test func theExampleIsTheDocumentedOne() throws {
    let here = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(here.range(of: "  // BEGIN\n"))
    let end = try #require(here.range(of: "\n  // END"))
    let code = here[start.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { $0.dropFirst(2) }.joined(separator: "\n").replacing("static func", with: "func")
    #expect(try PythonReaders.documentedExample("swift") == "import FPTLib\n\n" + code)
  }
}
