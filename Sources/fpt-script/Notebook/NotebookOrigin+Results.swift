import FPTEngine
import FPTLib
import FPTReport
import FPTResults
import FPTRun
import FPTScript

extension NotebookOrigin {
  /// How the results of a file were made; what the file does not say is left out.
  ///
  /// `facts` are of all of its cells, and `name` is what others call the file.
  init(
    of document: ResultsDocument, _ facts: [CellFacts], in file: String, named name: String
  ) throws {
    let record = document.sources.first.map { ExperimentRecord($0.text) } ?? ExperimentRecord()
    let digest = try ResultFile.attributes(file).first { $0.name == ResultFormat.digestAttribute }
    let dates = facts.compactMap { $0.provenance("started")?.prefix(10) }.map(String.init)
    self.init(
      facts: Self.facts(document, facts, digest: digest?.value.text, dates: dates),
      assets: Self.assets(facts),
      remarks: AddedSeeds.lines(of: document) + Self.otherNumerics(facts),
      commands: try Self.commands(document, in: file, named: name))
    (authors, license, doi) = (record.authors, record.license, record.doi)
    citations = Self.citations(
      document, record, facts, digest: digest?.value.text, year: dates.max()?.prefix(4))
  }

  /// That a program of today gives other bits, where it does.
  private static func otherNumerics(_ facts: [CellFacts]) -> [String] {
    let versions = Set(facts.compactMap { $0.provenance("numerics_version") })
      .subtracting(["\(numericsVersion)"]).sorted()
    if versions.isEmpty { return [] }
    let list = versions.joined(separator: " and ")
    return [
      "A program of numerics version \(list) gives these bits; version \(numericsVersion), which wrote this page, gives others."
    ]
  }

