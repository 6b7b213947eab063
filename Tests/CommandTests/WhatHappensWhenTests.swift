import Foundation
import Testing

/// The page on what happens when something goes wrong: its commands are typed, and print what stands there.
@Suite struct WhatHappensWhenTests {
  private struct Block {
    var label: String
    var lines: [String] = []
  }

  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/what-happens-when.md").standardized

  private static func blocks() throws -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    for line in try String(contentsOf: page, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open = open == nil ? Block(label: String(line.dropFirst(3))) : nil
      } else {
        open?.lines.append(String(line))
      }
    }
    return blocks
  }

  /// Whether a text is as a line of the page has it, in which `…` stands for anything.
  private static func agrees(_ text: String, with pattern: String) -> Bool {
    let parts = pattern.components(separatedBy: "…")
    guard parts.count > 1 else { return text == pattern }
    var rest = Substring(text)
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else if let range = rest.range(of: part) {
        rest = rest[range.upperBound...]
      } else {
        return false
      }
    }
    return true
  }

  @Test func everyCommandPrintsWhatStandsThere() throws {
    let command = try Command()
    let blocks = try Self.blocks()
    for block in blocks where block.label.hasPrefix("fpt ") {
      try command.write(
        block.lines.joined(separator: "\n") + "\n", to: String(block.label.dropFirst(4)))
    }
    _ = try command.shell("mkdir bin && ln -s \"$FPT\" bin/fpt-script")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let environment = ["PATH": command.path("bin") + ":" + path]
    #expect(try command.run("grid.fpt").status == 0)
    let sessions = blocks.filter { $0.label.hasPrefix("console") }
    #expect(sessions.count == 8)
    for session in sessions where session.label == "console" || geteuid() == 0 {
      var typed = ""
      var expected: [String] = []
      for line in session.lines + ["$ "] {
        guard line.hasPrefix("$ ") else {
          expected.append(line)
          continue
        }
        if !typed.isEmpty {
          let result = try command.shell("{ \(typed); } 2>&1", environment: environment)
          let found = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
          let isSame =
            found.count == expected.count && zip(found, expected).allSatisfy(Self.agrees)
          #expect(isSame, "\(typed)\nprints\n\(result.output)\(result.messages)")
        }
        typed = String(line.dropFirst(2))
        expected = []
      }
    }
  }
}
