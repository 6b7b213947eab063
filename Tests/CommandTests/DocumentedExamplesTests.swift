import Foundation
import Testing

/// What the documents tell a reader to type, typed: on files with the names they give.
@Suite struct DocumentedExamplesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  private static func page(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Fenced blocks of a language, in the order of the page.
  private static func blocks(_ language: String, in path: String) throws -> [String] {
    var blocks: [String] = []
    var open: (language: String, lines: [Substring])?
    for line in try page(path).split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        open?.lines.append(line)
        continue
      }
      if let block = open {
        if block.language == language { blocks.append(block.lines.joined(separator: "\n")) }
        open = nil
      } else {
        open = (String(line.dropFirst(3)), [])
      }
    }
    return blocks
  }

  /// The experiment of a page, as small as can be and without weights: names, arms and axes stay.
  private static func experiment(in path: String) throws -> String {
    let text = try #require(blocks("", in: path).first { $0.contains("experiment ") })
    return text.replacingOccurrences(
      of: "BERT(weights: \"minilm\")",
      with: "BERT(layers: 1, width: 16, heads: 2, init: random)"
    ).replacingOccurrences(of: "steps: 400", with: "steps: 4")
      .replacingOccurrences(of: "evaluate_every: 100", with: "evaluate_every: 2")
  }

  /// Results with the names of the quickstart's: its tasks, arms and seeds.
  private func quickstart(_ command: Command) throws {
    let shipped = try Self.page("experiments/quickstart.fpt")
    let arms = ["language, frozen", "random, frozen", "output only"]
    for arm in arms { #expect(shipped.contains("arm \"\(arm)\""), "the quickstart's arms") }
    try command.write(
      """
      experiment quickstart { fpt: 1; title: "Quickstart" }
      task bit_xor = BitXOR(length: 3)
      task fashion_mnist = BitXOR(length: 4)
      model small = BERT(layers: 1, width: 16, heads: 2, init: random)
      freeze fpt = all except [input, output, positions, layernorm]
      train quick { optimizer: Adam(lr: 1e-3); batch: 4; steps: 2 }
      \(arms.map { "arm \"\($0)\" { model: small; freeze: fpt; train: quick }" }
        .joined(separator: "\n"))
      measure accuracy = Accuracy(split: test)
      measure curve = LearningCurve(splits: [test])
      run main {
        axes { task: [bit_xor, fashion_mnist]; arm: [\(arms.map { "\"\($0)\"" }
          .joined(separator: ", "))]; seed: 0..<2 }
        measure: [accuracy, curve]
      }
      """, to: "quickstart.fpt")
    let result = try command.run("quickstart.fpt", "-o", "results/quickstart.h5")
    #expect(result.status == 0, "\(result.messages)")
  }

  private static let hasXarray = OtherReadersTests.hasXarray

  @Test(
    .enabled(if: hasXarray, "needs a Python with xarray and netCDF4 in FPT_TEST_PYTHON"),
    arguments: ["README.md", "docs/results-format.md"])
  func pythonOnTheQuickstart(_ path: String) throws {
    let command = try Command()
    try quickstart(command)
    let blocks = try Self.blocks("python", in: path)
    #expect(!blocks.isEmpty)
    for block in blocks {
      #expect(block.contains("results/quickstart.h5"))
      try command.write(block, to: "example.py")
      let result = try command.shell("\(OtherReadersTests.python) example.py")
      #expect(result.status == 0 && !result.output.isEmpty, "\(path): \(result.messages)")
    }
  }

  /// The command that checks a file against the page on the format.
  @Test(
    .enabled(
      if: OtherReadersTests.hasEveryReader,
      "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
  func theAuditOfTheQuickstart() throws {
    let command = try Command()
    try quickstart(command)
    let lines = try Self.blocks("sh", in: "docs/results-format.md")
    #expect(lines.count == 1)
    for line in lines {
      let typed = line.replacingOccurrences(of: "python3 ", with: "\(OtherReadersTests.python) ")
        .replacingOccurrences(of: "Tests/", with: Self.root.appending(path: "Tests").path + "/")
      let result = try command.shell(typed)
      #expect(result.status == 0, "\(result.messages)")
    }
  }

  /// The whole tutorial: its file checked, run, changed and read in Python.
  @Test func theTutorial() throws {
    let command = try Command()
    let path = "docs/tutorial.md"
    let asWritten = try #require(Self.blocks("", in: path).first { $0.contains("experiment ") })
    try command.write(asWritten, to: "written.fpt")
    #expect(try command.run("check", "written.fpt").status == 0)
    try command.write(try Self.experiment(in: path), to: "experiments/mine.fpt")
    for line in try Self.lines(in: path) {
      let result = try command.shell(line.replacingOccurrences(of: "fpt-script ", with: "$FPT "))
      #expect(result.status == 0, "\(line): \(result.messages)")
    }
    guard Self.hasXarray else { return }
    for block in try Self.blocks("python", in: path) {
      try command.write(block, to: "example.py")
      let result = try command.shell("\(OtherReadersTests.python) example.py")
      #expect(result.status == 0 && !result.output.isEmpty, "\(result.messages)")
    }
  }

  /// Lines of shell in a page that call the program, without what stands behind a `#`.
  ///
  /// Those that install it and fetch weights are `InstallTests`'s.
  private static func lines(in path: String) throws -> [String] {
    try blocks("sh", in: path).filter { !$0.contains("install.sh") }
      .flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix("fpt-script ") }
      .map { line in
        (line.split(separator: "  #").first.map(String.init) ?? "")
          .trimmingCharacters(in: .whitespaces)
      }
  }

  /// Every command of the front page, on its own example and its results.
  @Test func theFrontPage() throws {
    let command = try Command()
    let path = "README.md"
    let asWritten = try #require(Self.blocks("", in: path).first { $0.contains("experiment ") })
    try command.write(asWritten, to: "written.fpt")
    #expect(try command.run("check", "written.fpt").status == 0)
    try command.write(try Self.experiment(in: path), to: "small.fpt")
    for (file, arm) in [("A", "language"), ("B", "random")] {
      #expect(
        try command.run(
          "small.fpt", "--only", "arm=\(arm)", "--store", "cells\(file)", "-o", "\(file).h5"
        ).status == 0)
    }
    #expect(try command.run("small.fpt").status == 0)
    let lines = try Self.lines(in: path)
    #expect(lines.count >= 19)
    for line in lines {
      // Words in capitals stand for the reader's own.
      let typed = line.replacingOccurrences(of: "fpt-script ", with: "$FPT ")
        .replacingOccurrences(
          of: "explain FILE.fpt --arm NAME", with: "explain small.fpt --arm random"
        )
        .replacingOccurrences(of: "FILE.fpt", with: "small.fpt")
        .replacingOccurrences(of: "new NAME", with: "new another")
      let result = try command.shell(typed)
      #expect(result.status == 0, "\(line): \(result.messages)")
    }
  }
}
