import FPTLib
import Foundation
import Testing

/// What the parent makes of a child that dies, hangs, lies or says nothing.
@Suite struct InspectionTests {
  let command: Command
  let file: String

  init() throws {
    command = try Command()
    file = command.path("a.h5")
    try Data(SampleFile.bytes()).write(to: URL(filePath: file))
  }

  private func error(_ inspector: ResultInspector) -> ResultFileError? {
    do throws(ResultFileError) {
      try inspector.inspect(file)
      return nil
    } catch {
      return error
    }
  }

  private func shell(_ line: String, patience: Double = 90) -> ResultInspector {
    ResultInspector(
      executable: "/bin/sh", arguments: ["-c", line],
      allowance: InspectionAllowance(patience: patience))
  }

  @Test func aDeadChildIsAnErrorWithItsPlace() {
    #expect(
      error(shell("echo @/cells/a; kill -SEGV $$"))
        == .readerCrashed(path: file, place: "/cells/a", signal: SIGSEGV))
    #expect(
      "\(ResultFileError.readerCrashed(path: "a.h5", place: "/cells/a", signal: 11))"
        == "a.h5: damaged or hostile: the library that reads it crashed (signal 11) while walking /cells/a"
    )
  }

  @Test func aChildThatHangsIsEnded() {
    let start = Date()
    // It did not compute, so that the file is not at fault: the machine may be busy, or its disk far away.
    let error = error(shell("echo @/runs; exec sleep 1000", patience: 0.3))
    guard case .notInspected(file, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("/runs"))
    #expect(Date().timeIntervalSince(start) < 20)
  }

  /// A signal from outside says nothing of the file.
  @Test func onlyItsOwnDeathIsTheFilesFault() {
    for signal in [SIGKILL, SIGTERM, SIGHUP, SIGINT, SIGUSR1] {
      let error = error(shell("kill -\(signal) $$"))
      #expect(error?.isAboutContent == false, "\(signal): \(String(describing: error))")
    }
    for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE] {
      let error = error(shell("kill -\(signal) $$"))
      #expect(error?.isAboutContent == true, "\(signal): \(String(describing: error))")
    }
  }

  @Test(arguments: ["exit 0", "exit 3", "echo =nonsense", "echo '={\"intact\":{}}'; exit 1"])
  func silenceAndNonsenseAreNoVerdict(line: String) {
    guard case .notInspected = error(shell(line)) else {
      Issue.record("\(String(describing: error(shell(line))))")
      return
    }
  }

  @Test func aFloodIsCutShort() {
    guard case .readerCrashed = error(shell("yes | tr -d '\\n'")) else {
      Issue.record("a line without end was read to its end")
      return
    }
  }

  @Test func aMissingProgramIsAnError() {
    let inspector = ResultInspector(executable: "/nonexistent/fpt", arguments: [])
    guard case .notInspected = error(inspector) else {
      Issue.record("the file was not inspected and passed")
      return
    }
  }

  @Test func memoryIsLimited() throws {
    let executable = try #require(Command.executable)
    // Small on disk and large in memory, as a bomb is; within the limits of the format all the same.
    var tree = ResultGroup()
    tree.attributes = ResultFormat.rootAttributes
    tree.variables = [
      ResultVariable(
        name: "x", dimensions: ["n"], shape: [1 << 19],
        values: .float32([Float](repeating: 0, count: 1 << 19)), isCompressed: true)
    ]
    try ResultFile.write(tree.stamped(), to: file)
    var inspector = ResultInspector(executable: executable, arguments: ["__inspect-results"])
    #expect(error(inspector) == nil)
    inspector = ResultInspector(
      executable: executable, arguments: ["__inspect-results"],
      allowance: InspectionAllowance(bytes: 1 << 18))
    switch error(inspector) {
    // Which allocation is the first too many depends on the allocator.
    case .readerCrashed, .damaged: break
    case let other: Issue.record("\(String(describing: other))")
    }
  }

  @Test func theChildWritesNothing() throws {
    let executable = try #require(Command.executable)
    // The same word with a wrong order is refused and reads nothing.
    let result = try command.run("__inspect-results", "many", "bytes", file)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    let inspector = ResultInspector(executable: executable, arguments: ["__inspect-results"])
    let before = try FileManager.default.contentsOfDirectory(atPath: command.folder)
    try inspector.inspect(file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder) == before)
  }

  @Test func aPassedFileIsInspectedAgainOnceItChanges() throws {
    let executable = try #require(Command.executable)
    let inspector = ResultInspector(executable: executable, arguments: ["__inspect-results"])
    try inspector.inspect(file)
    try inspector.inspect(file)
    var bytes = try SampleFile.bytes()
    bytes.removeLast(100)
    try Data(bytes).write(to: URL(filePath: file))
    guard case .cutShort = error(inspector) else {
      Issue.record("a changed file passed")
      return
    }
  }
}
