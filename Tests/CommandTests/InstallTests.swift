import Foundation
import Testing

/// The script that installs an archive of a release: what it puts in place, what it takes away again, and what it refuses.
@Suite struct InstallTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Packaging/install.sh").standardized.path

  /// An archive as `release` packs it, around a program of one line.
  private static func unpacked(glibc: String = "2.17") throws -> Command {
    let command = try Command()
    try command.write("#!/bin/sh\necho fpt-script 0.1.0\n", to: "a/bin/fpt-script")
    let machine = try command.shell("uname -m").output
    try command.write(
      "fpt-script 0.1.0\ncommit 00\nmachine \(machine)glibc \(glibc)\n",
      to: "a/share/fpt-script/VERSION")
    try command.write("experiment x { }\n", to: "a/share/fpt-script/experiments/with space.fpt")
    try command.write("man\n", to: "a/share/man/man1/fpt-script.1.gz")
    let result = try command.shell(
      """
      cp '\(script)' a/install.sh && chmod 755 a/bin/fpt-script a/install.sh && cd a \
      && find . -type f ! -name SHA256SUMS | sed 's|^\\./||' | sort | xargs -d '\\n' sha256sum >../sums && mv ../sums SHA256SUMS
      """)
    try #require(result.status == 0, "\(result.messages)")
    return command
  }

  private func files(_ command: Command, _ folder: String) throws -> [Substring] {
    try command.shell("cd '\(folder)' 2>found && find . -type f | sort").output.split(
      separator: "\n")
  }

  @Test func itUndoesItself() throws {
    let command = try Self.unpacked()
    try command.write("mine\n", to: "home/.local/bin/other")
    let home = ["HOME": command.path("home")]
    let result = try command.shell("a/install.sh", environment: home)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("fpt-script 0.1.0\ninstalled under"))
    #expect(result.output.contains("export PATH="))
    #expect(
      try files(command, "home/.local") == [
        "./bin/fpt-script", "./bin/other", "./share/fpt-script/VERSION",
        "./share/fpt-script/experiments/with space.fpt", "./share/fpt-script/install.sh",
        "./share/fpt-script/installed", "./share/man/man1/fpt-script.1.gz",
      ])
    // A second time, from an archive without one of the files: that one goes.
    _ = try command.shell(
      "cd a && rm -r share/man && grep -v man1 SHA256SUMS >s && mv s SHA256SUMS")
    #expect(try command.shell("a/install.sh", environment: home).status == 0)
    #expect(try !files(command, "home/.local").contains("./share/man/man1/fpt-script.1.gz"))
    let undone = try command.shell(
      "home/.local/share/fpt-script/install.sh --uninstall", environment: home)
    #expect(undone.status == 0, "\(undone.messages)")
    #expect(try files(command, "home/.local") == ["./bin/other"])
    let again = try command.shell("a/install.sh --uninstall", environment: home)
    #expect(again.status == 1 && again.messages.contains("nothing of fpt-script is installed"))
  }

  @Test(
    arguments: [
      ("printf x >>a/bin/fpt-script", "a/install.sh", "not as they were packed"),
      ("truncate -s 5 a/share/man/man1/fpt-script.1.gz", "a/install.sh", "not as they were packed"),
      ("rm a/share/fpt-script/VERSION", "a/install.sh", "not as they were packed"),
      ("rm a/SHA256SUMS", "a/install.sh", "unpack the archive again"),
      ("touch home", "a/install.sh", "home/.local cannot be made"),
      ("true", "a/install.sh --prefix", "--prefix needs a folder"),
      ("true", "a/install.sh --force", "there is no --force"),
      ("true", "HOME= a/install.sh", "HOME is not set"),
    ])
  func isRefused(_ damage: String, _ line: String, _ words: String) throws {
    let command = try Self.unpacked()
    _ = try command.shell(damage)
    let result = try command.shell(line, environment: ["HOME": command.path("home")])
    #expect(result.status == 1, "\(result.output)")
    #expect(result.messages.contains(words), "\(result.messages)")
    #expect(try files(command, "home").isEmpty)
  }

  @Test func anOldSystem() throws {
    let command = try Self.unpacked(glibc: "9.99")
    let result = try command.shell("a/install.sh", environment: ["HOME": command.path("home")])
    #expect(result.status == 1)
    #expect(
      result.messages.contains("and the program needs 9.99 or newer: use the Containerfile"),
      "\(result.messages)")
    #expect(try files(command, "home").isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0, "needs root, to make a small disk"))
  func aDiskWithoutSpace() throws {
    let command = try Self.unpacked()
    let result = try command.shell(
      "mkdir small && mount -t tmpfs -o size=64k tmpfs small && a/install.sh --prefix small; code=$?; umount small; exit $code"
    )
    #expect(result.status == 1)
    #expect(result.messages.contains("of space, and"), "\(result.messages)")
  }
}
