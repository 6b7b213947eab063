import Foundation
import Testing

@testable import FPTRun

/// Which commit is checked out where the program lies, by the files of git alone.
@Suite struct CheckoutTests {
  static let commit = "0123456789abcdef0123456789abcdef01234567"

  struct Layout: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Files by their paths, and what is in them.
    var files: [String: String]
    var isFound = true
  }

  static let layouts: [Layout] = [
    Layout(
      testDescription: "a branch",
      files: ["git/.git/HEAD": "ref: refs/heads/main\n", "git/.git/refs/heads/main": "\(commit)\n"]),
    Layout(testDescription: "no branch", files: ["git/.git/HEAD": "\(commit)\n"]),
    Layout(
      testDescription: "packed branches",
      files: [
        "git/.git/HEAD": "ref: refs/heads/a/b\n",
        "git/.git/packed-refs": "# pack-refs\n\(commit) refs/heads/a/b\n",
      ]),
    Layout(
      testDescription: "a second working tree",
      files: [
        "git/.git": "gitdir: ../other/.git/worktrees/git\n",
        "other/.git/worktrees/git/HEAD": "ref: refs/heads/x\n",
        "other/.git/worktrees/git/commondir": "../..\n",
        "other/.git/refs/heads/x": "\(commit)\n",
      ]),
    Layout(testDescription: "no repository", files: [:], isFound: false),
    Layout(testDescription: "no commit", files: ["git/.git/HEAD": "ref: x\n"], isFound: false),
    Layout(
      testDescription: "no name of a commit", files: ["git/.git/HEAD": "<script>\n"], isFound: false
    ),
  ]

  @Test(arguments: layouts)
  func theCommit(_ layout: Layout) throws {
    let folder = try TemporaryFolder()
    var files = layout.files
    files["git/Sources/fpt-script/main.swift"] = ""
    files["git/.build/debug/fpt-script"] = ""
    for (path, text) in files {
      let place = URL(filePath: "\(folder.path)/\(path)")
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    }
    let found = Checkout(around: "\(folder.path)/git/.build/debug/fpt-script")?.commit
    #expect(found == (layout.isFound ? Self.commit : nil))
    #expect(Checkout(around: "\(folder.path)/fpt-script") == nil)
  }

  /// A program that was installed from an archive knows its commit from the file beside it.
  @Test func theCommitOfARelease() throws {
    let folder = try TemporaryFolder()
    let program = "\(folder.path)/bin/fpt-script"
    let version = URL(filePath: "\(folder.path)/share/fpt-script/VERSION")
    for place in [URL(filePath: program), version] {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    try Data().write(to: URL(filePath: program))
    #expect(Checkout(installedAt: program) == nil)
    for (line, commit) in [
      ("commit \(Self.commit)", Self.commit), ("commit of yesterday", nil), ("glibc 2.34", nil),
    ] {
      try Data("fpt-script 0.1.0\n\(line)\n".utf8).write(to: version)
      #expect(Checkout(installedAt: program)?.commit == commit)
    }
  }
}
