import FPTLib
import FPTTestSettings
import Foundation
import Testing

/// Many processes on one store, with locks and without.
@Suite(.serialized) struct SharedStoreTests {
  /// A library that lets `flock` fail, as some network file systems do.
  private static func lockless(in command: Command) throws -> [String: String]? {
    try command.write(
      """
      #include <errno.h>
      int flock(int descriptor, int operation) { errno = ENOLCK; return -1; }
      """, to: "lockless.c")
    let built = try command.shell(
      "cc -shared -fPIC -o lockless.so lockless.c || clang -shared -fPIC -o lockless.so lockless.c")
    return built.status == 0 ? ["LD_PRELOAD": command.path("lockless.so")] : nil
  }

  /// Processes on one store: 64, or a third of them.
  private static let processes = LongTests.areAsked ? 64 : 20

  @Test(arguments: [true, false])
  func manyProcesses(hasLocks: Bool) throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 2, seeds: "0..<24"), to: "tiny.fpt")
    let serial = try command.run("tiny.fpt", "--store", "serial", "-o", "serial.h5")
    #expect(serial.status == 0)
    let environment = hasLocks ? [:] : try #require(try Self.lockless(in: command), "no C compiler")
    let parts = Self.processes / 2
    // Half of them have parts, as an array of tasks, and half all cells, as somebody else's.
    let running = try (1...Self.processes).map { number in
      try command.start(
        ["tiny.fpt", "--store", "cells", "--store-only", "--threads", "1"]
          + (number <= parts ? ["--shard", "\(number)/\(parts)", "--balanced", "1"] : []),
        environment: environment)
    }
    for process in running {
      let result = try process.end()
      #expect(result.status == 0, "\(result.messages.suffix(300))")
    }
    let collected = try command.run(
      "tiny.fpt", "--store", "cells", "--collect", "-o", "out.h5", environment: environment)
    #expect(collected.status == 0)
    #expect(Command.digest(in: collected.output) == Command.digest(in: serial.output))
    let left = try FileManager.default.contentsOfDirectory(atPath: command.path("cells"))
    #expect(left.filter { $0.hasSuffix(".h5") }.count == 24)
    #expect(left.allSatisfy { $0.hasSuffix(".h5") }, "\(left)")
  }

  /// Without locks, a process on another machine that died is waited for no longer than it may be silent.
  @Test func aDeadOwnerOnAnotherMachine() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 2, seeds: "0..<1"), to: "tiny.fpt")
    let environment = try #require(try Self.lockless(in: command), "no C compiler")
    let plan = try command.run("plan", "tiny.fpt", "--store", "cells", "--json")
    let hash = try #require(plan.output.firstMatch(of: /"hash" : "([0-9a-f]{64})"/)?.1)
    try command.write("4711 elsewhere 5 0badcafe\nat 1 2 0 100 9_1 3\n", to: "cells/\(hash).lock")
    let result = try command.run(
      "tiny.fpt", "--store", "cells", "-o", "out.h5", "--lease-seconds", "1",
      environment: environment)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages.contains("took over"), "\(result.messages)")
  }

  static let canBeOthers =
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  /// Two users, whose files the other may read and not write, in a folder of their group.
  @Test(.enabled(if: canBeOthers, "needs root, and setpriv for two other users"))
  func filesOfOthers() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 2, seeds: "0..<2"), to: "tiny.fpt")
    let folder = command.folder
    func run(_ user: Int, _ arguments: String) throws -> Command.Result {
      try command.shell(
        "setpriv --reuid \(user) --regid 4242 --clear-groups sh -c 'umask 022; HOME=\(folder) "
          + "XDG_CACHE_HOME=\(folder)/cache\(user) \"$FPT\" tiny.fpt --store shared/cells \(arguments)'"
      )
    }
    _ = try command.shell(
      "chmod 711 .; mkdir shared cache4243 cache4244; chown 4243:4242 shared cache4243; chown 4244 cache4244; "
        + "chmod 2775 shared; mkdir shared/cells; chown 4243:4242 shared/cells; chmod 2775 shared/cells; chmod a+r tiny.fpt"
    )
    let first = try run(4_243, "--only seed=0 -o shared/first.h5")
    #expect(first.status == 0, "\(first.messages)")
    // A lock that the first user's process left when it was killed.
    let plan = try command.run("plan", "tiny.fpt", "--store", "shared/cells", "--json")
    let hashes = plan.output.matches(of: /"hash" : "([0-9a-f]{64})"/).map { String($0.1) }
    let lock = try #require(hashes.last)
    _ = try command.shell(
      "echo '999999999 nobody' >shared/cells/\(lock).lock; chown 4243:4242 shared/cells/\(lock).lock; "
        + "chmod 644 shared/cells/\(lock).lock")
    let second = try run(4_244, "-o shared/second.h5")
    #expect(second.status == 0, "\(second.messages)")
    #expect(second.output.contains("1 cell computed, 1 from the store"), "\(second.output)")
    // One that nobody else may read is said to be that.
    _ = try command.shell("chmod 600 shared/cells/\(hashes[0]).h5")
    let third = try run(4_244, "--only seed=0 -o shared/third.h5")
    #expect(third.status == 1)
    #expect(third.messages.contains("permission denied"), "\(third.messages)")
  }
}
