import FPTCatalog
import FPTLib
import FPTScript
import FPTTestSettings
import Foundation
import Testing

@testable import FPTRun

/// Where `check` finds no error, `plan` does not refuse: over every experiment that is shipped or shown, and over broken ones.
@Suite struct CheckAgreementTests {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// What `check` says of a file, but for the cost of its cells; nil where it refuses it.
  private static func accepted(
    _ sources: InMemorySources, _ path: String, profile: String? = nil, folder: String
  ) -> (experiment: ResolvedExperiment, diagnostics: [Diagnostic])? {
    let result = FPTScript.check(
      path: path, loader: sources, schema: .current, profile: profile, readsReferences: true)
    guard let experiment = result.experiment else { return nil }
    var estimator = CostEstimator(
      of: experiment, assets: AssetStore(root: "/nonexistent"), baseFolder: folder, threads: 1)
    let diagnostics = ExperimentDiagnostics(of: experiment, &estimator).all.map(\.diagnostic)
    return diagnostics.contains { $0.severity == .error } ? nil : (experiment, diagnostics)
  }

  private static func plan(_ experiment: ResolvedExperiment, folder: String) throws {
    var planner = Planner(
      store: CellStore(folder: "/nonexistent/cells"), assets: AssetStore(root: "/nonexistent"),
      baseFolder: folder)
    _ = try planner.plan(experiment)
  }

  // MARK: Files as they are

  private static let shipped = files(below: "experiments", ending: ".fpt").filter {
    !$0.contains("/common/")
  }

  private static func files(below folder: String, ending: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects ?? []
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
      .map { folder + "/" + $0 }
  }

  /// Everything that experiment files read, under paths from the root.
  private static let sources = InMemorySources(
    Dictionary(
      (files(below: "experiments", ending: ".fpt") + files(below: "experiments", ending: ".csv"))
        .map { ($0, (try? String(contentsOfFile: root + "/" + $0, encoding: .utf8)) ?? "") },
      uniquingKeysWith: { first, _ in first }))

  /// With nothing fetched, what is missing is told and nothing is wrong.
  @Test(arguments: shipped)
  func shippedFilesAreAcceptedWithoutTheirData(_ path: String) throws {
    let isOneFile = path.hasSuffix("quickstart.fpt") || path.contains("/evidence/")
    for profile in isOneFile ? [nil] : ["laptop", "paper"] {
      let (experiment, diagnostics) = try #require(
        Self.accepted(Self.sources, path, profile: profile, folder: Self.root + "/experiments"))
      let others = diagnostics.filter { $0.severity != .note }
      #expect(others.isEmpty, "\(path) \(profile ?? ""): \(others.map(\.message))")
      #expect(diagnostics.allSatisfy { $0.message.hasPrefix("not on this machine: ") })
      #expect(diagnostics.count <= 1)
      try Self.plan(experiment, folder: Self.root + "/experiments")
    }
  }

  /// Examples in the documents, and the file that `new` writes.
  @Test func shownExperimentsAgree() throws {
    var texts = [StarterFile.text(name: "mine")]
    for page in Self.files(below: "docs", ending: ".md") + ["README.md"] {
      let text = try String(contentsOfFile: Self.root + "/" + page, encoding: .utf8)
      let blocks = text.components(separatedBy: "```")
      texts += blocks.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        .filter { $0.contains("experiment ") && $0.contains("run ") }
        .map { String($0.drop { $0 != "\n" }) }
    }
    #expect(texts.count > 1)
    for text in texts {
      guard let found = Self.accepted(InMemorySources(["e.fpt": text]), "e.fpt", folder: ".") else {
        continue
      }
      try Self.plan(found.experiment, folder: ".")
    }
  }

  // MARK: Broken ones

  /// One of nearly everything that needs no assets, beside files of the user's own.
  private static let whole = """
    experiment whole { fpt: 1 }
    task bits = BitMemory(length: 100, patterns: 2, patch: 50)
    task xor = BitXOR(length: 3)
    task text = TextCorpus(files: ["letters.txt"], tokens: 8)
    model bert = BERT(layers: 2, width: 16, heads: 2, init: random)
    model gpt = GPT2(layers: 1, width: 16, heads: 2, init: random)
    model net = LSTM(layers: 2, width: 8)
    freeze fpt = all except [input, output, positions, layernorm]
    freeze some = all except [output, "*.bias", layernorm(layers: last 1)]
    freeze slow = [all except [output] until 25%, all except [output, attention(layers: 0..<1)]]
    train quick { optimizer: Adam(lr: 1e-3); batch: 4; steps: 40; evaluate_every: 20 }
    arm one { model: bert; freeze: fpt; train: quick }
    arm two { model: gpt; freeze: some; train: quick }
    arm three { model: bert; freeze: slow; train: quick with { steps: 60 } }
    arm four { model: net; freeze: nothing; train: quick }
    measure accuracy = Accuracy(split: test, examples: 16)
    measure loss = Loss(split: validation)
    measure bits_per_byte = BitsPerByte(split: test)
    measure map = AttentionMap(layers: 0, examples: 2)
    measure inside = Activations(at: ["layer.0"], examples: 2)
    measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
    measure speed = StepsTo(fraction: 90%)
    run main {
      axes { task: [bits, xor]; arm: [one, two, three]; seed: 0..<2 }
      measure: [accuracy, loss, map, inside, curve, speed]
      keep: [weights]
      set { train.steps: 80 } where task == xor
      skip where task == bits and arm == two
    }
    run language {
      axes { train.batch: [2, 4]; seed: 0..<1 }
      task: text; arm: one
      measure: [bits_per_byte]
    }
    run net_alone { axes { task: [xor]; arm: [four]; seed: 0..<1 }; measure: [accuracy] }
    reference paper = CSV("paper.csv")
    table "Accuracy" {
      of: main.accuracy; rows: arm; columns: task; show: [mean, std]; format: percent(1); against: paper
    }
    plot "Curve" { of: main.curve; x: step; y: test.accuracy; series: arm; facet: task }
    profile laptop { quick.steps: 30; task: [xor] }
    """

  private static let published =
    "row,column,value,unit,source,confidence\none,xor,100,%,\"table 2\",primary\ntwo,xor,50,%,t,\n"

  @Test func brokenFilesAreRefusedByCheckIfByPlan() throws {
    let folder = try TemporaryFolder()
    try Data(String(repeating: "the quick brown fox. ", count: 50).utf8)
      .write(to: URL(filePath: folder.path + "/letters.txt"))
    var sources = InMemorySources(["paper.csv": Self.published, "whole.fpt": Self.whole])
    // The file itself is sound; otherwise nothing would be tried.
    let sound = try #require(Self.accepted(sources, "whole.fpt", folder: folder.path))
    #expect(sound.diagnostics.isEmpty, "\(sound.diagnostics.map(\.message))")
    try Self.plan(sound.experiment, folder: folder.path)

    var accepted: UInt64 = 0
    let count: UInt64 = LongTests.areAsked ? 1_000 : 400
    for seed in 0..<count {
      let broken = BrokenFile(of: Self.whole, seed: seed)
      sources.files["whole.fpt"] = broken.text
      guard let found = Self.accepted(sources, "whole.fpt", folder: folder.path) else { continue }
      accepted += 1
      do {
        try Self.plan(found.experiment, folder: folder.path)
      } catch {
        Issue.record("seed \(seed), \(broken.change): \(error)")
      }
    }
    // Enough of them are broken in ways that the language alone does not see.
    #expect((count / 20...count * 9 / 10).contains(accepted), "\(accepted) of \(count)")
  }

  /// Published values broken in the same ways are refused or read, and the plan never minds.
  @Test func brokenReferencesAreReadOrRefused() throws {
    for seed in 0..<300 as Range<UInt64> {
      let broken = BrokenFile(of: Self.published, seed: seed)
      let sources = InMemorySources(["paper.csv": broken.text, "whole.fpt": Self.whole])
      let result = FPTScript.check(
        path: "whole.fpt", loader: sources, schema: .current, readsReferences: true)
      let isRead = (try? PublishedValues(csv: broken.text)) != nil
      #expect(isRead || result.experiment == nil, "seed \(seed), \(broken.change)")
    }
  }
}

