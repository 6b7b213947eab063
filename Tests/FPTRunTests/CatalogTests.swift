import FPTCatalog
import FPTLib
import FPTSchema
import FPTScript
import Testing

@testable import FPTRun

/// The runner makes everything that the language has, and nothing else.
@Suite struct CatalogTests {
  private static func constructors(_ role: ConstructorRole) -> [ConstructorSchema] {
    Schema.current.constructors.filter { $0.role == role }
  }

  /// A whole file around one declaration.
  private func cell(
    task: String = "BitXOR(length: 3)",
    model: String = "BERT(layers: 1, width: 16, heads: 2, init: random)",
    optimizer: String = "Adam(lr: 1e-3)", measure: String = "Accuracy(split: test)"
  ) throws -> ResolvedCell {
    let script = """
      experiment e { fpt: 1; title: "E" }
      task x = \(task)
      model m = \(model)
      freeze f = nothing
      train t { optimizer: \(optimizer); batch: 4; steps: 2 }
      measure a = \(measure)
      run main { task: x; model: m; freeze: f; train: t; measure: a }
      """
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try #require(result.experiment?.runs.first?.cells.first, "\(errors)")
  }

  /// What cannot be made here for lack of data or weights is known all the same.
  private func isKnown(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return true
    } catch is UnknownConstructor {
      return false
    } catch {
      return true
    }
  }

  @Test(arguments: constructors(.task).map(\.example))
  func task(_ example: String) throws {
    let cell = try cell(task: example)
    #expect(
      isKnown {
        var catalog = LoadedTasks(assets: AssetStore(root: "/nonexistent"), baseFolder: ".")
        _ = try catalog.task(cell.task.value)
      })
  }

  @Test(arguments: constructors(.model).map(\.name))
  func model(_ name: String) throws {
    let heads = name == "LSTM" ? "" : ", heads: 2, init: random"
    let cell = try cell(model: "\(name)(layers: 1, width: 16\(heads))")
    let catalog = LoadedModels(assets: AssetStore(root: "/nonexistent"), baseFolder: ".")
    let backbone = try catalog.fresh(cell.model.value)
    #expect(backbone.architecture == name && backbone.layerCount == 1)
  }

  @Test(arguments: constructors(.measure).map(\.example))
  func measure(_ example: String) throws {
    let cell = try cell(measure: example)
    #expect(isKnown { _ = try cell.measures[0].value.measure() })
  }

  @Test(arguments: constructors(.optimizer).map(\.example))
  func optimizer(_ example: String) throws {
    let cell = try cell(optimizer: example)
    #expect(isKnown { _ = try cell.train.value.trainingSettings() })
  }

  /// One that the language may have some day is an error until the trainer has it, and never trains as Adam.
  @Test(arguments: ["SGD", "AdamW", "adam", ""])
  func anotherOptimizer(_ name: String) throws {
    var train = try cell().train.value
    for index in train.fields.indices where train.fields[index].name == "optimizer" {
      guard case .constructed(var optimizer) = train.fields[index].value else { continue }
      optimizer.constructor = name
      train.fields[index].value = .constructed(optimizer)
    }
    #expect(throws: UnknownConstructor.self) { try train.trainingSettings() }
  }
}
