import FPTLib
import Foundation
import Testing

@testable import FPTResults

/// Locks that are only files, of machines that nobody here can look into: signs of life keep them, silence loses them.
@Suite struct LeaseTests {
  let folder: ResultsTestFolder
  let path: String
  static let elsewhere = "4711 elsewhere 5 0badcafe\n"

  init() throws {
    folder = try ResultsTestFolder()
    path = folder.file("a.lock")
  }

  private func lockless<Result>(_ body: () throws -> Result) rethrows -> Result {
    try PlannedFault.$current.withValue(
      PlannedFault(every: [.lock], .error(ENOLCK)), operation: body)
  }

  private func put(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  @Test(arguments: [elsewhere, elsewhere + "at 3 9 0 100 - 1\n", "", "hello there\n"])
  func silenceLosesIt(_ note: String) throws {
    try put(note)
    try lockless {
      let watch = LeaseWatch(patience: 0.05)
      #expect(throws: ResultFileError.self) { try CellLock(path: path, watch: watch) }
      usleep(60_000)
      let lock = try CellLock(path: path, watch: watch)
      #expect((lock.takenOverFrom != nil) == note.contains("elsewhere"))
      #expect(throws: ResultFileError.self) { try CellLock(path: path, watch: watch) }
      lock.release()
    }
    #expect(try folder.contents() == [])
  }

  @Test func aSignOfLifeKeepsIt() throws {
    try lockless {
      let watch = LeaseWatch(patience: 0.05)
      for beat in 1...4 {
        try put(Self.elsewhere + "at 3 9 0 100 - \(beat)\n")
        #expect(throws: ResultFileError.self) { try CellLock(path: path, watch: watch) }
        usleep(30_000)
      }
    }
  }

  /// A clock that is an hour off stamps files with its own time; only what this process sees counts.
  @Test(arguments: [-3_600.0, 3_600.0])
  func clocksDoNotCount(_ offset: Double) throws {
    try put(Self.elsewhere)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: offset)], ofItemAtPath: path)
    lockless {
      let watch = LeaseWatch(patience: 30)
      for _ in 0..<3 {
        #expect(throws: ResultFileError.self) { try CellLock(path: path, watch: watch) }
      }
    }
  }

  /// What a process leaves that ends in the middle of a takeover does not stay for ever.
  @Test func anAbandonedTakeover() throws {
    try put(Self.elsewhere)
    try Data().write(to: URL(filePath: path + ".takeover"))
    lockless {
      let watch = LeaseWatch(patience: 0.02)
      var lock: CellLock?
      for _ in 0..<20 where lock == nil {
        lock = try? CellLock(path: path, watch: watch)
        usleep(20_000)
      }
      #expect(lock != nil)
      lock?.release()
    }
    #expect(try folder.contents() == [])
  }

  @Test func aLockTellsHowFarItIs() throws {
    let store = CellStore(folder: folder.path)
    let hash = String(repeating: "a", count: 64)
    for hasLocks in [true, false] {
      let fault = hasLocks ? nil : PlannedFault(every: [.lock], .error(ENOLCK))
      try PlannedFault.$current.withValue(fault) {
        let lock = try store.lock(hash)
        let before = try #require(try store.running(hash, now: store.clock()))
        #expect(before.progress == nil && before.isAlive && before.process == getpid())
        for step in [5, 123_456_789] {
          let progress = CellProgress(
            step: step, steps: 200_000_000, firstStep: 1, seconds: 12.5, job: "77_3")
          lock.tell(progress, beat: step)
          let running = try #require(try store.running(hash, now: store.clock()))
          #expect(running.progress == progress && running.isAlive)
          #expect(running.secondsSilent < 5)
          #expect(throws: ResultFileError.self) { try store.lock(hash) }
        }
        let late = try store.running(hash, now: store.clock() + 1_000)
        #expect(late?.isAlive == false)
        lock.release()
        lock.tell(CellProgress(step: 1, steps: 2, firstStep: 0, seconds: 1), beat: 1)
        #expect(try store.running(hash, now: store.clock()) == nil)
      }
    }
    #expect(try folder.contents() == [])
  }

  /// A file that another machine replaces while it is read is read again.
  @Test func staleFiles() throws {
    let store = CellStore(folder: folder.path)
    let record = SampleResults.cell(SampleResults.hashA)
    try store.save(record)
    for number in 0..<12 {
      let fault = PlannedFault(at: number, .error(ESTALE))
      try PlannedFault.$current.withValue(fault) {
        let fresh = CellStore(folder: folder.path)
        let summary = try fresh.summary(record.hash)
        let loaded = try fresh.load(record.hash)
        #expect(summary?.hash == record.hash && loaded.hash == record.hash, "\(number)")
      }
    }
    #expect(throws: ResultFileError.self) {
      try PlannedFault.$current.withValue(PlannedFault(every: [.open], .error(ESTALE))) {
        _ = try store.summary(record.hash)
      }
    }
  }

  @Test func progress() {
    #expect(
      CellProgress(step: 30, steps: 100, firstStep: 10, seconds: 40).secondsLeft == 140)
    #expect(CellProgress(step: 10, steps: 100, firstStep: 10, seconds: 40).secondsLeft == nil)
    for text in [
      "", "x", "x\n", "x\nat 1 2 3", "x\nat a 2 0 1 - 1", "x\nat -1 2 0 1 - 1",
      "x\nat 1 2 0 99999999999999999999 - 1", "x\nto 1 2 0 1 - 1",
    ] {
      #expect(CellProgress(note: Array(text.utf8)) == nil, "\(text)")
    }
  }
}
