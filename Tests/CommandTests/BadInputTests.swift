import Foundation
import Testing

/// Files and folders that are not what they should be: one clear error, and nothing is lost.
@Suite struct BadInputTests {
  @Test func aMisspeltNameIsUnderlined() throws {
    let command = try Command()
    try command.write(
      TinyScript.text().replacingOccurrences(of: "layernorm]", with: "layernrom]"), to: "tiny.fpt")
    let result = try command.run("tiny.fpt")
    #expect(result.status == 2)
    #expect(result.messages.contains("error[FPT0031]"))
    #expect(result.messages.contains("tiny.fpt:8:52"))
    #expect(result.messages.contains("did you mean `layernorm`?"))
    #expect(!FileManager.default.fileExists(atPath: command.path("results")))
  }

  /// What cannot be stored in the end is refused at the beginning.
  @Test func namesThatAreTooLongAreToldBeforeAnythingIsComputed() throws {
    let command = try Command()
    let long = String(repeating: "t", count: 300)
    for (old, new, expected) in [
      (
        "table \"Accuracy\"", "table \"\(long)\"",
        "…: a stored name takes at most 255 bytes, this one 300"
      ),
      ("experiment tiny", "experiment \(long)", "its name would be longer than names may be here"),
    ] {
      try command.write(
        TinyScript.text().replacingOccurrences(of: old, with: new), to: "tiny.fpt")
      let result = try command.run("tiny.fpt")
      #expect(result.status == 2)
      #expect(result.messages.contains(expected), "\(result.messages)")
      #expect(!result.messages.contains("started"))
    }
    for name in ["check", "plan"] {
      let result = try command.run(name, "tiny.fpt")
      #expect(result.status == 2)
      #expect(result.messages.contains("the name of the results file would have 303 bytes"))
    }
  }

