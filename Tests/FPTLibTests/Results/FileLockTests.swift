import FPTLib
import Foundation
import Testing

@testable import FPTResults

/// Locks where the file system has none: the file is the lock, and only a process that is certain to have ended loses it.
@Suite struct FileLockTests {
  let folder: ResultsTestFolder
  let path: String

  init() throws {
    folder = try ResultsTestFolder()
    path = folder.file("a.lock")
  }

  /// A process identifier that no process has.
  static let nobody: Int32 = 999_999_999

  private func lockless<Result>(
    _ code: Int32 = ENOSYS, _ body: () throws -> Result
  ) rethrows -> Result {
    try PlannedFault.$current.withValue(PlannedFault(every: [.lock], .error(code)), operation: body)
  }

  @Test(arguments: [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL])
  func oneAtATime(code: Int32) throws {
    try lockless(code) {
      let lock = try CellLock(path: path)
      #expect(lock.isFileAlone && lock.takenOverFrom == nil)
      #expect(try CellLock.isHeld(path))
      do {
        _ = try CellLock(path: path)
        Issue.record("two have the lock")
      } catch {
        #expect("\(error)".contains("process \(getpid())"))
        #expect("\(error)".contains("remove \(path)"))
      }
      // A process that can lock the file knows that it is one.
      PlannedFault.$current.withValue(nil) {
        #expect(throws: ResultFileError.self) { try CellLock(path: path) }
      }
      lock.release()
      lock.release()
      #expect(try !CellLock.isHeld(path))
    }
    #expect(try folder.contents() == [])
    // And the other way round.
    let lock = try CellLock(path: path)
    #expect(!lock.isFileAlone)
    #expect(throws: ResultFileError.self) { try lockless { try CellLock(path: path) } }
    lock.release()
    #expect(try folder.contents() == [])
  }

  @Test func otherErrorsAreErrors() throws {
    for code in [EIO, EACCES, EBADF] {
      #expect(throws: ResultFileError.system(step: .lock, path: path, code: code)) {
        try lockless(code) { try CellLock(path: path) }
      }
      #expect(try folder.contents() == [])
    }
  }

  struct Note: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// Whether its owner has certainly ended.
    var isStale: Bool
    var testDescription: String { name }
  }

  static let notes: [Note] = {
    let host = ProcessName.host
    let space = ProcessName.space
    let start = ProcessName.current.start ?? "-"
    let own = getpid()
    return [
      Note(name: "this process", text: "\(own) \(host) \(start) \(space)\n", isStale: false),
      Note(name: "another start", text: "\(own) \(host) 1 \(space)\n", isStale: start != "-"),
      Note(name: "start unknown", text: "\(own) \(host) - \(space)\n", isStale: false),
      Note(name: "gone", text: "\(nobody) \(host) 5 \(space)\n", isStale: true),
      Note(name: "gone, of the kernel's kind", text: "\(nobody) \(host)\n", isStale: true),
      Note(name: "alive, of the kernel's kind", text: "\(own) \(host)\n", isStale: false),
      Note(name: "another host", text: "\(nobody) elsewhere 5 \(space)\n", isStale: false),
      Note(name: "another host's kernel", text: "\(nobody) elsewhere\n", isStale: false),
      Note(name: "another boot", text: "\(nobody) \(host) 5 0badcafe\n", isStale: false),
      Note(name: "nothing", text: "", isStale: false),
      Note(name: "no note", text: "hello there\n", isStale: false),
      Note(name: "no process", text: "-1 \(host) 5 \(space)\n", isStale: false),
      Note(name: "bytes", text: "\u{0}\u{1}\u{2}", isStale: false),
    ]
  }()

  @Test(arguments: notes)
  func onlyAStaleOneIsTakenOver(_ note: Note) throws {
    try Data(note.text.utf8).write(to: URL(filePath: path))
    try lockless {
      if note.isStale {
        let lock = try CellLock(path: path)
        #expect(lock.takenOverFrom != nil)
        #expect(throws: ResultFileError.self) { try CellLock(path: path) }
        lock.release()
        #expect(try folder.contents() == [])
      } else {
        #expect(throws: ResultFileError.self) { try CellLock(path: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(note.text.utf8))
        #expect(try folder.contents() == ["a.lock"])
      }
    }
  }

  /// A file that was removed by hand and made again by another process is not removed by the first.
  @Test func aLockOfOthersIsNotReleased() throws {
    try lockless {
      let first = try CellLock(path: path)
      try FileManager.default.removeItem(atPath: path)
      let second = try CellLock(path: path)
      first.release()
      #expect(try CellLock.isHeld(path))
      second.release()
      #expect(try !CellLock.isHeld(path))
    }
  }

  @Test func ofManyOneTakesAStaleLock() async throws {
    try Data("\(Self.nobody) \(ProcessName.host) 5 \(ProcessName.space)\n".utf8)
      .write(to: URL(filePath: path))
    let path = path
    let taken = await withTaskGroup(of: CellLock?.self) { group in
      for _ in 0..<16 {
        group.addTask {
          PlannedFault.$current.withValue(PlannedFault(every: [.lock], .error(ENOSYS))) {
            try? CellLock(path: path)
          }
        }
      }
      var locks: [CellLock] = []
      for await lock in group { if let lock { locks.append(lock) } }
      return locks
    }
    #expect(taken.count == 1)
    for lock in taken { lock.release() }
    #expect(try folder.contents() == [])
  }

  struct Temporary: Sendable, CustomTestStringConvertible {
    var name: String
    var isRemoved: Bool
    var testDescription: String { name }
  }

  static let temporaries: [Temporary] = {
    let host = ProcessName.host
    let space = ProcessName.space
    let own = getpid()
    return [
      Temporary(name: ".b.h5~\(host)~\(nobody)@\(space)~0.tmp", isRemoved: true),
      Temporary(name: ".b.h5~\(host)~\(nobody)~0.tmp", isRemoved: true),
      Temporary(name: ".b.h5~\(host)~\(own)@\(space)~900.tmp", isRemoved: false),
      Temporary(name: ".b.h5~\(host)~\(own)~900.tmp", isRemoved: false),
      Temporary(name: ".b.h5~elsewhere~\(nobody)@\(space)~0.tmp", isRemoved: false),
      Temporary(name: ".b.h5~\(host)~\(nobody)@0badcafe~0.tmp", isRemoved: false),
      Temporary(name: ".b.h5~\(host)~1~0.tmp", isRemoved: false),
      Temporary(name: ".b.h5~\(host)~0~0.tmp", isRemoved: false),
    ]
  }()

  /// With locks and without, only what a gone process of this machine has left goes.
  @Test(arguments: temporaries, [true, false])
  func temporaryFiles(_ file: Temporary, hasLocks: Bool) throws {
    try Data("x".utf8).write(to: URL(filePath: folder.file(file.name)))
    if hasLocks {
      try ResultFile.write(text: "new", to: folder.file("b.h5"))
    } else {
      try lockless { try ResultFile.write(text: "new", to: folder.file("b.h5")) }
    }
    #expect(try folder.contents().contains(file.name) == !file.isRemoved)
  }
}
