import FPTData
import FPTEngine
import FPTModels
import FPTResults
import FPTSchema

/// Which tokens attend to which: the probabilities of a model's attention, without dropout.
///
/// Records `attention(example, layer, head, query, key)`, without the dimensions averaged over. Every token is a query here,
/// also in the last layer, of which training computes only the tokens that are read. Probabilities are made while
/// the measure is taken, and by nothing else. A recurrent network has no attention: the group then has no variables and says so.
public struct AttentionMap: Measure {
  /// The dimensions that are averaged.
  public enum Average: String, FieldChoice, Hashable {
    case heads, examples

    /// What one of them is called in a message.
    public static let noun = "average"
  }

  /// Layers counted from 0; all of them where nil.
  public var layers: [Int]?
  /// The number of examples, from the start of the split.
  public var examples: Int
  /// The dimensions that are averaged over, and so are not in the array.
  public var average: Set<Average>
  /// The split whose examples pass through the model.
  public var split: TaskSplit

  /// A map of the first examples of a split; by default of one of the test split, averaged over heads.
  public init(
    layers: [Int]? = nil, examples: Int = 1,
    average: Set<Average> = [.heads], split: TaskSplit = .test
  ) {
    self.layers = layers
    self.examples = examples
    self.average = average
    self.split = split
  }

  /// The layers of a model that are recorded, in rising order.
  ///
  /// - Throws: `MeasureError.noSuchLayer`.
  package func layers(of backbone: any Backbone) throws(MeasureError) -> [Int] {
    guard let layers else { return Array(0..<backbone.layerCount) }
    for layer in layers where !(0..<backbone.layerCount).contains(layer) {
      throw .noSuchLayer(
        measure: "AttentionMap", layer: "layer \(layer)", layers: backbone.layerCount)
    }
    return Set(layers).sorted()
  }

  /// Finds out before any computing whether the measure can be taken.
  ///
  /// - Throws: `MeasureError`.
  public func check(
    task: any SequenceTask, backbone: (any Backbone)?
  ) throws(MeasureError) {
    guard let backbone else { return }
    let layers = try layers(of: backbone)
    let kept = average.contains(.examples) ? 1 : min(examples, task.count(of: split) ?? examples)
    // Heads are at most as many as features, and known only when the model runs; 1 is the least.
    _ = try MeasureLimit.elements(
      [kept, layers.count, task.tokens, task.tokens], measure: "AttentionMap")
  }

  /// Records `attention(example, layer, head, query, key)`, without the dimensions averaged over.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let model = subject.trainer.model
    var record = AttentionRecord(
      layers: try layers(of: model.backbone),
      examples: subject.examples(of: split, limit: examples).count,
      tokens: subject.trainer.task.tokens, average: average)
    try subject.forEachMicroBatch(of: split, 0..<record.examples) { microBatch in
      var failure: MeasureError?
      microBatch.observe { observation in
        guard case .attention(let layer, let probabilities) = observation, failure == nil else {
          return
        }
        do throws(MeasureError) {
          try record.add(probabilities, layer: layer, examples: microBatch.examples)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
    return record.group(modelName: model.backbone.architecture)
  }
}

/// Attention probabilities as they are gathered: sums of what is averaged over, in the order of examples and heads.
private struct AttentionRecord {
  let layers: [Int]
  let examples: Int
  let tokens: Int
  let average: Set<AttentionMap.Average>
  private var heads = 0
  /// [examples or 1, layers, heads or 1, tokens, tokens]; empty until the first probabilities say how many heads there are.
  private var sums: [Double] = []

  init(layers: [Int], examples: Int, tokens: Int, average: Set<AttentionMap.Average>) {
    self.layers = layers
    self.examples = examples
    self.tokens = tokens
    self.average = average
  }

  private var keptExamples: Int { average.contains(.examples) ? 1 : examples }
  private var keptHeads: Int { average.contains(.heads) ? 1 : heads }

  /// Adds the probabilities of one layer: [examples, heads, tokens, tokens].
  mutating func add(
    _ probabilities: Tensor, layer: Int, examples: Range<Int>
  ) throws(MeasureError) {
    guard let place = layers.firstIndex(of: layer), probabilities.shape.count == 4 else { return }
    if sums.isEmpty {
      heads = probabilities.shape[1]
      let shape = [keptExamples, layers.count, keptHeads, tokens, tokens]
      let count = try MeasureLimit.elements(shape, measure: "AttentionMap")
      sums = [Double](repeating: 0, count: count)
    }
    let map = tokens * tokens
    let source = probabilities.elements
    for (row, example) in examples.enumerated() {
      for head in 0..<heads {
        let e = keptExamples == 1 ? 0 : example
        let h = keptHeads == 1 ? 0 : head
        let target = ((e * layers.count + place) * keptHeads + h) * map
        let start = (row * heads + head) * map
        guard start + map <= source.count, target + map <= sums.count else { continue }
        for index in 0..<map { sums[target + index] += Double(source[start + index]) }
      }
    }
  }

  func group(modelName: String) -> ResultGroup {
    guard !sums.isEmpty else {
      var group = ResultGroup()
      group.setAttribute("absent", .text("a \(modelName) has no attention"))
      return group
    }
    let summands =
      (average.contains(.heads) ? heads : 1) * (average.contains(.examples) ? examples : 1)
    let means = sums.map { Float($0 / Double(max(1, summands))) }
    var dimensions: [(name: String, longName: String, values: [Int])] = []
    if !average.contains(.examples) {
      dimensions.append(("example", "example of the split", Array(0..<examples)))
    }
    dimensions.append(("layer", "layer, counted from 0", layers))
    if !average.contains(.heads) { dimensions.append(("head", "attention head", Array(0..<heads))) }
    dimensions.append(("query", "token that attends", Array(0..<tokens)))
    dimensions.append(("key", "token attended to", Array(0..<tokens)))
    var variables = dimensions.map {
      ResultVariable(
        coordinate: $0.name, values: .int64($0.values.map(Int64.init)),
        attributes: .described($0.longName, units: "1"))
    }
    variables.append(
      ResultVariable(
        name: "attention", dimensions: dimensions.map(\.name),
        shape: dimensions.map(\.values.count), values: .float32(means),
        attributes: .described("attention probability", units: "1"), isCompressed: true))
    return ResultGroup(map: variables)
  }
}

extension AttentionMap: DeclaredMeasure {
  private enum Fields {
    static let layers = Field<[Int]?>(
      "layers", default: nil, unit: "layers",
      "Which layers, counted from 0; all of them where absent.", example: "layers: [0, 5]")
    static let average = Field(
      "average", default: [Average.heads],
      "What is averaged over; `[]` keeps every head of every example.",
      example: "average: [heads, examples]")
  }

  package static let declaration = ConstructorSchema(
    "AttentionMap", .measure,
    fields: [
      Fields.layers, MeasureFields.shownExamples, Fields.average, MeasureFields.shownSplit,
    ],
    measure: .drawn(.map(rows: "query", columns: "key")),
    "Attention probabilities from every token to every token, without dropout; nothing for a "
      + "recurrent network.",
    example: "AttentionMap(layers: 0, examples: 100, average: [heads, examples])")

  package init(_ fields: FieldValues) throws {
    let layers = try fields[Fields.layers] ?? []
    self.init(
      layers: layers.isEmpty ? nil : layers, examples: try fields[MeasureFields.shownExamples],
      average: Set(try fields[Fields.average]), split: try fields[MeasureFields.shownSplit])
  }

  /// The examples of the split that pass through the model.
  public var examined: ExaminedExamples? { ExaminedExamples(of: split, limit: examples) }
}