/// A text with one or two changes of the kinds that people make, the same for the same seed.
struct BrokenFile {
  private(set) var text: String
  private(set) var change = ""
  private var state: UInt64

  init(of text: String, seed: UInt64) {
    self.text = text
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    for _ in 0...Int(next() % 2) { breakOnce() }
  }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func pick<T>(_ values: [T]) -> T? {
    values.isEmpty ? nil : values[Int(next() % UInt64(values.count))]
  }

  /// Words, numbers and strings, with what stands between them.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var isWord = false
    for character in text {
      let belongs = character.isLetter || character.isNumber || character == "_"
      if belongs, isWord {
        pieces[pieces.count - 1].append(character)
      } else {
        pieces.append(String(character))
      }
      isWord = belongs
    }
    return pieces
  }

  private mutating func breakOnce() {
    var pieces = Self.pieces(text)
    let isNumber = { (piece: String) in piece.first?.isNumber == true }
    let words = pieces.indices.filter { pieces[$0].first?.isLetter == true }
    let numbers = pieces.indices.filter { isNumber(pieces[$0]) }
    let marks = pieces.indices.filter { !pieces[$0].allSatisfy(\.isWhitespace) }
    switch next() % 8 {
    case 0, 1, 2:
      guard let place = pick(numbers),
        let number = pick(["0", "1", "2", "3", "7", "9", "16", "50", "99", "1000", "100000", "0.5"])
      else { return }
      note("\(pieces[place]) → \(number)")
      pieces[place] = number
    case 3, 4:
      guard let place = pick(words), let other = pick(words) else { return }
      note("\(pieces[place]) → \(pieces[other])")
      pieces[place] = pieces[other]
    case 5:
      guard let place = pick(words) else { return }
      var letters = Array(pieces[place])
      letters.remove(at: Int(next() % UInt64(letters.count)))
      note("\(pieces[place]) → \(String(letters))")
      pieces[place] = String(letters)
    case 6:
      guard let place = pick(marks) else { return }
      note("without \(pieces[place])")
      pieces.remove(at: place)
    default:
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let place = Int(next() % UInt64(lines.count))
      note("without the line \(lines[place])")
      lines.remove(at: place)
      text = lines.joined(separator: "\n")
      return
    }
    text = pieces.joined()
  }

  private mutating func note(_ text: String) { change += (change.isEmpty ? "" : "; ") + text }
}
