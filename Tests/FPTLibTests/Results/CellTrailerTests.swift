import FPTDigest
import FPTLib
import Foundation
import Testing

@testable import FPTResults

/// What stands behind the HDF5 content of a cell: a summary, and digests of all before it.
@Suite struct CellTrailerTests {
  let folder: ResultsTestFolder
  let store: CellStore
  let hash = SampleResults.hashA
  let path: String
  let original: Data

  init() throws {
    folder = try ResultsTestFolder()
    store = CellStore(folder: folder.file("cells"))
    var cell = SampleResults.cell(hash)
    // Large enough for an extent of its own.
    cell.trained.append(
      ResultVariable(
        parameter: "large", shape: [50, 60], values: (0..<3000).map { Float($0) / 7 }))
    cell.provenance.append(ResultAttribute("numerics_version", .integer(5)))
    try store.save(cell)
    path = try store.path(of: hash)
    original = try Data(contentsOf: URL(filePath: path))
  }

  /// Bytes of the HDF5 content.
  private var contentBytes: Int {
    get throws { try #require(try CellTrailer.read(path)).byteCount }
  }

  private func write(_ bytes: some Sequence<UInt8>) throws {
    try Data(Array(bytes)).write(to: URL(filePath: path))
  }

  /// A store that has not seen the file before.
  private var freshStore: CellStore { CellStore(folder: store.folder) }

  @Test func theSummarySaysWhatPlanningNeeds() throws {
    let summary = try #require(try store.summary(hash))
    #expect(summary == CellSummary(try store.load(hash)))
    #expect(summary.state == .done && summary.hash == hash)
    #expect(summary.measures == ["confusion"])
    #expect(summary.hasWeights && !summary.hasCheckpoint)
    #expect(summary.seconds == 1.5)
    #expect(summary.numericsVersion == 5)
    #expect(summary.formatVersion == 2)
  }

  @Test(arguments: CellRecord.State.allCases)
  func everyStateIsSummedUp(state: CellRecord.State) throws {
    var cell = SampleResults.cell(hash, state: state)
    cell.measures = []
    cell.trained = []
    if state == .running {
      var checkpoint = ResultGroup()
      checkpoint.setAttribute("step", .integer(12))
      cell.checkpoint = checkpoint
    }
    try store.save(cell)
    let summary = try #require(try store.summary(hash))
    #expect(summary == CellSummary(cell))
    #expect(summary.checkpointStep == (state == .running ? 12 : nil))
    #expect(summary.message == cell.message)
    #expect(!summary.hasWeights)
  }

  /// Planning reads the trailer alone: the content may be anything.
  @Test func aSummaryOpensNoHDF5() throws {
    let count = try contentBytes
    try write([UInt8](repeating: 0, count: count) + original.dropFirst(count))
    #expect(try freshStore.summary(hash)?.state == .done)
    #expect(throws: ResultFileError.self) { try freshStore.load(hash) }
    #expect(throws: ResultFileError.self) { try freshStore.check(hash) }
  }

  @Test func everyByteOfTheContentCounts() throws {
    let end = try contentBytes
    let extents = try #require(try CellTrailer.read(path)).extents
    #expect(extents.map(\.byteCount) == [12_000])
    let places = stride(from: 0, to: end, by: max(1, end / 100))
    for place in Array(places) + extents.flatMap({ [$0.offset, $0.offset + $0.byteCount - 1] }) {
      var bytes = original
      bytes[place] ^= 4
      try bytes.write(to: URL(filePath: path))
      do throws(ResultFileError) {
        _ = try freshStore.load(hash)
        Issue.record("byte \(place)")
      } catch {
        #expect(error.isAboutContent, "byte \(place): \(error)")
      }
      // What it says of the cell stays true.
      #expect(try freshStore.summary(hash)?.state == .done)
    }
  }

  @Test func everyByteOfTheTrailerCounts() throws {
    let start = try contentBytes
    let end = original.count - CellTrailer.mark.count
    for place in stride(from: start, to: end, by: max(1, (end - start) / 200)) {
      var bytes = original
      bytes[place] ^= 4
      try bytes.write(to: URL(filePath: path))
      do throws(ResultFileError) {
        _ = try freshStore.summary(hash)
        Issue.record("byte \(place)")
      } catch {
        #expect(error.isAboutContent && "\(error)".contains("the trailer at its end"), "\(error)")
      }
      #expect(throws: ResultFileError.self) { try freshStore.load(hash) }
    }
  }

  /// Without a trailer a file is what it is, and is read with every other check.
  @Test func aFileWithoutATrailer() throws {
    try write(original.prefix(try contentBytes))
    #expect(try CellTrailer.read(path) == nil)
    #expect(try freshStore.load(hash).state == .done)
    #expect(try freshStore.summary(hash)?.measures == ["confusion"])
    for length in [0, 20, CellTrailer.footerBytes] {
      try write(original.prefix(length))
      #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
    }
  }

  /// A part of a trailer is none, wherever it was cut.
  @Test func aTrailerThatIsCut() throws {
    let start = try contentBytes
    for length in [
      start + 1, start + 100, original.count - 40, original.count - 10, original.count - 1,
    ] {
      try write(original.prefix(length))
      do throws(ResultFileError) {
        _ = try freshStore.summary(hash)
        Issue.record("\(length) bytes accepted")
      } catch {
        #expect(error.isAboutContent, "\(error)")
        #expect(
          "\(error)".contains("the trailer at its end: expected a whole one, or none"), "\(error)")
      }
      #expect(throws: ResultFileError.self) { try freshStore.load(hash) }
    }
  }

