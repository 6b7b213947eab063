import FPTEngine
import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// What a model says of itself to transformers: its own reader makes an equal model of it.
@Suite struct TransformersConfigurationTests {
  /// Every declared transformer afresh, and the model of every committed configuration.
  private static let models: [(name: String, model: any DeclaredModel)] = {
    let fresh = declaredModels.compactMap { type -> (String, any DeclaredModel)? in
      (type as? any DeclaredTransformer.Type).map {
        ($0.declaration.name, $0.init(layers: 3, width: 16, heads: 2))
      }
    }
    let fixtures = URL(filePath: PyTorchFixture("").folder)
    let files =
      FileManager.default.enumerator(at: fixtures, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL } ?? []
    let loaded = files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
      .compactMap { file -> (String, any DeclaredModel)? in
        // Other files of this ending are no configurations.
        guard let backbone = try? ModelConfiguration(path: file.path).backbone(),
          let model = backbone as? any DeclaredModel
        else { return nil }
        return (file.path.dropFirst(fixtures.path.count).description, model)
      }
    return fresh + loaded
  }()

  private static func readBack(
    _ model: any DeclaredModel
  ) throws -> (model: any DeclaredModel, members: JSONValue.Members) {
    let members = try #require(model.transformersConfiguration)
    let text = JSONValue.object(members).text
    let configuration = try ModelConfiguration(text: Array(text.utf8), path: "config.json")
    #expect(try configuration.refusedKeys().isEmpty)
    return (try #require(try configuration.backbone() as? any DeclaredModel), members)
  }

  /// A parameter as the class of transformers has it.
  private struct Stored: Equatable {
    var name: String
    var shape: [Int]
    var group: ParameterGroup
    var layer: Int?
    var initialization: Initialization
    var isRead: Bool
  }

  private static func stored(_ model: any DeclaredModel) -> [Stored] {
    model.parameters.filter { !$0.isNew }.flatMap { parameter in
      // Of a matrix of timm's, the weights of all three come before the biases.
      let names = model.transformersLayout.names(parameter.name)
      var shape = parameter.shape
      if names.count > 1 { shape[0] /= names.count }
      return names.map {
        Stored(
          name: $0, shape: shape, group: parameter.group, layer: parameter.layer,
          initialization: parameter.initialization, isRead: parameter.isRead)
      }
    }.sorted { $0.name < $1.name }
  }

  @Test func everyModelIsReadBack() throws {
    var seen: Set<String> = []
    for (name, whole) in Self.models where whole.architecture != "LSTM" {
      // Blocks that only timm has.
      if whole.architecture == "ViT", whole.transformersConfiguration == nil {
        #expect(name.contains("timm"))
        continue
      }
      seen.insert(whole.architecture)
      for model in [
        whole, whole.keepingFirst(1), whole.extendingPositions(to: 5000),
      ] {
        let (again, members) = try Self.readBack(model)
        #expect(again.architecture == model.architecture, "\(name)")
        #expect(again.width == model.width && again.layerCount == model.layerCount, "\(name)")
        #expect(again.meaningVersion == model.meaningVersion, "\(name)")
        #expect(Self.stored(again) == Self.stored(model), "\(name)")
        // What no parameter shows, such as ε, stands in the configuration.
        #expect(again.transformersConfiguration == members, "\(name)")
        #expect(try Self.output(again) == Self.output(model), "\(name)")
        // Numbers that are no integers are written as such: a strict reader wants to see it.
        for key in ["layer_norm_eps", "rms_norm_eps", "initializer_range", "rope_theta"] {
          if case .number(let text)? = members[key] {
            #expect(text.contains { ".e".contains($0) }, "\(name): \(key)")
          }
        }
      }
    }
    let transformers = Set(
      declaredModels.filter { $0 is any DeclaredTransformer.Type }.map { $0.declaration.name })
    #expect(transformers.subtracting(seen).isEmpty)
  }

  /// Hidden states of some tokens, where the stored tensors have values that follow from their names and rows.
  private static func output(_ model: any DeclaredModel) throws -> [Float] {
    let context = ComputeContext(threads: 1)
    let specifications = SequenceClassifier.specifications(
      of: model, input: .vectors(width: 2), output: TaskOutput(readTokens: 1, classes: 2))
    let parameters = specifications.filter(\.isRead).map { specification in
      let isOfBackbone = specification.name.hasPrefix(SequenceClassifier.backbonePrefix)
      let names =
        isOfBackbone
        ? model.transformersLayout.names(SequenceClassifier.nameInBackbone(specification)) : [""]
      let part = specification.count / max(1, names.count)
      var values: [Float] = []
      for name in names {
        let start = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 1009 }
        values += (0..<part).map { Float((start + $0 * 13) % 101) / 500 - 0.1 }
      }
      return Parameter(
        specification, value: context.tensor(specification.shape, values), ownsValue: true)
    }
    let tape = Tape(context: context, isRecording: false)
    let width = model.width
    let x = context.tensor(
      [1, 3, width], (0..<3 * width).map { Float($0 * 29 % 17) / 8 - 1 })
    return model.forward(
      Variable(constant: x),
      ParameterScope(ParameterSet(parameters), prefix: SequenceClassifier.backbonePrefix),
      on: tape, pass: BackbonePass()
    ).value.array
  }

  @Test func anLSTMHasNoClass() {
    #expect(LSTM(layers: 1, width: 8).transformersConfiguration == nil)
  }
}
