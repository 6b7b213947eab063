import FPTEngine
import FPTLib
import Testing

@Suite("Groups of parameters")
struct ParameterGroupTests {
  static let backbones: [any Backbone] = [
    GPT2(layers: 3, width: 8, heads: 2), BERT(layers: 3, width: 8, heads: 2),
  ]

  static func specifications(_ backbone: any Backbone) -> [ParameterSpecification] {
    SequenceClassifier.specifications(
      of: backbone, input: .vectors(width: 3), output: TaskOutput(readTokens: 1, classes: 2))
  }

  /// The groups whose mark is in a parameter's name: what a reader of the paper would say.
  static func groups(named name: String) -> [ParameterGroup] {
    let isNorm = name.contains("ln_") || name.contains("LayerNorm")
    let isAttention = name.contains("attn") || name.contains("attention")
    let isFeedForward =
      name.contains("mlp") || name.contains("intermediate") || name.contains("output.dense")
    let isTable = name.contains("wte") || name.contains("word_") || name.contains("token_type_")
    let isPositions = name.contains("wpe") || name.contains("position_embeddings")
    let marks: [(ParameterGroup, Bool)] = [
      (.input, name.hasPrefix("in_net.")), (.output, name.hasPrefix("out_net.")),
      (.positions, isPositions), (.layernorm, isNorm), (.attention, isAttention && !isNorm),
      (.feedforward, isFeedForward && !isAttention && !isNorm), (.embeddings, isTable),
    ]
    return marks.filter(\.1).map(\.0)
  }

  @Test(
    "every parameter of every model belongs to exactly one, the one its name tells",
    arguments: backbones.indices)
  func membership(index: Int) {
    let all = Self.specifications(Self.backbones[index])
    for parameter in all {
      #expect(Self.groups(named: parameter.name) == [parameter.group], "\(parameter.name)")
    }
    #expect(Set(all.map(\.name)).count == all.count)
    // A group alone selects its own; the groups together select everything that is read, each once.
    let selected = ParameterGroup.allCases.flatMap { group in
      Self.trained(Self.backbones[index], .all(except: [group]))
    }
    #expect(selected.sorted() == all.filter(\.isRead).map(\.name).sorted())
  }

  @Test("parameters of a block know its number, others have none", arguments: backbones.indices)
  func layers(index: Int) {
    for parameter in Self.specifications(Self.backbones[index]) {
      let number = parameter.name.split(separator: ".").compactMap { Int($0) }
      let isBlock = parameter.name.contains(".h.") || parameter.name.contains(".layer.")
      #expect(parameter.layer == (isBlock ? number.first : nil), "\(parameter.name)")
    }
  }

  /// Names of what a policy of one stage trains.
  static func trained(_ backbone: any Backbone, _ policy: FreezingPolicy) -> [String] {
    let stage = policy.value(atStep: 0, of: 1)
    return specifications(backbone)
      .filter { stage.trains($0, layerCount: backbone.layerCount) }.map(\.name)
  }

  static func trained(_ selector: ParameterSelector) -> [String] {
    let policy = FreezingPolicy(stages: [.init(freezesAll: true, exceptions: [selector])])
    return trained(backbones[0], policy).map {
      $0.hasPrefix("sequence_model.") ? String($0.dropFirst(15)) : $0
    }
  }

  @Test("the paper's policy trains input, output, positions and norms")
  func paper() {
    let names = Self.trained(Self.backbones[0], .fpt)
    #expect(
      names == [
        "in_net.0.weight", "in_net.0.bias", "sequence_model.wpe.weight",
        "sequence_model.h.0.ln_1.weight", "sequence_model.h.0.ln_1.bias",
        "sequence_model.h.0.ln_2.weight", "sequence_model.h.0.ln_2.bias",
        "sequence_model.h.1.ln_1.weight", "sequence_model.h.1.ln_1.bias",
        "sequence_model.h.1.ln_2.weight", "sequence_model.h.1.ln_2.bias",
        "sequence_model.h.2.ln_1.weight", "sequence_model.h.2.ln_1.bias",
        "sequence_model.h.2.ln_2.weight", "sequence_model.h.2.ln_2.bias",
        "sequence_model.ln_f.weight", "sequence_model.ln_f.bias",
        "out_net.0.weight", "out_net.0.bias",
      ])
  }

  @Test("nothing frozen trains everything that is read; the token table is not")
  func nothing() {
    for backbone in Self.backbones {
      let names = Self.trained(backbone, .nothing)
      let all = Self.specifications(backbone)
      #expect(names.count == all.count - 1)
      #expect(!names.contains { $0.contains("wte") || $0.contains("word_embeddings") })
      #expect(Self.trained(backbone, .all(except: [])).isEmpty)
    }
  }

  @Test("layers are counted from either end, or by number")
  func narrowed() {
    func norms(_ layers: ParameterSelector.Layers) -> [String] {
      Self.trained(.group(.layernorm, layers: layers)).filter { $0.hasSuffix("ln_1.weight") }
    }
    let all = (0..<3).map { "h.\($0).ln_1.weight" }
    #expect(norms(.first(1)) == Array(all[..<1]))
    #expect(norms(.first(2)) == Array(all[..<2]))
    #expect(norms(.first(9)) == all)
    #expect(norms(.first(0)).isEmpty)
    #expect(norms(.last(1)) == Array(all[2...]))
    #expect(norms(.last(9)) == all)
    #expect(norms(.last(0)).isEmpty)
    #expect(norms(.range(1..<2)) == [all[1]])
    #expect(norms(.range(2..<7)) == [all[2]])
    // What lies outside the blocks has no layer to be counted.
    let last = Self.trained(.group(.layernorm, layers: .last(3)))
    #expect(last.count == 12 && !last.contains { $0.contains("ln_f") })
    #expect(Self.trained(.group(.positions, layers: .first(3))).isEmpty)
  }

  @Test(
    "patterns name parameters as their checkpoint does, or in full",
    arguments: [
      "h.*.ln_1.weight", "sequence_model.h.*.ln_1.weight", "*.ln_1.weight",
    ])
  func patterns(pattern: String) {
    #expect(Self.trained(.pattern(pattern)) == (0..<3).map { "h.\($0).ln_1.weight" })
  }

  @Test("patterns reach the new layers, and never what is not read")
  func patternEdges() {
    #expect(Self.trained(.pattern("out_net.*")) == ["out_net.0.weight", "out_net.0.bias"])
    #expect(Self.trained(.pattern("wte.weight")).isEmpty)
    #expect(Self.trained(.pattern("ln_1.weight")).isEmpty)
    #expect(Self.trained(.pattern("*")).count == Self.trained(Self.backbones[0], .nothing).count)
  }
}