  /// Fields that contradict the file or each other; the digest of the trailer holds in each.
  @Test(
    arguments: [
      ("cell", SampleResults.hashB, "cell"), ("cell", nil, "cell: expected a value"),
      ("state", "finished", "state"), ("state", nil, "state"), ("weights", "yes", "weights"),
      ("checkpoint", nil, "checkpoint"), ("seconds", "soon", "seconds"), ("step", "1.5", "step"),
      ("seconds", "nan", "seconds"), ("seconds", "-1", "seconds"), ("seconds", "inf", "seconds"),
      ("seconds", "1e300", "seconds"), ("step", "-1", "step"), ("numerics", "-1", "numerics"),
      ("numerics", "99999999999999999999", "numerics"), ("format", "0", "format"),
      ("format", "x", "format"), ("format", nil, "format"), ("configuration", nil, "configuration"),
      ("bytes", "0", "extent"), ("bytes", "-1", "bytes"), ("bytes", "9223372036854775808", "bytes"),
      ("bytes", nil, "bytes"), ("sha256", "ab", "sha256"), ("sha256", nil, "sha256"),
      ("extent", "0 9223372036854775807 \(String(repeating: "0", count: 64))", "extent"),
      ("extent", "-5 10 \(String(repeating: "0", count: 64))", "extent"),
      ("extent", "10", "extent"), ("extent", "10 10 zz", "extent"),
    ] as [(String, String?, String)])
  func aTrailerThatLies(key: String, value: String?, complaint: String) throws {
    var fields = try fields()
    let index = fields.firstIndex { $0.key == key } ?? fields.endIndex
    if let value {
      fields.replaceSubrange(index..<min(index + 1, fields.endIndex), with: [(key, value)])
    } else {
      fields.remove(at: index)
    }
    try write(original.prefix(try contentBytes) + Self.trailer(fields))
    do throws(ResultFileError) {
      _ = try freshStore.summary(hash)
      Issue.record("accepted")
    } catch {
      #expect(error.isAboutContent, "\(error)")
      #expect("\(error)".contains("the trailer at its end, \(complaint)"), "\(error)")
    }
    #expect(throws: ResultFileError.self) { try freshStore.load(hash) }
  }

  @Test func aLaterFormatIsNoDamage() throws {
    let fields = try fields().map { $0.key == "format" ? ("format", "3") : $0 }
    try write(original.prefix(try contentBytes) + Self.trailer(fields))
    #expect(throws: ResultFileError.unsupportedFormat(path: path, found: 3)) {
      try freshStore.summary(hash)
    }
    #expect(throws: ResultFileError.unsupportedFormat(path: path, found: 3)) {
      try freshStore.load(hash)
    }
  }

  @Test func extentsThatOverlapOrGoBackwards() throws {
    let extent = try #require(try fields().first { $0.key == "extent" })
    let fields = try fields() + [extent]
    try write(original.prefix(try contentBytes) + Self.trailer(fields))
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
  }

  @Test func twoValuesOfOneKeyAreRefusedAndUnknownKeysIgnored() throws {
    let content = original.prefix(try contentBytes)
    try write(content + Self.trailer(fields() + [("state", "failed")]))
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
    try write(content + Self.trailer(fields() + [("color", "blue")]))
    #expect(try freshStore.summary(hash)?.state == .done)
    #expect(try freshStore.load(hash).state == .done)
  }

  /// Lengths beyond the file, and of more than a machine can have.
  @Test(arguments: [UInt64(1) << 63, .max, 1 << 40, 0, 1])
  func aLengthThatIsNone(length: UInt64) throws {
    var bytes = Array(original)
    let place = bytes.count - CellTrailer.footerBytes
    withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(place..<place + 8, with: $0) }
    try write(bytes)
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
    // A number of fields that nothing stands behind.
    let body = withUnsafeBytes(of: length.littleEndian) { Array($0) }
    try write(original.prefix(try contentBytesOfOriginal) + Self.footed(body))
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
  }

  /// The trailer of one cell behind the content of another.
  @Test func aTrailerOfAnotherCell() throws {
    let other = SampleResults.hashB
    try store.save(SampleResults.cell(other))
    let bytes = try Data(contentsOf: URL(filePath: store.path(of: other)))
    try bytes.write(to: URL(filePath: path))
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
    let otherTrailer = bytes.dropFirst(
      try #require(try CellTrailer.read(try store.path(of: other))).byteCount)
    try write(original.prefix(try contentBytesOfOriginal) + otherTrailer)
    #expect(throws: ResultFileError.self) { try freshStore.summary(hash) }
  }

  @Test func aDamagedCellIsKeptAside() throws {
    try Data("nothing".utf8).write(to: URL(filePath: store.path(of: hash)))
    let place = try store.setAside(hash)
    #expect(try !store.contains(hash) && store.hashes().isEmpty)
    #expect(try store.setAside().map(\.hash) == [hash])
    #expect(try Data(contentsOf: URL(filePath: place)) == Data("nothing".utf8))
    try store.removeSetAside(hash)
    #expect(try store.setAside().isEmpty)
  }

  // MARK: Making trailers

  private var contentBytesOfOriginal: Int {
    get throws {
      try original.write(to: URL(filePath: path))
      return try contentBytes
    }
  }

  /// The fields of the original's trailer.
  private func fields() throws -> [(key: String, value: String)] {
    try original.write(to: URL(filePath: path))
    let trailer = try #require(try CellTrailer.read(path))
    return trailer.fields
  }

  private static func trailer(_ fields: [(key: String, value: String)]) -> [UInt8] {
    footed(CellTrailer.body(of: fields))
  }

  private static func footed(_ body: [UInt8]) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(body.count).littleEndian) { Array($0) }
    return body + length + Digest(.sha256, of: body).bytes + CellTrailer.mark
  }
}
