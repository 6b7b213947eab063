import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

/// What a plot may say of its scales.
@Suite struct PlotScaleCheckTests {
  private func check(axes: String, _ fields: String) -> CheckResult {
    checked(
      """
      task xor = BitXOR()
      model m = GPT2(layers: 1, width: 8, heads: 2, init: random)
      measure accuracy = Accuracy()
      train base { steps: 100 }
      run main {
        axes { \(axes) }
        task: xor; model: m; freeze: nothing; train: base; measure: accuracy
      }
      plot "Depth" { of: main.accuracy; \(fields) }
      """)
  }

  private func specification(_ result: CheckResult) -> PlotSpecification? {
    result.experiment?.notebook.lazy.compactMap { item in
      if case .plot(let plot) = item { plot } else { nil }
    }.first
  }

  @Test(
    "scales and the older word for one of them",
    arguments: [
      ("", false, false, false), ("; scale: log", true, false, false),
      ("; x_scale: log", true, false, false), ("; y_scale: log", false, true, false),
      ("; y_scale: free", false, false, true), ("; y_scale: [log, free]", false, true, true),
      ("; x_scale: log; y_scale: [linear, free]", true, false, true),
    ])
  func scales(_ field: String, x: Bool, y: Bool, isFree: Bool) throws {
    let result = check(axes: "model.layers: [1, 2]", "x: model.layers" + field)
    let plot = try #require(specification(result), "\(result.rendered)")
    #expect(plot.logarithmic == x && plot.hasLogarithmicY == y && plot.hasFreeY == isFree)
  }

  @Test(
    "what has no logarithm, and what disagrees",
    arguments: [
      ("model.init: [pretrained, random]", "x: model.init; x_scale: log", "are names"),
      ("seed: 0..<2", "x: seed; scale: log", "has the value 0"),
      ("model.layers: [1, 2]", "x: model.layers; y_scale: [linear, log]", "not both"),
      ("model.layers: [1, 2]", "x: model.layers; scale: log; x_scale: log", "older word"),
    ])
  func refused(axes: String, fields: String, message: String) {
    let result = check(axes: axes, fields)
    #expect(result.rendered.contains(message), "\(result.rendered)")
    #expect(!result.errors.isEmpty)
  }
}
