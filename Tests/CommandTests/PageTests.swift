import Foundation
import Testing

/// The page of results as it is sent around: its data, how it was made, its citations, two beside each other, and without names.
@Suite struct PageTests {
  private static let authors = ["Ada Lovelace", "Tools and Toys Ltd"]

  /// Results of an experiment that says whose it is.
  private func made(_ command: Command, steps: Int = 6, output: String = "tiny.h5") throws {
    let script = TinyScript.text(steps: steps).replacingOccurrences(
      of: "title: \"Tiny\" }",
      with: """
        title: "Tiny"
          authors: ["Ada Lovelace", "Tools and Toys Ltd"]
          paper: "arXiv 2107.12460"; doi: "10.5281/zenodo.1"; license: "CC-BY-4.0 Lovelace" }
        /// As Ada Lovelace found.
        """)
    try command.write(script, to: "tiny.fpt")
    let result = try command.run("tiny.fpt", "-o", output)
    try #require(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("page       fpt-script report \(output)"))
  }

  private func page(_ command: Command, _ arguments: String...) throws -> String {
    let result = try command.start(["report", "-o", "page.html"] + arguments).end()
    try #require(result.status == 0, "\(result.messages)")
    return String(decoding: try command.contents("page.html"), as: UTF8.self)
  }

  @Test func whatStandsBehindTheNumbers() throws {
    let command = try Command()
    try made(command)
    let page = try page(command, "tiny.h5")
    let digest = try command.run("digest", "tiny.h5").output.prefix(64)
    for text in [
      String(digest), "fpt-script rerun tiny.h5", "Ada Lovelace, Tools and Toys Ltd",
      "https://doi.org/10.5281/zenodo.1", "2 done", "Source: task, model, freeze",
      "<span class=\"k\">table</span> <span class=\"d\">&quot;Accuracy&quot;</span>",
      "xarray.open_dataset(&quot;tiny.h5&quot;, group=&quot;curves/main/test&quot;)",
      "download=\"accuracy.csv\"", "download=\"curve.csv\"",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains(command.folder))
    let shown = try command.run("show", "tiny.h5", "--with-source")
    #expect(shown.output.contains("│ table \"Accuracy\" {"))
    #expect(shown.output.contains("How this was made\ncontent digest  \(digest)\n"))
    #expect(try !command.run("show", "tiny.h5").output.contains("table \"Accuracy\" {"))
    let experiment = try command.run("show", "tiny.fpt")
    #expect(experiment.status == 2 && experiment.messages.contains("results/tiny.h5"))
  }

