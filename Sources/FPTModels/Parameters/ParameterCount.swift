/// How many parameters are trained, in truth and as the paper counts.
public struct ParameterCount: Sendable, Hashable {
  /// Every element of every trained tensor.
  public let trained: Int
  /// Every element that the model reads, frozen ones included.
  public let total: Int
  /// The paper's count: no output bias, no norm outside the blocks, and only the positions a task reaches.
  ///
  /// For FPT on CIFAR-10 (width 768, 12 layers, 64 tokens, d_in 16): 7,680 + 13,056 + 36,864 + 49,152 = 106,752.
  public let trainedAsInPaper: Int

  /// Counts the parameters of a classifier on a task of so many tokens.
  ///
  /// `isTrained` says which of them are trained.
  public init(
    _ specifications: [ParameterSpecification], tokens: Int,
    isTrained: (ParameterSpecification) -> Bool
  ) {
    var trained = 0
    var total = 0
    var paper = 0
    for parameter in specifications where parameter.isRead {
      total += parameter.count
      guard isTrained(parameter) else { continue }
      trained += parameter.count
      switch parameter.group {
      case .output where parameter.name.hasSuffix(".bias"): break
      case .layernorm where parameter.layer == nil: break
      case .positions:
        let rows = parameter.shape.first ?? 0
        paper += rows == 0 ? 0 : min(tokens, rows) * (parameter.count / rows)
      default: paper += parameter.count
      }
    }
    self.trained = trained
    self.total = total
    trainedAsInPaper = paper
  }
}
