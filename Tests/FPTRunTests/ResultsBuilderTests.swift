import FPTFigures
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

@Suite struct ResultsBuilderTests {
  @Test func tableAndCurveStandInTheFile() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    let run = try #require(root.group(at: ["runs", "main"]))
    let table = try #require(root.group(at: ["tables", "Accuracy"]))
    guard case .float64(let values)? = run.variable("accuracy")?.values,
      case .float64(let means)? = table.variable("mean")?.values
    else {
      Issue.record("no numbers")
      return
    }
    #expect(run.variable("accuracy")?.dimensions == ["task", "arm", "seed"])
    #expect(values.count == 2)
    #expect(means == [(values[0] + values[1]) / 2])
    let plot = try #require(root.group(at: ["plots", "Curve"]))
    #expect(plot.variable("mean")?.dimensions == ["task", "arm", "step"])
    #expect(plot.variable("step")?.values == .int64([2, 4, 6]))
  }
}

@Suite struct TextDigestTests {
  @Test func digestOfAText() {
    #expect(
      CellIdentity.sha256("abc")
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}

@Suite struct OutputNameTests {
  @Test(
    arguments: [
      (nil, true, [], "results/t.h5"), ("laptop", true, [], "results/t.h5"),
      ("paper", false, [], "results/t.paper.h5"),
      ("laptop", true, ["train.steps=50"], "results/t.laptop+"),
      (nil, true, ["train.steps=50"], "results/t+"),
      (nil, true, ["train.steps"], "results/t+train.steps=1.h5"),
      (nil, true, ["a.b", "c.d"], "results/t+a.b=1,c.d=1.h5"),
    ] as [(String?, Bool, [String], String)])
  func names(profile: String?, isDefault: Bool, changes: [String], expected: String) {
    let overrides = changes.map { Override(path: $0, expression: "1") }
    let name = RunOptions.defaultOutput(
      experiment: "t", profile: profile, isDefaultProfile: isDefault, overrides: overrides)
    #expect(name.hasPrefix(expected))
  }

  private func name(_ path: String, _ expression: String) -> String {
    RunOptions.defaultOutput(
      experiment: "t", profile: nil, isDefaultProfile: true,
      overrides: [Override(path: path, expression: expression)])
  }

  @Test func valuesThatNoNameTakesAreToldApart() {
    #expect(name("seed", "[7]") == "results/t+seed=7.h5")
    #expect(name("seed", "[7, 8]") != name("seed", "[78]"))
    #expect(
      name("m", "BERT(weights: \"../x/y\")").dropFirst("results/".count).contains("/") == false)
    let long = [String(repeating: "a", count: 200), String(repeating: "a", count: 201)]
    #expect(name("m", long[0]) != name("m", long[1]))
    #expect(name("m", long[0]).utf8.count < 100)
  }
}
