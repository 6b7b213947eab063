/// A quantity that the cost of a step is measured along, while the others stay as they are.
enum SweepAxis: String, CaseIterable {
  case tokens, width, layers, batch
  case trainedShare = "trained share"

  /// Where all axes meet: a frozen GPT-2 of 4 blocks.
  static let middle = StepCase(
    name: "middle", architecture: .gpt2, layers: 4, width: 256, heads: 4, tokens: 64,
    tokenWidth: 16,
    batch: 16)

  /// The cases along the axis.
  var cases: [StepCase] {
    func with(_ values: [Int], _ set: (inout StepCase, Int) -> Void) -> [StepCase] {
      values.map { value in
        var row = Self.middle
        row.name = "\(rawValue) \(value)"
        set(&row, value)
        return row
      }
    }
    switch self {
    case .tokens: return with([8, 16, 32, 64, 128, 256, 512, 1024]) { $0.tokens = $1 }
    case .width:
      return with([64, 128, 256, 384, 512, 768, 1024]) { row, width in
        row.width = width
        row.heads = width / 64
      }
    case .layers: return with([1, 2, 4, 8, 12, 16]) { $0.layers = $1 }
    case .batch: return with([1, 2, 4, 8, 16, 32, 64]) { $0.batch = $1 }
    case .trainedShare:
      let parts: [StepCase.Trained] =
        [.output] + (0...Self.middle.layers).map { .fpt(blocks: $0) }
      return parts.indices.map { index in
        var row = Self.middle
        row.name = "\(rawValue) \(index)"
        row.trained = parts[index]
        return row
      }
    }
  }

  /// The value of a case on the axis.
  func value(of row: StepCase, _ operations: StepOperations) -> Double {
    switch self {
    case .tokens: Double(row.tokens)
    case .width: Double(row.width)
    case .layers: Double(row.layers)
    case .batch: Double(row.batch)
    case .trainedShare:
      Double(operations.parameters.trained) / Double(operations.parameters.all)
    }
  }
}
