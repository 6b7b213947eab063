import Testing

@testable import FPTScript

@Suite struct CellTraceTests {
  private func trace(_ selection: String, set: [(String, String)] = []) throws -> [String: CellTrace
    .Line]
  {
    let result = checked(
      """
      experiment e { fpt: 1 }
      task xor = BitXOR(length: 6)
      model m = BERT(weights: "minilm")
      freeze f = all except [output]
      train t { steps: 10; optimizer: Adam(lr: 1e-2) }
      train u = t with { batch: 3 }
      measure acc = Accuracy()
      arm a { model: m; freeze: f; train: u }
      run main {
        axes { task: [xor]; arm: [a]; seed: 0..<2; train.clip: [2, 3] }
        set { train.optimizer.lr: 1e-4 } where seed == 1
        measure: acc
        keep: [weights]
      }
      profile small { xor.length: 4 }
      """, set: set)
    let experiment = try #require(result.experiment, "\(result.rendered)")
    let cell = try CellSelection(parsing: selection).cell(of: experiment).cell
    let lines = CellTrace(cell, sources: result.sources).lines
    return Dictionary(lines.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  static let expected: [(path: String, value: String, place: String, by: String)] = [
    ("arm", "a", "main.fpt:10", "axis arm"), ("task", "xor: BitXOR", "main.fpt:10", "axis task"),
    ("task.length", "4", "main.fpt:15", "profile small"), ("task.patterns", "2", "default", ""),
    ("model", "m: BERT", "main.fpt:8", "arm or run"),
    ("model.weights", "\"minilm\"", "main.fpt:3", ""),
    ("freeze", "f: all except [output]", "main.fpt:8", "arm or run"),
    ("train", "u", "main.fpt:8", "arm or run"), ("train.batch", "3", "main.fpt:6", "with"),
    ("train.steps", "10", "main.fpt:5", ""), ("train.clip", "3", "main.fpt:10", "axis train.clip"),
    ("train.optimizer.lr", "0.0001", "main.fpt:11", "set … where"),
    ("seed", "1", "main.fpt:10", "axis seed"),
    ("measure", "acc: Accuracy", "main.fpt:12", "arm or run"),
    ("measure.acc.split", "test", "default", ""),
    ("keep", "[weights]", "main.fpt:13", "arm or run"),
  ]

  @Test func everyValueHasItsLine() throws {
    let lines = try trace("task=xor,seed=1,train.clip=3")
    for (path, value, place, by) in Self.expected {
      #expect(lines[path] == CellTrace.Line(path: path, value: value, location: place, by: by))
    }
  }

  @Test func theCommandLineIsNamed() throws {
    let lines = try trace("seed=7,train.clip=2", set: [("seed", "[7]"), ("train.steps", "5")])
    #expect(lines["seed"]?.location == "--set seed=[7]")
    #expect(lines["train.steps"]?.location == "--set train.steps=5")
  }

  @Test(arguments: [
    ("seed=1", "2 cells have these points; say also train.clip"),
    ("sed=1", "there is no axis `sed`; did you mean `seed`?"),
    ("seed=9", "the axis seed has no point `9`; did you mean `0` or `1`?"),
    (
      "seed",
      "cells are chosen as in task=mnist,seed=0; found `seed`. A name with a comma in it stands in quotes: arm=\"language, frozen\""
    ),
    ("seed=1,arm=\"a", "cells are chosen as in task=mnist,seed=0; found `seed=1,arm=\"a`"),
    ("seed=1,seed=0", "no cell has these points"),
  ])
  func selectionsThatChooseNoCell(_ selection: String, _ message: String) {
    let error = #expect(throws: CellSelection.Failure.self) { _ = try trace(selection) }
    #expect(error?.description == message)
  }

  @Test(arguments: ["seed=0,train.clip=2.0", "train.clip=2e0,seed=0", "seed=00,train.clip=2"])
  func numbersMayBeWrittenInAnyWay(_ selection: String) throws {
    #expect(try trace(selection)["train.clip"]?.value == "2")
  }

  @Test func partsAreQuotedWithoutTheSpacesAroundThem() {
    #expect(throws: CellSelection.Failure.malformed("frozen")) {
      try CellSelection(parsing: "arm=language, frozen ,seed=0")
    }
  }

  @Test func quotedLabelsMayHaveCommas() throws {
    let selection = try CellSelection(parsing: "arm=\"language, frozen\", seed=0")
    #expect(selection.coordinates.map(\.label) == ["language, frozen", "0"])
    let labels = ["language, frozen", "lstm"]
    let unknown = CellSelection.Failure.unknownPoint(
      axis: "arm", label: "bert", known: labels, near: [])
    #expect(
      unknown.description == "the axis arm has no point `bert`; it has \"language, frozen\", lstm")
    let near = CellSelection.Failure.unknownPoint(
      axis: "arm", label: "language", known: labels, near: ["language, frozen"])
    #expect(
      near.description
        == "the axis arm has no point `language`; did you mean `\"language, frozen\"`?")
  }
}