  /// Names for readers reach further measures and files of figures, and a caption speaks of dropout where there is some.
  @Test func namesAndSeeds() throws {
    let command = try Command()
    let script = TinyScript.text()
    #expect(script.contains("dropout: 0.1"))
    try command.write(
      script.replacingOccurrences(of: "dropout: 0.1", with: "dropout: 0")
        .replacingOccurrences(of: "facet: task }", with: "facet: task; label: \"The way\" }")
        .replacingOccurrences(of: "of: main.accuracy;", with: "of: [main.accuracy, main.loss];")
        .replacingOccurrences(of: "measure: [accuracy,", with: "measure: [accuracy, loss,")
        + "\nmeasure loss = Loss(split: test) { label: \"Test loss\" }", to: "tiny.fpt")
    let dry = try command.run("tiny.fpt", environment: ["COLUMNS": "200"])
    #expect(dry.status == 0, "\(dry.messages)")
    #expect(
      dry.output.contains("accuracy, %; Test loss; mean ± standard deviation over 2 seeds (0, 1)"))
    #expect(!dry.output.contains("dropout"))
    let figure = try command.run("export", "results/tiny.h5", "--plots", "svg", "-o", "svg")
    #expect(figure.output == "svg/The way.svg\n")
    #expect(
      String(decoding: try command.contents("svg/The way.svg"), as: UTF8.self)
        .contains("<title>The way"))
    try command.write(script, to: "wet.fpt")
    let wet = try command.run("wet.fpt", environment: ["COLUMNS": "200"])
    #expect(wet.output.contains("training batches and dropout"))
  }

  /// Each entry is one that BibTeX reads: a kind, a key, fields with paired braces, commas between.
  @Test func citations() throws {
    let command = try Command()
    try made(command)
    let json = try command.run("show", "tiny.h5", "--json").output
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let origin = try #require(root["origin"] as? [String: Any])
    let entries = try #require(origin["citations"] as? [String])
    #expect(entries.count == 3)
    for entry in entries {
      let form = /@[a-z]+\{[a-z0-9\-]+,\n(  [A-Za-z]+ = \{.*\},?\n)+\}/
      #expect(entry.wholeMatch(of: form) != nil, "\(entry)")
      let lines = entry.split(separator: "\n").dropFirst().dropLast()
      for (index, line) in lines.enumerated() {
        #expect(line.hasSuffix(",") == (index < lines.count - 1), "\(entry)")
        #expect(line.count { $0 == "{" } == line.count { $0 == "}" }, "\(entry)")
      }
    }
    #expect(entries[0].contains("author = {Ada Lovelace and {Tools and Toys Ltd}}"))
    #expect(entries[0].contains("doi = {10.5281/zenodo.1}"))
    #expect(entries[1].contains("eprint = {2107.12460}") && entries[2].contains("2103.05247"))
  }

  @Test func nobodyIsNamed() throws {
    let command = try Command()
    try made(command)
    let result = try command.run("report", "tiny.h5", "--anonymous", "-o", "page.html")
    #expect(result.status == 0)
    #expect(result.messages.contains("something was left out of the prose"), "\(result.messages)")
    let page = String(decoding: try command.contents("page.html"), as: UTF8.self)
    let names =
      ["Lovelace", "Tools and Toys", "zenodo", command.folder, "2107.12460"]
      + [ProcessInfo.processInfo.hostName].filter { $0.count > 2 && $0 != "localhost" }
    for name in names { #expect(!page.localizedCaseInsensitiveContains(name), "\(name)") }
    let digest = try command.run("digest", "tiny.h5").output.prefix(64)
    #expect(page.contains("anonymous copy for review") && page.contains(digest))
  }

  @Test func twoBesideEachOther() throws {
    let command = try Command()
    try made(command)
    try made(command, steps: 60, output: "longer.h5")
    let page = try page(command, "--compare", "tiny.h5", "longer.h5")
    for text in [
      "tiny.h5 against longer.h5", "<code>train.steps</code>", "0 cells are the same",
      "2 cells differ", "B − A",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    let same = try self.page(command, "--compare", "tiny.h5", "tiny.h5")
    #expect(same.contains("2 cells are the same, bit by bit") && !same.contains("B − A"))
    let contest = CommittedResultsTests.folder.appending(path: "laptop/contest.h5").path
    let refused = try command.run("report", "--compare", "tiny.h5", contest, "-o", "x.html")
    #expect(refused.status == 2 && refused.messages.contains("no point of a run in common"))
    #expect(try command.run("report", "tiny.h5", "longer.h5").status != 0)
    #expect(try command.run("report", "--compare", "tiny.h5", "longer.h5").status != 0)
  }

  /// A name that is shown only in the later file is that of the same task in the earlier one.
  @Test func twoBesideEachOtherUnderOneName() throws {
    let command = try Command()
    let script = TinyScript.text()
    try command.write(script, to: "tiny.fpt")
    try command.write(
      script.replacingOccurrences(
        of: "BitXOR(length: 3)", with: "BitXOR(length: 3) { label: \"Exclusive or\" }"
      ).replacingOccurrences(of: "steps: 6", with: "steps: 8"), to: "named.fpt")
    for name in ["tiny", "named"] {
      let result = try command.run("\(name).fpt", "-o", "\(name).h5")
      try #require(result.status == 0, "\(result.messages)")
    }
    let page = try page(command, "--compare", "tiny.h5", "named.h5")
    let tables = page.components(separatedBy: "<section").first { $0.contains("id=\"tables\"") }
    let header = tables?.components(separatedBy: "</thead>").first
    #expect(header?.contains("Exclusive or") == true && header?.contains(">xor<") == false)
    let plots = page.components(separatedBy: "<section").first { $0.contains("id=\"plots\"") }
    #expect(
      plots?.contains("Exclusive or · A") == true && plots?.contains("Exclusive or · B") == true)
  }

  /// Pages can be sent by mail; those of attention have a picture of thousands of squares.
  @Test(arguments: CommittedResultsTests.names)
  func committedResultsMakeSmallPages(_ name: String) throws {
    let command = try Command()
    let file = CommittedResultsTests.folder.appending(path: "laptop/\(name)").path
    let page = try page(command, file)
    #expect(page.utf8.count < (name.contains("attention") ? 500_000 : 300_000))
    #expect(page.contains("id=\"made\"") && page.contains("id=\"cells\""))
    #expect(page.contains("fpt-script rerun \(name)"))
  }

  /// The files behind the links are the arrays that another reader finds.
  @Test(
    .enabled(
      if: OtherReadersTests.succeeds(OtherReadersTests.python, ["-c", "import h5py"]),
      "needs a Python with h5py in FPT_TEST_PYTHON"),
    arguments: ["contest", "rothermel", "figure-attention-memory"])
  func dataIsThatOfTheFile(_ name: String) throws {
    let command = try Command()
    let file = CommittedResultsTests.folder.appending(path: "laptop/\(name).h5").path
    _ = try page(command, file)
    try command.write(
      #"""
      import csv, html, io, re, sys, urllib.parse
      import h5py, numpy
      page = open("page.html").read()
      links = dict(re.findall(r'<a download="([^"]*)" href="data:text/csv;charset=utf-8,([^"]*)"', page))
      seen = 0
      with h5py.File(sys.argv[1]) as file:
          for kind in ("tables", "plots"):
              for group in file.get(kind, {}).values():
                  if sum(d.size for n, d in group.items() if isinstance(d, h5py.Dataset) and d.dtype == "f8" and d.ndim == len(group.attrs["axes"])) > 5000:
                      assert f"/{kind}/{group.attrs['title']}/mean" in html.unescape(page)
                      continue
                  name = re.sub("[^a-z0-9]+", "-", group.attrs["title"].lower()).strip("-") + ".csv"
                  text = urllib.parse.unquote(links[html.unescape(name)])
                  rows = list(csv.DictReader(io.StringIO(text)))
                  array = group["mean"][()]
                  axes = list(group.attrs["axes"])
                  labels = [[x.decode() if isinstance(x, bytes) else x for x in group[a][()]] for a in axes]
                  assert len(rows) == array.size, (name, len(rows), array.size)
                  for row in rows:
                      place = tuple(
                          next(i for i, x in enumerate(l) if str(x) == row[a] or (not isinstance(x, str) and float(x) == float(row[a])))
                          for a, l in zip(axes, labels))
                      value = array[place]
                      read = float(row["mean"]) if row["mean"] else numpy.nan
                      assert read == value or (numpy.isnan(read) and numpy.isnan(value)), (name, row, value)
                  seen += 1
      print(seen > 0)
      """#, to: "compare.py")
    let result = try command.shell("\(OtherReadersTests.python) compare.py '\(file)'")
    #expect(result.output == "True\n", "\(result.messages)")
  }
}