  /// Titles are no paths, whatever they look like: they are kept as they are and lead nowhere.
  @Test func titlesThatLookLikePathsStayTitles() throws {
    let command = try Command()
    let title = "../../evil %2E%2E%2F <script>alert(1)</script>"
    try command.write(
      TinyScript.text(seeds: "0..<1").replacingOccurrences(
        of: "\"Accuracy\"", with: "\"\(title)\""),
      to: "deep/er/tiny.fpt")
    let run = try command.run("deep/er/tiny.fpt", "--store", "in/cells", "-o", "in/out.h5")
    #expect(run.status == 0 && run.output.contains(title), "\(run.messages)")
    for arguments in [
      ["verify", "in/out.h5"], ["merge", "in/out.h5", "-o", "in/merged.h5"],
      ["export", "in/out.h5", "--tables", "csv", "--table", title, "-o", "in/table.csv"],
      ["report", "in/out.h5"], ["rerun", "in/out.h5"],
      ["export", "in/out.h5", "--without-provenance", "-o", "in/plain.h5"],
    ] {
      let result = try command.start(arguments).end()
      #expect(result.status == 0, "\(arguments) \(result.messages)")
    }
    #expect(
      !String(decoding: try command.contents("in/out.html"), as: UTF8.self).contains(
        "<script>alert"))
    let left = try FileManager.default.contentsOfDirectory(atPath: command.folder)
    #expect(left.filter { !$0.hasPrefix(".") }.sorted() == ["deep", "in"])
    let made = try FileManager.default.contentsOfDirectory(atPath: command.path("in")).sorted()
    #expect(
      made.filter { !$0.hasPrefix(".") } == [
        "cells", "merged.h5", "out.h5", "out.html", "plain.h5", "table.csv",
      ])
  }

  @Test func missingWeightsLeaveTheOtherCells() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(
        extra: """
          model language = BERT(weights: "minilm")
          run more {
            axes { task: [xor]; model: [language, small]; seed: 0..<1 }
            freeze: fpt; train: quick; measure: [accuracy]
          }
          """), to: "tiny.fpt")
    let result = try command.run("tiny.fpt")
    #expect(result.status == 1)
    #expect(result.messages.contains("4 cells, 1 unavailable"))
    #expect(result.messages.contains("get it with: fpt-script fetch minilm"))
    #expect(result.output.contains("1 unavailable"))
    #expect(try command.run("verify", "results/tiny.h5").status == 0)
    #expect(try command.run("report", "results/tiny.h5").status == 0)
    let page = try String(decoding: command.contents("results/tiny.html"), as: UTF8.self)
    #expect(page.contains("unavailable"))
  }

  @Test(
    arguments: [
      (nil, nil, "own: there is no such folder"),
      ("{}", nil, "own is not a checkpoint folder: it lacks model.safetensors"),
      ("[]", "", "own/config.json: it should be an object of JSON, and is a list of 0"),
      ("{", "", "own/config.json is not valid JSON: the text ends too early (byte 1)"),
      (#"{"hidden_size": 8}"#, "\u{2}\0\0\0\0\0\0\0{}", "own/config.json lacks `model_type`"),
      (#"{"model_type": "xlnet"}"#, "\u{2}\0\0\0\0\0\0\0{}", "and is \"xlnet\""),
      (#"{"model_type": "bert"}"#, "abc", "it has 3 bytes, too few for a header"),
      (#"{"model_type": "bert"}"#, "\u{9}\0\0\0\0\0\0\0{}", "the file may be truncated"),
    ] as [(String?, String?, String)])
  func damagedWeights(configuration: String?, weights: String?, expected: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(model: "BERT(weights: \"./own\")"), to: "tiny.fpt")
    if let configuration { try command.write(configuration, to: "own/config.json") }
    if let weights { try command.write(weights, to: "own/model.safetensors") }
    let result = try command.run("tiny.fpt")
    #expect(result.status == 2)
    #expect(result.messages.contains(expected), "\(result.messages)")
    let checked = try command.run("check", "tiny.fpt")
    #expect(checked.status == 2)
    #expect(checked.messages.contains(expected), "\(checked.messages)")
    #expect(!result.messages.contains("././"))
  }

  @Test(
    arguments: [
      (["-o", "file/tiny.h5"], "file: cannot use it as a folder"),
      (["-o", "folder"], "folder: cannot write it: there is a folder of this name"),
      (["--store", "file"], "file: cannot use it as a folder"),
      (["--store", "file/below"], "file/below: cannot use it as a folder"),
      (
        ["-o", "file"],
        "file: not a results file: it is no HDF5 file; it stands where the results go"
      ),
      (["-o", ""], "-o names a file or a folder"), (["--output="], "-o names a file or a folder"),
    ])
  func whereNothingCanBeWritten(arguments: [String], expected: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.write("my notes", to: "file")
    try command.write("", to: "folder/file")
    let result = try command.start(["tiny.fpt"] + arguments).end()
    #expect(result.status == 2)
    #expect(result.messages.contains(expected), "\(result.messages)")
    #expect(!result.messages.contains("started"), "found before anything was computed")
    #expect(try command.contents("file") == Data("my notes".utf8))
  }

  /// Rights are not all: nobody makes a file there, not even root.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "needs /proc"))
  func aFolderThatTakesNoFilesIsToldBeforeAnythingIsComputed() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let result = try command.run("tiny.fpt", "-o", "/proc/tiny.h5")
    #expect(result.status == 2)
    #expect(result.messages.contains("/proc: cannot create a file in it: "), "\(result.messages)")
    #expect(!result.messages.contains("started"))
  }

  @Test func aFileLimitEndsTheRunAndLosesNothing() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "-o", "whole.h5", "--store", "other")
    let limited = try command.shell("ulimit -f 8; exec \"$FPT\" tiny.fpt -o out.h5")
    #expect(limited.status == 1)
    #expect(limited.messages.contains("cannot write it: it would be larger than files may be here"))
    #expect(limited.messages.contains("help: what was finished is kept"))
    let files = try FileManager.default.contentsOfDirectory(atPath: command.path("results/cells"))
    #expect(files.isEmpty, "nothing is left behind: \(files)")
    let again = try command.run("tiny.fpt", "-o", "out.h5")
    #expect(again.status == 0)
    #expect(Command.digest(in: again.output) == Command.digest(in: whole.output))
  }

  @Test func damagedResultsAreToldAndLeftAlone() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.run("tiny.fpt")
    let whole = try command.contents("results/tiny.h5")
    var flipped = whole
    flipped[100] ^= 0xFF
    for damaged in [whole.prefix(5_000), flipped, whole.prefix(0)] {
      try command.write(Data(damaged), to: "damaged.h5")
      for (name, status) in [("show", 2), ("digest", 2), ("report", 2), ("verify", 1)] {
        let result = try command.run(name, "damaged.h5")
        #expect(result.status == Int32(status))
        #expect(result.messages.hasPrefix("error: damaged.h5: "), "\(result.messages)")
        #expect(result.messages.split(separator: "\n").count == 1, "\(result.messages)")
      }
      let over = try command.run("tiny.fpt", "-o", "damaged.h5")
      #expect(over.status == 2)
      #expect(over.messages.contains("help: name another file with -o, or move this one away"))
      #expect(try command.contents("damaged.h5") == Data(damaged))
    }
  }

  @Test func aDamagedCellOfTheStoreIsComputedAgain() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let first = try command.run("tiny.fpt")
    let store = command.path("results/cells")
    let names = try FileManager.default.contentsOfDirectory(atPath: store).sorted()
    let name = try #require(names.first { $0.hasSuffix(".h5") })
    for length in [0, 3_000] {
      let cell = try command.contents("results/cells/" + name)
      try command.write(cell.prefix(length), to: "results/cells/" + name)
      let second = try command.run("tiny.fpt")
      #expect(second.status == 0)
      #expect(second.messages.contains("is computed again, and the damaged file is kept as"))
      #expect(!second.messages.contains("HDF5:"), "the library itself prints nothing")
      #expect(second.output.contains("1 cell computed, 1 from the store"))
      #expect(Command.digest(in: second.output) == Command.digest(in: first.output))
    }
  }
}
