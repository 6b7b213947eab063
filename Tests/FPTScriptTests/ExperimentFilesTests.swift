import FPTCatalog
import Foundation
import Testing

@testable import FPTScript

/// Every experiment that is shipped, in every profile it declares.
@Suite struct ExperimentFilesTests {
  private static let files =
    (try? Repository.experimentFiles().filter {
      !$0.contains("/common/") && !$0.contains("/evidence/")
    }) ?? []
  private static let evidence =
    (try? Repository.experimentFiles().filter { $0.contains("/evidence/") }) ?? []

  /// Names of the profiles a file declares, the default one first.
  private func profiles(_ path: String) throws -> [String] {
    let (syntax, _) = parse(SourceFile(path: path, text: try Repository.text(path)))
    return syntax.items.compactMap { item in
      guard case .declaration(let declaration) = item, declaration.kind == .profile else {
        return nil
      }
      return declaration.name?.text
    }
  }

  /// Those of the protocol are computed as they are written.
  @Test(arguments: evidence)
  func evidenceIsValidAsItIs(_ path: String) throws {
    let result = check(
      path: path, loader: RepositoryLoader(), schema: .current, readsReferences: true)
    #expect(result.diagnostics.isEmpty, "\(path)\n\(result.rendered)")
    let experiment = try #require(result.experiment)
    #expect(experiment.runs.allSatisfy { !$0.cells.isEmpty })
    #expect(try profiles(path).isEmpty)
  }

  @Test func thereIsOneForEveryTableAndFigure() {
    let expected =
      (1...21).map { "table\($0)" } + [
        "figure-attention-memory", "figure-attention-xor", "pretrain-language", "quickstart",
        "rothermel",
      ]
    #expect(Set(Self.files).isSuperset(of: expected.map { "experiments/\($0).fpt" }))
  }

  @Test(arguments: files)
  func isValidInEveryProfile(_ path: String) throws {
    let profiles = try profiles(path)
    #expect(profiles.count >= 2)
    for profile in profiles {
      let result = check(
        path: path, loader: RepositoryLoader(), schema: .current, profile: profile,
        readsReferences: true)
      #expect(result.diagnostics.isEmpty, "\(path), \(profile)\n\(result.rendered)")
      let experiment = try #require(result.experiment)
      #expect(experiment.runs.allSatisfy { !$0.cells.isEmpty })
      #expect(experiment.profile == profile)
    }
  }

  /// The profile of the tables is the file as written; a laptop's cells use what a fresh machine has.
  @Test(arguments: files.filter { !$0.hasSuffix("quickstart.fpt") })
  func laptopsNeedNothingThatIsLarge(_ path: String) throws {
    #expect(try profiles(path).filter { $0 != "causal" } == ["laptop", "paper"])
    let paper = check(path: path, loader: RepositoryLoader(), schema: .current, profile: "paper")
    // What is pretrained is small as written, for the experiments that share it; nothing was published of it.
    let isPretraining = path.hasSuffix("pretrain-language.fpt")
    #expect((paper.experiment?.changes.isEmpty == true) != isPretraining)
    let laptop = try #require(
      check(path: path, loader: RepositoryLoader(), schema: .current).experiment)
    #expect(laptop.profile == "laptop")
    let here = ["BitMemory", "BitXOR", "ListOps", "FashionMNIST", "Digits", "TextCorpus"]
    for cell in laptop.runs.flatMap(\.cells) {
      let name = "\(path) \(cell.task.name)"
      #expect(here.contains(cell.task.value.constructor), "\(name)")
      #expect(cell.task.value["source"] == nil, "\(name)")
      if case .text(let weights)? = cell.model.value["weights"] {
        #expect(weights == "minilm", "\(name)")
      }
      guard case .integer(let steps)? = cell.train.value["steps"] else { continue }
      // Steps of pretraining are short: four windows of 128 bytes.
      #expect(steps <= (cell.task.name == "english_text" ? 4_000 : 2_000), "\(name)")
    }
  }

  /// Wherever the paper has GPT-2, a causal language model that can be fetched everywhere stands in for it.
  @Test(arguments: files.filter { !$0.hasSuffix("quickstart.fpt") })
  func causalProfilesReplaceGPT2(_ path: String) throws {
    let paper = try #require(
      check(path: path, loader: RepositoryLoader(), schema: .current, profile: "paper").experiment)
    let weights = { (cell: ResolvedCell) -> String in
      guard case .text(let name)? = cell.model.value["weights"] else { return "" }
      return name
    }
    let hasGPT2 = paper.runs.flatMap(\.cells).contains { weights($0).hasPrefix("gpt2") }
    guard hasGPT2 else { return }
    let causal = try #require(
      check(path: path, loader: RepositoryLoader(), schema: .current, profile: "causal").experiment)
    let cells = causal.runs.flatMap(\.cells)
    #expect(cells.contains { weights($0) == "smollm2" })
    for cell in cells where weights(cell) == "smollm2" {
      #expect(cell.model.value["positions"] == .symbol("learned"), "\(path) \(cell.model.name)")
    }
  }

  /// Where a table stands beside published values, some of its points are among them.
  @Test(arguments: files.filter { !$0.hasSuffix("quickstart.fpt") })
  func publishedValuesBelongToTheTable(_ path: String) throws {
    for profile in try profiles(path).suffix(1) {
      let experiment = try #require(
        check(path: path, loader: RepositoryLoader(), schema: .current, profile: profile).experiment
      )
      for case .table(let table) in experiment.notebook {
        guard let file = table.against else { continue }
        let run = try #require(experiment.runs.first { $0.name == table.run })
        let text = try Repository.text("experiments/\(file)")
        let rows = labels(table.rows, run)
        let columns = labels(table.columns, run)
        let points = rows.flatMap { row in columns.map { "\(quoted(row)),\(quoted($0))," } }
        let lines = text.split(separator: "\n")
        let missing = points.filter { point in !lines.contains { $0.hasPrefix(point) } }
        // Diagonals that a `skip` leaves out, and tasks that the source does not have.
        #expect(missing.count * 2 <= points.count, "\(path) \(table.title): \(missing)")
      }
    }
  }

  private func quoted(_ text: String) -> String { text.contains(",") ? "\"\(text)\"" : text }

  private func labels(_ axes: [String], _ run: ResolvedRun) -> [String] {
    axes.reduce([[String]]([[]])) { combinations, name in
      let points = run.axes.first { $0.name == name }?.points.map(\.label) ?? []
      return combinations.flatMap { combination in points.map { combination + [$0] } }
    }.map { $0.joined(separator: " · ") }
  }
}
