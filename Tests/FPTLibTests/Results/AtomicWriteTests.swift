import FPTLib
import Foundation
import Testing

@Suite struct AtomicWriteTests {
  let folder: ResultsTestFolder
  init() throws { folder = try ResultsTestFolder() }

  static func tree(_ version: Int64) -> ResultGroup {
    SampleResults.root {
      $0.variables = [
        ResultVariable(
          name: "x", dimensions: ["n"], shape: [2000],
          values: .int64(Array(repeating: version, count: 2000)))
      ]
    }.stamped()
  }

  @Test func killedWritersLeaveTheOldFileOrTheNew() async throws {
    var generator = SystemRandomNumberGenerator()
    let delays = (0..<8).map { _ in UInt32.random(in: 0...40_000, using: &generator) }
    print("microseconds until each kill: \(delays)")
    let path = folder.file("a.h5")
    try ResultFile.write(Self.tree(0), to: path)
    for delay in delays {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, delay = delay as UInt32] in
        Thread.detachNewThread {
          usleep(delay)
          kill(getpid(), SIGKILL)
        }
        for version in Int64(1)... {
          try ResultFile.write(AtomicWriteTests.tree(version), to: path)
        }
      }
      #expect(throws: Never.self) { try ResultFile.verify(path) }
    }
    try ResultFile.write(Self.tree(1), to: path)
    // Whatever the killed ones left is gone with the next write.
    #expect(try folder.contents() == ["a.h5"])
  }

  @Test func abandonedTemporariesAreRemovedAndOthersNot() throws {
    let host = try #require(Self.hostName())
    let abandoned = ".b.h5~\(host)~999999999~0.tmp"
    let others = [
      ".b.h5~elsewhere~999999999~0.tmp", ".b.h5~\(host)~x~0.tmp", "notes.tmp", ".notes~1.tmp",
    ]
    for name in [abandoned] + others {
      try Data("left".utf8).write(to: URL(filePath: folder.file(name)))
    }
    try ResultFile.write(Self.tree(0), to: folder.file("a.h5"))
    #expect(try folder.contents() == (others + ["a.h5"]).sorted())
  }

  @Test func failuresAreClearAndLeaveNothing() throws {
    func message(_ path: String) -> String {
      do {
        try ResultFile.write(Self.tree(0), to: path)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message(folder.file("absent/a.h5")).contains("no such file or folder"))
    try Data().write(to: URL(filePath: folder.file("plain")))
    #expect(message(folder.file("plain/a.h5")).contains("something that is no folder"))
    try FileManager.default.createDirectory(
      atPath: folder.file("a.h5"), withIntermediateDirectories: true)
    #expect(message(folder.file("a.h5")).contains("there is a folder of this name"))
    #expect(try folder.contents() == ["a.h5", "plain"])
  }

  @Test func readOnlyFolder() async throws {
    let path = folder.file("a.h5")
    try ResultFile.write(Self.tree(0), to: path)
    let folderPath = folder.path
    chmod(folderPath, 0o555)
    defer { chmod(folderPath, 0o755) }
    await #expect(processExitsWith: .success) {
      [path = path as String, folderPath = folderPath as String] in
      // Root may write everywhere, so here it stops being root.
      if geteuid() == 0 { #expect(seteuid(65534) == 0) }
      #expect(throws: ResultFileError.system(step: .create, path: folderPath, code: EACCES)) {
        try ResultFile.write(AtomicWriteTests.tree(1), to: path)
      }
    }
    #expect(try ResultFile.read(path) == Self.tree(0))
    #expect(try folder.contents() == ["a.h5"])
  }

  @Test func fullDiskLeavesTheOldFile() async throws {
    let path = folder.file("a.h5")
    try ResultFile.write(Self.tree(0), to: path)
    // A limit on the size of files stands in for the disk: it stops a write in its middle as well.
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      #expect(throws: ResultFileError.system(step: .write, path: path, code: EFBIG)) {
        try ResultFile.write(AtomicWriteTests.tree(1), to: path)
      }
    }
    #expect(try ResultFile.read(path) == Self.tree(0))
    #expect(try folder.contents() == ["a.h5"])
  }

  @Test func symbolicLinksStay() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("elsewhere"), withIntermediateDirectories: true)
    let target = folder.file("elsewhere/real.h5")
    try ResultFile.write(Self.tree(0), to: target)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a.h5"), withDestinationPath: target)
    try ResultFile.write(Self.tree(1), to: folder.file("a.h5"))
    #expect(try ResultFile.read(target) == Self.tree(1))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("a.h5")) == target)
  }

  private static func hostName() -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, 255) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
