import Foundation
import Testing

/// What `-o` names is not lost where it is something that nobody wants replaced.
@Suite struct WrittenFileTests {
  @Test func resultsAndScriptsAreNotReplaced() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<1", extra: "\n"), to: "tiny.fpt")
    #expect(try command.run("tiny.fpt", "-o", "out.h5").status == 0)
    try FileManager.default.copyItem(
      atPath: command.path("out.h5"), toPath: command.path("other.h5"))
    try FileManager.default.createSymbolicLink(
      atPath: command.path("link.h5"), withDestinationPath: "out.h5")
    let (results, script) = (try command.contents("out.h5"), try command.contents("tiny.fpt"))
    for (arguments, words) in [
      (["report", "out.h5", "-o", "out.h5"], "is the results file itself"),
      (["report", "out.h5", "-o", "link.h5"], "is the results file itself"),
      (["report", "out.h5", "-o", "other.h5"], "is an HDF5 file"),
      (["report", "out.h5", "-o", "tiny.fpt"], "is an experiment file"),
      (["export", "out.h5", "--anonymous", "-o", "link.h5"], "is the results file itself"),
      (["export", "link.h5", "--anonymous", "-o", "out.h5"], "is the results file itself"),
    ] {
      let result = try command.start(arguments).end()
      #expect(result.status != 0 && result.messages.contains(words), "\(result.messages)")
      #expect(result.output.isEmpty)
    }
    #expect(try command.contents("out.h5") == results)
    #expect(try command.contents("other.h5") == results)
    #expect(try command.contents("tiny.fpt") == script)
    // Another results file may be replaced by results, and a page by a page.
    for _ in 0..<2 {
      #expect(try command.run("export", "out.h5", "--anonymous", "-o", "review.h5").status == 0)
      #expect(try command.run("report", "out.h5", "-o", "page.html").status == 0)
    }
    // The page for a review has a name of its own.
    #expect(try command.run("report", "out.h5", "--anonymous").output == "out.anonymous.html\n")
  }

  @Test func aFileIsLaidOutWhereALinkLeadsAndKeepsItsRights() throws {
    let command = try Command()
    try command.write("experiment e { fpt: 1 }   \n", to: "real.fpt")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: command.path("real.fpt"))
    try FileManager.default.createSymbolicLink(
      atPath: command.path("link.fpt"), withDestinationPath: "real.fpt")
    #expect(try command.run("fmt", "link.fpt").output == "link.fpt\n")
    #expect(
      String(decoding: try command.contents("real.fpt"), as: UTF8.self)
        == "experiment e { fpt: 1 }\n")
    let manager = FileManager.default
    #expect(
      try manager.destinationOfSymbolicLink(atPath: command.path("link.fpt")) == "real.fpt")
    let rights = try manager.attributesOfItem(atPath: command.path("real.fpt"))
    #expect(rights[.posixPermissions] as? Int == 0o640)
  }

  /// A name of many bytes and few characters has room for its temporary file.
  @Test func longNamesOfOtherScriptsAreWritten() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<1"), to: "tiny.fpt")
    let name = String(repeating: "表", count: 80) + ".h5"
    #expect(try command.run("tiny.fpt", "-o", name).status == 0)
    #expect(try command.run("verify", name).status == 0)
  }

  /// Published values beside runs of which one has an axis that the other has not.
  @Test func runsOfDifferentAxesAreDrawnTogether() throws {
    let command = try Command()
    try command.write(
      """
      experiment two { fpt: 1 }
      task xor = BitXOR(length: 3)
      model small = BERT(layers: 1, width: 16, heads: 2, init: random)
      freeze fpt = all except [input, output]
      train quick { batch: 4; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
      reference paper = CSV("paper.csv")
      measure accuracy = Accuracy(split: test, examples: 8)
      run a {
        axes { task: [xor]; seed: 0..<2 }
        model: small; freeze: fpt; train: quick; measure: accuracy
      }
      run b {
        axes { task: [xor]; train.optimizer.lr: [1e-3, 1e-2]; seed: 0..<2 }
        model: small; freeze: fpt; train: quick; measure: accuracy
      }
      plot "Both" { of: [a.accuracy, b.accuracy]; kind: published; against: paper }
      """, to: "two.fpt")
    try command.write(
      "row,column,value,unit,source,confidence\nxor,xor,50,%,t,\n", to: "paper.csv")
    for arguments in [["check", "two.fpt"], ["plan", "two.fpt"], ["two.fpt", "-o", "out.h5"]] {
      let result = try command.start(arguments).end()
      #expect([0, 2].contains(result.status), "\(arguments): \(result.status) \(result.messages)")
    }
  }
}
