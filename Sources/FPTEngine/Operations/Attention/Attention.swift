/// What one attention computes: softmax(scale · Q Kᵀ + bias) V for each head, over the keys that a query sees.
///
///     let attention = Attention(AttentionHeads(12, width: 64), .causal)
///     let y = tape.selfAttention(x, projections, attention, readTokens: x.shape[1])
public struct Attention {
  /// The heads.
  public var heads: AttentionHeads
  /// Which keys a query sees; queries are the last tokens.
  public var visibility: Visibility
  /// How positions change scores.
  public var positions: AttentionPositions
  /// The factor of the scores; nil for 1 / √(width of a head).
  public var scale: Float?
  /// Applied to the probabilities.
  public var dropout: Dropout?
  /// Called with the probabilities [B, heads, Tq, T] before dropout, zero where a query does not see a key.
  public var observe: ((Tensor) -> Void)?

  /// An attention; by default, every query sees every key, and positions change nothing.
  public init(
    _ heads: AttentionHeads, _ visibility: Visibility = .all, positions: AttentionPositions = .none,
    scale: Float? = nil, dropout: Dropout? = nil, observe: ((Tensor) -> Void)? = nil
  ) {
    self.heads = heads
    self.visibility = visibility
    self.positions = positions
    self.scale = scale
    self.dropout = dropout
    self.observe = observe
  }
}

/// How positions enter an attention, between the projections and the scores.
public enum AttentionPositions {
  /// Not at all.
  case none
  /// A bias [heads, 2 T − 1] that is added to scores by relative position; see `Tape.relativePositionBias`.
  case bias(Variable)
  /// A rotation of queries and keys; see `Tape.rotaryPositions`.
  case rotary(RotaryPositions)

  var bias: Variable? { if case .bias(let bias) = self { bias } else { nil } }
  var rotary: RotaryPositions? { if case .rotary(let rotary) = self { rotary } else { nil } }
}

/// The queries, keys and values of an attention, projected.
public struct AttentionInputs {
  /// The queries: [examples, query tokens, …].
  public let queries: Variable
  /// The keys and values: [examples, tokens, …]; the same variable as `queries` if all three are fused.
  public let keysValues: Variable
  let isFused: Bool
  /// Whether the keys are the values too.
  let sharesKeys: Bool

  /// Takes queries, keys and values side by side from one [examples, tokens, query width + 2 · key-value width].
  public init(fused: Variable) {
    queries = fused
    keysValues = fused
    isFused = true
    sharesKeys = false
  }

  /// Takes queries [examples, query tokens, query width], and keys and values side by side [examples, tokens, 2 · key-value width].
  ///
  /// If there are fewer query tokens than tokens, they are the last ones.
  public init(queries: Variable, keysValues: Variable) {
    self.queries = queries
    self.keysValues = keysValues
    isFused = false
    sharesKeys = false
  }

  /// Takes queries [examples, query tokens, query width], and tokens [examples, tokens, key-value width] as keys and as values.
  init(queries: Variable, tokens: Variable) {
    self.queries = queries
    keysValues = tokens
    isFused = false
    sharesKeys = true
  }

  var requiresGradient: Bool { queries.requiresGradient || keysValues.requiresGradient }

  func check(_ heads: AttentionHeads) {
    let keyWidth = (sharesKeys ? 1 : 2) * heads.keyValueWidth
    precondition(
      isFused
        ? queries.value.width == heads.queryWidth + keyWidth
        : queries.value.width == heads.queryWidth && keysValues.value.width == keyWidth,
      "queries, keys and values as wide as their heads")
  }
}

extension Tape {
  /// Computes multi-head attention, a block of queries at a time.
  ///
  /// Probabilities of more than 128 tokens are never stored; backward computes them again.
  ///
  /// - Parameters:
  ///   - inputs: queries [B, Tq, …], keys and values [B, T, …]. Rotary positions rotate queries and keys in place, so these must then
  ///     be the results of operations that nothing else reads.
  ///   - attention: the heads, and what they compute.
  /// - Returns: [B, Tq, heads · width]
  /// - Complexity: 4 · B · Tq · seen keys · heads · width operations forward and 10 backward (8 for at most 128 tokens). O(seen keys)
  ///   memory for each thread. Saved for backward are the output and 2 · B · heads · Tq floats, and for at most 128 tokens
  ///   B · heads · Tq · seen keys more.
  public func attention(_ inputs: AttentionInputs, _ attention: Attention) -> Variable {
    self.attention(inputs, attention, shares: nil)
  }

  /// `shares`, of the last token's attention alone, receives the sums of its dropped probabilities, [B, heads].
  func attention(
    _ inputs: AttentionInputs, _ attention: Attention, shares: Variable?
  ) -> Variable {
    let heads = attention.heads
    inputs.check(heads)
    let geometry = AttentionGeometry(
      examples: inputs.queries.shape[0], queryTokens: inputs.queries.shape[1],
      tokens: inputs.keysValues.shape[1], attention)
    let bias = attention.positions.bias
    let needsGradient = inputs.requiresGradient || bias?.requiresGradient == true
    attention.positions.rotary?.rotate(
      queries: inputs.queries.value, keys: inputs.keysValues.value, inputs, heads, context)
    let rows = [geometry.examples, heads.count, inputs.queries.shape[1]]
    let output = Variable(
      context.uninitialized([geometry.examples, inputs.queries.shape[1], heads.queryWidth]),
      requiresGradient: needsGradient)
    let pass = AttentionPass(
      geometry: geometry, splits: geometry.querySplits(), inputs: inputs,
      softmaxStatistics: context.uninitialized(rows + [2]),
      exponentials: needsGradient && geometry.savesExponentials
        ? context.uninitialized(rows + [geometry.savedWidth]) : nil,
      mask: mask(attention.dropout, geometry),
      bias: bias.map { AttentionBias(values: $0, geometry: geometry, context) },
      rotary: attention.positions.rotary, shares: shares)
    let probabilities = attention.observe.map { _ in context.zeros(rows + [geometry.tokens]) }
    pass.forward(into: output.value, probabilities: probabilities, context)
    if let probabilities { attention.observe?(probabilities) }

    guard let outputSlot = output.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      pass.backward(from: output.value, gradient, context)
    }
    return output
  }

  /// The dropout mask of an attention: a row for each query of each head of each example, its columns counted from
  /// `AttentionGeometry.origin(ofKeys:)`.
  func mask(_ dropout: Dropout?, _ geometry: AttentionGeometry) -> DropoutMask? {
    let rows = geometry.heads.count * geometry.queryTokens
    return mask(
      dropout, rows: geometry.examples * rows, rowsPerExample: rows, width: geometry.rowWidth)
  }
}
