import FPTEngine
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Cells of the shipped experiments keep their names: a store of theirs stays of use, and no other cell is served for one.
///
/// Where a change gives a configuration another meaning, the constructor's version rises, and the hashes here with it.
@Suite struct ShippedIdentityTests {
  private static let results = files(in: "results/laptop")

  private static func files(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: ShippedCells.root.appending(path: folder).path)
    return (names ?? []).filter { $0.hasSuffix(".h5") }.sorted()
  }

  /// A stored cell's configuration, as far as it is looked into here.
  private struct Configuration: Decodable {
    struct Engine: Decodable { var numerics: Int }
    struct Task: Decodable { var data: String }
    struct Model: Decodable {
      struct Weights: Decodable { var configuration: String?, weights: String? }
      var weights: Weights?
    }
    var engine: Engine
    var task: Task
    var model: Model
  }

  /// Whoever has the file can compute it again: no committed cell is of an earlier version of the numerics.
  @Test(arguments: ["laptop", "evidence"])
  func committedCellsAreOfThePresentNumerics(_ folder: String) throws {
    let names = Self.files(in: "results/\(folder)")
    #expect(!names.isEmpty)
    for name in names {
      let file = ShippedCells.root.appending(path: "results/\(folder)/\(name)").path
      for cell in try #require(ResultFile.read(file).group("cells")).groups {
        let text = try #require(cell.group.attribute("configuration")?.text)
        let configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
        #expect(configuration.engine.numerics == numericsVersion, "\(name), \(cell.name)")
      }
    }
  }

  /// Every committed cell is one that this program plans for the same experiment.
  @Test(arguments: results)
  func committedCellsArePlanned(_ name: String) throws {
    let file = ShippedCells.root.appending(path: "results/laptop/\(name)").path
    let cells = try #require(ResultFile.read(file).group("cells")).groups
    #expect(!cells.isEmpty)
    // Fashion-MNIST's digest, and MiniLM's two, as every file has them.
    var digests = try KnownDigests(data: [:], configuration: "", weights: "")
    var stored: [String: String] = [:]
    for cell in cells {
      let text = try #require(cell.group.attribute("configuration")?.text)
      stored[cell.name] = text
      let configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
      digests.configuration = configuration.model.weights?.configuration ?? digests.configuration
      digests.weights = configuration.model.weights?.weights ?? digests.weights
      // The members of the canonical form stand in the order of their names: data, then definition.
      let task = try #require(text.range(of: #""task":{"data":"#))
      let definition = text[task.upperBound...].drop { $0 != "{" }
      digests.data[Self.object(at: definition)] = configuration.task.data
    }
    let experiment = try ShippedCells.experiment(
      name.replacing(".h5", with: ".fpt"), profile: "laptop")
    var planned: Set<String> = []
    for cell in experiment.runs.flatMap(\.cells) {
      planned.insert(try digests.identity(of: cell).configuration)
    }
    for (hash, text) in stored {
      #expect(planned.contains(text), "\(name): no cell is planned as \(text)")
      #expect(hash == CellIdentity.sha256(text))
    }
  }

  /// The text of the JSON object that begins here.
  private static func object(at text: Substring) -> String {
    var depth = 0
    for index in text.indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" { depth -= 1 }
      if depth == 0 { return String(text[...index]) }
    }
    return ""
  }

  private static let profiles: [(String, String)] = ShippedCells.experiments.flatMap { name in
    ((try? ShippedCells.profiles(of: name)) ?? []).map { (name, $0) }
  }

  /// What every cell of every experiment in every profile declares, as the fixture has it.
  @Test func declarationsMeanWhatTheyMeant() throws {
    let place = ShippedCells.root.appending(path: "Tests/Fixtures/identity/declarations.txt")
    var lines: [String] = []
    for (name, profile) in Self.profiles {
      let cells = try ShippedCells.experiment(name, profile: profile).runs.flatMap(\.cells)
      let text = cells.map(ShippedCells.declaration).joined(separator: "\n\n")
      lines.append("\(name) \(profile) \(cells.count) \(CellIdentity.sha256(text))")
    }
    if ProcessInfo.processInfo.environment["FPT_UPDATE_IDENTITIES"] != nil {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: place)
    }
    let known = try String(contentsOf: place, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    #expect(known.count >= 52)
    for line in lines where !known.contains(line) {
      Issue.record(
        "not as in Tests/Fixtures/identity/declarations.txt: \(line); FPT_UPDATE_IDENTITIES=1 writes it anew"
      )
    }
    #expect(lines.count == known.count)
  }
}
