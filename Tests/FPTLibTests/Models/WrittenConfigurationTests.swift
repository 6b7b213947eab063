import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// The configuration that a model writes is read back as the same model.
@Suite struct WrittenConfigurationTests {
  private static func written(_ model: any DeclaredModel) throws -> ModelConfiguration {
    let members = try #require(model.transformersConfiguration)
    return try ModelConfiguration(
      text: Array(JSONValue.object(members).text.utf8), path: "config.json")
  }

  /// The description of a value shows everything that is stored in it.
  private static func expectRoundTrip(_ model: any DeclaredModel) throws {
    let configuration = try written(model)
    #expect(try configuration.refusedKeys().isEmpty)
    #expect("\(try configuration.backbone())" == "\(model)")
  }

  @Test(
    arguments: [
      RoBERTa(layers: 3, width: 16, heads: 2), DistilBERT(layers: 3, width: 16, heads: 2),
      OPT(layers: 3, width: 16, heads: 2), GPTNeoX(layers: 3, width: 16, heads: 2),
      ModernBERT(layers: 3, width: 16, heads: 2), ModernBERT(layers: 5, width: 16, heads: 2),
    ] as [any DeclaredModel])
  func fresh(model: any DeclaredModel) throws {
    try Self.expectRoundTrip(model)
    // What is cut off is no longer known.
    let short = model.keepingFirst(1)
    let read = try Self.written(short).backbone()
    #expect(read.layerCount == 1 && read.sourceLayerCount == 1)
    #expect(read.parameters == short.parameters)
    #expect(
      (read as? any DeclaredModel)?.transformersConfiguration == short.transformersConfiguration)
  }

  @Test func extended() throws {
    for model in [
      RoBERTa(layers: 1, width: 8, heads: 2), DistilBERT(layers: 1, width: 8, heads: 2),
      OPT(layers: 1, width: 8, heads: 2),
    ] as [any DeclaredModel] {
      let longer = model.extendingPositions(to: 5_000)
      let read = try Self.written(longer).backbone()
      #expect(read.maximumTokens == 5_000)
      #expect(read.parameters.map(\.shape) == longer.parameters.map(\.shape))
    }
  }

  /// Every case of `Fixtures/configurations`: each key at each kind of value.
  @Test(arguments: ["roberta", "distilbert", "opt", "neox", "modernbert"])
  func loaded(family: String) throws {
    let path = PyTorchFixture("configurations").folder + "/\(family).json"
    let text = Array(try Data(contentsOf: URL(filePath: path)))
    guard case .object(let cases) = try JSONParser.parse(text) else {
      Issue.record("no cases")
      return
    }
    for (_, members) in cases {
      let configuration = try ModelConfiguration(
        text: Array(members.text.utf8), path: "config.json")
      try Self.expectRoundTrip(try #require(configuration.backbone() as? any DeclaredModel))
    }
  }
}
