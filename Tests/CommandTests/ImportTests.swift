import Foundation
import Testing

/// Cells of results files that are put into a store.
@Suite struct ImportTests {
  @Test func whatAFileHasIsNotComputedAgain() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<2"), to: "tiny.fpt")
    let first = try command.run("tiny.fpt", "-o", "theirs.h5")
    try FileManager.default.removeItem(atPath: command.path("results/cells"))
    let imported = try command.run("import", "theirs.h5")
    #expect(imported.status == 0, "\(imported.messages)")
    #expect(imported.output == "theirs.h5: 2 cells imported\n")
    #expect(
      try command.run("import", "theirs.h5").output
        == "theirs.h5: 0 cells imported, 2 there already\n")

    try command.write(TinyScript.text(seeds: "0..<4"), to: "tiny.fpt")
    let more = try command.run("tiny.fpt", "-o", "mine.h5")
    #expect(more.output.contains("2 cells computed, 2 from the store"), "\(more.output)")
    let alone = try command.run("tiny.fpt", "--store", "fresh", "-o", "alone.h5")
    #expect(Command.digest(in: more.output) == Command.digest(in: alone.output))
    #expect(more.output.contains("imported   2 of 4 cells, from theirs.h5 "))
    #expect(more.output.contains("seeds 2 and 3 were added after the results of seeds 0, 1 had"))
    let anonymous = ["export", "mine.h5", "--anonymous", "-o", "nobody.h5"]
    #expect(try command.start(anonymous).end().status == 0)
    for (file, name) in [("mine.h5", "theirs.h5 "), ("nobody.h5", "")] {
      let digest = try #require(Command.digest(in: first.output))
      let shown = try command.run("show", file, "--provenance").output
      #expect(shown.contains("  \(name)\(digest)"), "\(shown)")
    }
    let again = try command.run("rerun", "mine.h5")
    #expect(again.status == 0 && again.output.contains("bit-identical: all 4 cells"))
  }

  @Test func measuresAreAddedToACellAndSaidToBe() throws {
    let command = try Command()
    let script = TinyScript.text(seeds: "0..<2")
    try command.write(script, to: "tiny.fpt")
    try command.run("tiny.fpt", "-o", "theirs.h5")
    let other = script.replacingOccurrences(
      of: "Accuracy(split: test, examples: 40)", with: "Accuracy(split: validation)")
    try command.write(other, to: "other.fpt")
    try command.run("other.fpt", "--store", "s", "-o", "other.h5")
    #expect(
      try command.run("import", "theirs.h5", "--store", "s").output
        == "theirs.h5: 0 cells imported, 2 given more measures\n")
    let both = try command.run("tiny.fpt", "--store", "s", "-o", "both.h5")
    #expect(both.output.contains("nothing to compute"))
    #expect(both.output.contains("imported   2 of 2 cells, from theirs.h5 "))
    let page = try command.run("report", "both.h5", "-o", "page.html")
    #expect(page.status == 0)
    let text = String(decoding: try command.contents("page.html"), as: UTF8.self)
    #expect(text.contains("2 of 2 cells, from theirs.h5 "))
  }

  @Test func aRunSaysWhereItsCellsAre() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<2"), to: "tiny.fpt")
    try command.run("tiny.fpt", "-o", "a.h5")
    let other = try command.run("tiny.fpt", "--store", "s t", "-o", "a.h5")
    #expect(other.messages.contains("a.h5 has 2 finished cells of this plan"))
    #expect(other.messages.contains("`fpt-script import a.h5 --store 's t'` takes them over"))
    #expect(other.output.contains("2 cells computed"))

    try command.run("tiny.fpt", "--store", "s t")
    let plan = try command.run("plan", "tiny.fpt", "--store", "elsewhere")
    #expect(
      plan.output.hasSuffix(
        "`fpt-script import results/tiny.h5 --store elsewhere` takes them over\n"))
    #expect(!(try command.run("plan", "tiny.fpt", "--store", "s t").output.contains("import")))

    // Where the file would lose cells, the same command helps, and then nothing is refused.
    let changed = ["tiny.fpt", "--set", "train.steps=4", "--store", "new", "-o", "a.h5"]
    let refused = try command.start(changed).end()
    #expect(refused.status == 2)
    #expect(refused.messages.contains("help: `fpt-script import a.h5 --store new` puts those"))
    try command.run("import", "a.h5", "--store", "new")
    #expect(try command.start(changed).end().status == 0)
  }

  @Test func whatCannotBeBelievedIsNotImported() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<2"), to: "tiny.fpt")
    try command.run("tiny.fpt", "-o", "a.h5")
    try command.write("no results\n", to: "notes.h5")
    let other = try command.run("import", "notes.h5", "--store", "s")
    #expect(other.status == 2 && other.messages.contains("notes.h5: not a results file"))
    #expect(try command.run("import", "none.h5").status == 2)

    let folder = try command.run("import", "results/cells", "--store", "s")
    #expect(
      folder.messages.contains("help: it is a store of cells, which commands know as --store"))

    let cell = try command.shell("$FPT verify $(ls results/cells/*.h5 | head -1)")
    #expect(cell.status == 0, "\(cell.messages)")

    // A store that is a file.
    try command.write("", to: "file")
    let noFolder = try command.run("import", "a.h5", "--store", "file")
    #expect(noFolder.status == 1, "\(noFolder.messages)")

    let earlier = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/results/version1/everything.h5").path
    let old = try command.run("import", earlier, "--store", "s", "--json")
    #expect(old.status == 0, "\(old.messages)")
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(old.output.utf8)) as? [[String: Any]])
    #expect(list[0]["imported"] as? Int == 0 && list[0]["of_other_numerics"] as? Int == 4)
  }
}
