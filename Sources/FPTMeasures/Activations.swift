import FPTData
import FPTEngine
import FPTModels
import FPTResults
import FPTSchema

/// The activations between the layers of a model, without dropout.
///
/// Records `activations(example, place, token, feature)`, with the places by name: `input` is what the first layer reads,
/// `layer.3` what layer 3 (counted from 0) gives. The last layer's is as the model's library shows it: after the final norm in GPT-2
/// and T5, before it in ViT and the other vision models.
public struct Activations: Measure {
  /// Names of places; every one of them where empty.
  public var places: [String]
  /// The number of examples, from the start of the split.
  public var examples: Int
  /// The split whose examples pass through the model.
  public var split: TaskSplit

  /// What passes at some places; by default at all of them, for one example of the test split.
  public init(at places: [String] = [], examples: Int = 1, split: TaskSplit = .test) {
    self.places = places
    self.examples = examples
    self.split = split
  }

  /// Names of the places of a model, in the order of the pass.
  package static func places(of backbone: any Backbone) -> [String] {
    ["input"] + (0..<backbone.layerCount).map { "layer.\($0)" }
  }

  /// The places that are recorded, in the order of the pass: their names, and their index among all.
  ///
  /// - Throws: `MeasureError.noSuchLayer`.
  package func places(
    of backbone: any Backbone
  ) throws(MeasureError) -> [(name: String, index: Int)] {
    let all = Self.places(of: backbone)
    for place in places where !all.contains(place) {
      throw .noSuchLayer(
        measure: "Activations", layer: "\"\(place)\"", layers: backbone.layerCount)
    }
    return all.enumerated().filter { places.isEmpty || places.contains($1) }.map { ($1, $0) }
  }

  /// Finds out before any computing whether the measure can be taken.
  ///
  /// - Throws: `MeasureError`.
  public func check(
    task: any SequenceTask, backbone: (any Backbone)?
  ) throws(MeasureError) {
    guard let backbone else { return }
    let places = try places(of: backbone)
    let kept = min(examples, task.count(of: split) ?? examples)
    _ = try MeasureLimit.elements(
      [kept, places.count, task.tokens, backbone.width], measure: "Activations")
  }

  /// Records `activations(example, place, token, feature)`.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let backbone = subject.trainer.model.backbone
    let wanted = try places(of: backbone)
    let count = subject.examples(of: split, limit: examples).count
    let map = subject.trainer.task.tokens * backbone.width
    let shape = [count, wanted.count, subject.trainer.task.tokens, backbone.width]
    let elements = try MeasureLimit.elements(shape, measure: "Activations")
    var values = [Float](repeating: 0, count: elements)
    try subject.forEachMicroBatch(of: split, 0..<count) { microBatch in
      microBatch.observe { observation in
        guard case .hidden(let layer, let states) = observation,
          let place = wanted.firstIndex(where: { $0.index == layer }),
          states.count == microBatch.examples.count * map
        else { return }
        let source = states.elements
        for (row, example) in microBatch.examples.enumerated() {
          let target = (example * wanted.count + place) * map
          for index in 0..<map { values[target + index] = source[row * map + index] }
        }
      }
    }
    var group = ResultGroup()
    group.variables = [
      index("example", count, "example of the split"),
      ResultVariable(
        coordinate: "place", values: .texts(wanted.map(\.name)),
        attributes: .described("place between layers", units: nil)),
      index("token", shape[2], "token"), index("feature", shape[3], "feature"),
      ResultVariable(
        name: "activations", dimensions: ["example", "place", "token", "feature"], shape: shape,
        values: .float32(values), attributes: .described("activation", units: "1"),
        isCompressed: true),
    ]
    return group
  }

  private func index(_ name: String, _ count: Int, _ longName: String) -> ResultVariable {
    ResultVariable(
      coordinate: name, values: .int64((0..<Int64(count)).map { $0 }),
      attributes: .described(longName, units: "1"))
  }
}

extension Activations: DeclaredMeasure {
  private static let at = Field<[String]>(
    "at", default: [],
    "Places by name: `\"input\"` of the first layer, `\"layer.0\"` behind a layer; all of them where "
      + "empty.", example: "at: [\"input\", \"layer.5\"]")

  package static let declaration = ConstructorSchema(
    "Activations", .measure,
    fields: [at, MeasureFields.shownExamples, MeasureFields.shownSplit], measure: .arrays,
    "What passes between the layers, by example, place, token and feature, without dropout.",
    example: "Activations(at: [\"layer.5\"], examples: 8)")

  package init(_ fields: FieldValues) throws {
    self.init(
      at: try fields[Self.at], examples: try fields[MeasureFields.shownExamples],
      split: try fields[MeasureFields.shownSplit])
  }

  /// The examples of the split that pass through the model.
  public var examined: ExaminedExamples? { ExaminedExamples(of: split, limit: examples) }
}