  private static func facts(
    _ document: ResultsDocument, _ facts: [CellFacts], digest: String?, dates: [String]
  ) -> [Fact] {
    var result: [Fact] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { result.append(Fact(name, value)) }
    }
    func file(_ name: String) -> String? {
      document.provenance.first { $0.name == name }.flatMap { $0.value.text }
    }
    /// What cells say, or where they do not, the file.
    func said(_ name: String) -> String? {
      let values = facts.compactMap { $0.provenance(name) }
      let text = Self.distinct(values, of: facts.count)
      return text ?? file(name).flatMap { $0 == "unknown" ? nil : $0 }
    }
    add("content digest", digest)
    add("program", said("package_version").map { "fpt-script \($0)" })
    add("commit", said("commit"))
    add("numerics", said("numerics_version").map { "version \($0)" })
    if let first = dates.min(), let last = dates.max() {
      add("computed", first == last ? first : "\(first) to \(last)")
    }
    add("processor", said("processor"))
    add("kernels", said("kernels") ?? said("blas_core"))
    add("threads", said("threads"))
    let sources = facts.compactMap(\.importedFrom)
    if !sources.isEmpty {
      let files = Self.distinct(sources, of: facts.count) ?? ""
      add(imported, "\(sources.count) of \(facts.count) cells, from \(files)")
    }
    let seconds = facts.compactMap(\.seconds)
    if !seconds.isEmpty {
      let cells = facts.count == 1 ? "1 cell" : "\(facts.count) cells"
      add("time", "\(Amount.duration(seconds.reduce(0, +))) for \(cells)")
    }
    let changes = document.notebook?.changes.count ?? 0
    let changed = changes == 1 ? "1 value changed" : "\(changes) values changed"
    if !document.profile.isEmpty {
      add("profile", changes == 0 ? document.profile : "\(document.profile), \(changed)")
    } else if changes > 0 {
      add("changes", changed)
    }
    return result
  }

  /// The values that occur, the most common first, each with its number of cells where there are several; nil for none.
  private static func distinct(_ values: [String], of count: Int) -> String? {
    var counts: [(value: String, count: Int)] = []
    for value in values {
      if let place = counts.firstIndex(where: { $0.value == value }) {
        counts[place].count += 1
      } else {
        counts.append((value, 1))
      }
    }
    guard counts.count > 1 else { return counts.first?.value }
    let sorted = counts.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map { "\($0.element.value) (\($0.element.count) of \(count) cells)" }
    let rest = sorted.count - 4
    return sorted.prefix(4).joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
  }

  private static func assets(_ facts: [CellFacts]) -> [Asset] {
    var assets: [Asset] = []
    var weights: [String: FPTLib.Asset?] = [:]
    func add(_ asset: Asset) {
      let same = assets.firstIndex {
        ($0.kind, $0.name, $0.sha256) == (asset.kind, asset.name, asset.sha256)
      }
      if let same { assets[same].cells += 1 } else { assets.append(asset) }
    }
    for facts in facts {
      if let digest = facts.weights {
        let known = weights[digest] ?? FPTLib.Asset.weights(withDigest: digest)
        weights[digest] = known
        add(
          Asset(
            kind: "weights", name: known?.name ?? "of another file", sha256: digest, cells: 1,
            license: known?.license, caution: known?.caution))
      }
      if let data = facts.data {
        let licenses = data.assets.map(\.license)
        add(
          Asset(
            kind: "data", name: data.task, sha256: data.digest, cells: 1,
            license: licenses.isEmpty ? nil : licenses.joined(separator: ", ")))
      }
    }
    return assets.sorted {
      ($1.kind, $0.name, $0.sha256) < ($0.kind, $1.name, $1.sha256)
    }
  }

  // MARK: Going on

  private static func commands(
    _ document: ResultsDocument, in file: String, named name: String
  ) throws -> [Snippet] {
    var commands = [
      Snippet("compute it again", "fpt-script rerun \(RunCommand.quoted(name))")
    ]
    let runs = document.runs.filter { !$0.measures.isEmpty && !$0.points.isEmpty }
    guard let run = runs.first, let measure = run.measures.first else { return commands }
    let point = run.points.first { $0.state == .done } ?? run.points[0]
    let literal = PythonText.literal(name)
    let group = "runs/\(ResultName.encoded(run.name))"
    let choice = Self.selection(of: run, at: point)
    var lines = [
      "import xarray",
      "run = xarray.open_dataset(\(literal), group=\(PythonText.literal(group)))",
      "print(run[\(PythonText.literal(ResultName.encoded(measure.name)))]\(choice))",
    ]
    let curves = try ResultFile.attributes(file, of: ["test"], in: ["curves", run.name])
    if curves.first.flatMap({ $0 }) != nil {
      let group = "curves/\(ResultName.encoded(run.name))/test"
      lines += [
        "curves = xarray.open_dataset(\(literal), group=\(PythonText.literal(group)))",
        "print(curves[\"accuracy\"]\(choice))",
      ]
    }
    commands.append(Snippet("in Python", lines.joined(separator: "\n")))
    return commands
  }

  /// `.sel(arm="FPT", task="bit_xor").mean("seed")`, with the labels of a point that is there.
  private static func selection(of run: RunResults, at point: RunResults.Point) -> String {
    let chosen = zip(run.axes, point.index).filter { $0.0.name != "seed" }
    var text = ""
    if !chosen.isEmpty {
      let isPlain = chosen.allSatisfy { axis, _ in
        axis.name.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
      }
      let entries = chosen.map { axis, index in
        let value = axis.pythonLabel(at: index)
        return isPlain ? "\(axis.name)=\(value)" : "\(PythonText.literal(axis.name)): \(value)"
      }
      let list = entries.joined(separator: ", ")
      text = isPlain ? ".sel(\(list))" : ".sel({\(list)})"
    }
    return text + (run.axes.contains { $0.name == "seed" } ? ".mean(\"seed\")" : "")
  }

  // MARK: Citations

  private static func citations(
    _ document: ResultsDocument, _ record: ExperimentRecord, _ facts: [CellFacts], digest: String?,
    year: Substring?
  ) -> [Snippet] {
    typealias Field = BibTeXEntry.Field
    var fields = [Field("title", document.title, isVerbatim: true)]
    if !record.authors.isEmpty {
      let names = record.authors.map { BibTeXEntry.author($0) }
      fields.append(Field("author", names.joined(separator: " and ")))
    }
    if let year { fields.append(Field("year", String(year))) }
    if let doi = record.doi { fields.append(Field("doi", doi)) }
    let made = digest.map { ", content digest \($0.prefix(16))" } ?? ""
    fields.append(Field("howpublished", "Experiment of fpt-script" + made))
    if let license = record.license { fields.append(Field("note", "License: \(license)")) }
    var entries = [
      Snippet(
        "this experiment", BibTeXEntry(key: BibTeXEntry.key(record.name), fields).text, isOwn: true)
    ]
    if let paper = record.paper, !paper.contains(BibTeXEntry.methodNumber) {
      entries.append(
        Snippet("its paper", BibTeXEntry.paper(paper, of: record.name).text, isOwn: true))
    }
    let isOwn = record.paper?.contains(BibTeXEntry.methodNumber) == true
    entries.append(
      Snippet(
        isOwn ? "the paper that it follows" : "the paper of the method", BibTeXEntry.method.text))
    var seen: Set<String> = []
    let weights = Set(facts.compactMap(\.weights))
    let known =
      weights.compactMap { FPTLib.Asset.weights(withDigest: $0) }
      + Set(facts.compactMap(\.data)).flatMap(\.assets)
    for asset in known.sorted(by: { $0.name < $1.name })
    where !asset.citation.isEmpty && seen.insert(asset.name).inserted {
      let texts = BibTeXEntry.entries(citing: asset.citation, for: asset.name).map(\.text)
      entries.append(Snippet("\(asset.kind.word) \(asset.name)", texts.joined(separator: "\n\n")))
    }
    return entries
  }
}

extension FPTLib.Asset.Kind {
  fileprivate var word: String {
    switch self {
    case .weights: "weights"
    case .dataset: "data"
    }
  }
}

extension ResultAxis {
  /// The label as Python selects it.
  fileprivate func pythonLabel(at index: Int) -> String {
    switch labels {
    case .texts(let texts): PythonText.literal(texts[index])
    case .integers(let integers): "\(integers[index])"
    case .numbers(let numbers): "\(numbers[index])"
    }
  }
}
