import FPTLib
import Foundation
import Testing

/// The table of `docs/backbones.md` with the largest relative difference to each reference.
///
/// The bits of a pass are the same on every processor, so the page's figures can be held. `FPT_UPDATE=1` writes them anew.
@Suite struct ParityPageTests {
  private static let page: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "docs/backbones.md")
  }()

  /// The largest difference of output, hidden states and attention, and that of gradients.
  private func differences(_ architecture: String) throws -> (forward: Double, gradients: Double) {
    let pass = try ReferencePass(PyTorchFixture(architecture))
    var found = pass.found
    for parameter in pass.parameters {
      found["grad." + parameter.name] = parameter.gradient?.array
    }
    var worst = (forward: 0.0, gradients: 0.0)
    for name in pass.expected.names {
      guard let values = found[name] else { continue }
      let reference = try pass.expected.floats(name)
      // An exact zero, of which the two programs have their own rounding.
      if reference.allSatisfy({ abs($0) < 1e-4 }) { continue }
      let error = relativeError(values, reference)
      if name.hasPrefix("grad.") {
        worst.gradients = max(worst.gradients, error)
      } else {
        worst.forward = max(worst.forward, error)
      }
    }
    return worst
  }

  @Test func figuresOfThePage() throws {
    var lines = [
      "| Reference | `model_type` or library | Model here | output, hidden states, attention | gradients |",
      "| --- | --- | --- | ---: | ---: |",
    ]
    for (architecture, tolerance) in BackboneParityTests.tolerances {
      let configuration = try CheckpointFolder(path: PyTorchFixture(architecture).folder)
        .configuration
      let model = try configuration.backbone().architecture
      let type =
        configuration.contains("model_type") ? try "`\(configuration.text("model_type"))`" : "timm"
      let found = try differences(architecture)
      #expect(found.forward < tolerance && found.gradients < tolerance, "\(architecture)")
      lines.append(
        "| \(architecture) | \(type) | \(model) | \(Self.text(found.forward)) "
          + "| \(Self.text(found.gradients)) |")
    }
    let (begin, end) = ("<!-- parity -->\n", "\n<!-- end -->")
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let start = try #require(page.range(of: begin))
    let stop = try #require(page.range(of: end, range: start.upperBound..<page.endIndex))
    let table = lines.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["FPT_UPDATE"] == "1" {
      let updated = page.replacingCharacters(in: start.upperBound..<stop.lowerBound, with: table)
      try Data(updated.utf8).write(to: Self.page)
      return
    }
    #expect(page[start.upperBound..<stop.lowerBound] == table)
  }

  private static func text(_ error: Double) -> String { String(format: "%.1e", error) }
}
