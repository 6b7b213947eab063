import FPTLib
import Foundation
import Testing

@Suite struct CellStoreTests {
  let folder: ResultsTestFolder
  let store: CellStore
  init() throws {
    folder = try ResultsTestFolder()
    store = CellStore(folder: folder.file("results/cells"))
  }

  @Test(arguments: CellRecord.State.allCases)
  func everyStateSurvives(state: CellRecord.State) throws {
    var record = SampleResults.cell(SampleResults.hashA, state: state)
    // NaN is not equal to itself; it has tests of its own.
    record.trained.removeFirst()
    var checkpoint = ResultGroup()
    checkpoint.setAttribute("step", .integer(7))
    if state == .running { record.checkpoint = checkpoint }
    #expect(try store.state(record.hash) == nil)
    try store.save(record)
    #expect(try store.state(record.hash) == state)
    #expect(try store.load(record.hash) == record)
    #expect(try store.contains(record.hash))
    #expect(try store.hashes() == [record.hash])
    try ResultFile.verify(try store.path(of: record.hash))
  }

  @Test func aCellWithoutStepsOrWeights() throws {
    let record = CellRecord(
      hash: SampleResults.hashB, state: .unavailable, configuration: "{}",
      message: "fpt-script fetch minilm-l6",
      curves: [CurveSeries(split: "train", steps: [], columns: [.loss([])])])
    try store.save(record)
    #expect(try store.load(record.hash) == record)
  }

  @Test(arguments: ["", "a", "../../etc/passwd", String(repeating: "A", count: 64)])
  func onlyHashesNameCells(name: String) {
    #expect(throws: ResultFileError.invalidHash(name)) { try store.contains(name) }
    #expect(throws: ResultFileError.invalidHash(name)) { try store.lock(name) }
    #expect(throws: ResultFileError.invalidHash(name)) {
      try store.save(CellRecord(hash: name, state: .done, configuration: "{}"))
    }
  }

  @Test func aFileUnderAnotherHashIsRefused() throws {
    try store.save(SampleResults.cell(SampleResults.hashA))
    try FileManager.default.copyItem(
      atPath: store.path(of: SampleResults.hashA), toPath: store.path(of: SampleResults.hashB))
    #expect {
      try store.load(SampleResults.hashB)
    } throws: {
      "\($0)".contains("cell: expected \(SampleResults.hashB)")
    }
  }

  @Test func oneLockAtATime() throws {
    let hash = SampleResults.hashA
    let lock = try store.lock(hash)
    #expect(lock.takenOverFrom == nil)
    #expect {
      try store.lock(hash)
    } throws: {
      "\($0)".contains("process \(getpid())")
    }
    try store.lock(SampleResults.hashB).release()
    lock.release()
    lock.release()
    #expect(try store.lock(hash).takenOverFrom == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == [])
  }

  @Test func theLockOfADeadProcessIsTakenOver() async throws {
    let folder = store.folder
    let hash = SampleResults.hashA
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [folder = folder as String, hash = hash as String] in
      let lock = try CellStore(folder: folder).lock(hash)
      withExtendedLifetime(lock) { _ = kill(getpid(), SIGKILL) }
    }
    let lock = try store.lock(hash)
    let owner = try #require(lock.takenOverFrom)
    #expect(owner.process != getpid())
    lock.release()
    #expect(try store.lock(hash).takenOverFrom == nil)
  }
}
