import CKernels

/// Root-mean-square norms of each head's queries and keys, between projection and rotation.
///
/// Henry et al. 2020 normalize queries and keys; Qwen3 and Gemma 3 have this form, with one gain for all query heads and one for all
/// key heads.
public struct HeadNorms {
  /// The gain of queries, [width of a head].
  public var queries: Variable
  /// The gain of keys, [width of a head].
  public var keys: Variable
  /// ε of both.
  public var epsilon: Float

  /// Norms with given gains.
  public init(queries: Variable, keys: Variable, epsilon: Float) {
    self.queries = queries
    self.keys = keys
    self.epsilon = epsilon
  }

  /// The norms of a range of {0: Q, 1: K, 2: V}, as they stand side by side.
  func parts(_ range: Range<Int>, _ heads: AttentionHeads) -> [HeadNormPart] {
    let norms = [
      HeadNormPart(heads: heads.count, gain: queries),
      HeadNormPart(heads: heads.keyValueCount, gain: keys),
    ]
    return Array(norms[range.clamped(to: 0..<2)])
  }
}

/// Heads that stand side by side, and their gain.
struct HeadNormPart {
  let heads: Int
  let gain: Variable
}

extension Tape {
  /// Normalizes the heads at the beginning of each row, and copies the columns behind them.
  ///
  /// - Parameters:
  ///   - x: [..., columns]
  ///   - parts: the heads that are normalized, from column 0 on.
  ///   - width: columns of a head.
  ///   - epsilon: ε.
  /// - Returns: like x; nothing else reads it.
  func headNorms(
    _ x: Variable, _ parts: [HeadNormPart], width: Int, epsilon: Float
  ) -> Variable {
    let (rows, columns) = (x.value.rows, x.value.width)
    let heads = parts.reduce(0) { $0 + $1.heads }
    let copied = columns - heads * width
    precondition(copied >= 0, "no more heads than columns")
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || parts.contains(where: \.gain.requiresGradient))
    // 1 / √(mean(x²) + ε) of each head of each row.
    let scales = context.uninitialized([rows, heads])
    let (source, target) = (x.value.pointer, output.value.pointer)
    context.parallel(chunks: rows, of: 16) { [context] range in
      for row in range {
        var head = 0
        for part in parts {
          let place = row * columns + head * width
          context.kernels.pointee.rms_norm(
            source + place, target + place, scales.pointer + row * heads + head,
            part.gain.value.pointer, 0, part.heads, width, epsilon)
          head += part.heads
        }
        let place = row * columns + heads * width
        (target + place).update(from: source + place, count: copied)
      }
    }

    guard let outputSlot = output.slot else { return output }
    let saved = x.value
    let inputSlot = x.slot
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      headNormGains(saved, gradient, scales: scales, parts, width: width, context)
      guard let inputSlot else { return }
      let (sum, accumulates) = inputSlot.destination(in: context)
      context.parallel(chunks: rows, of: 16) { range in
        for row in range {
          var head = 0
          for part in parts {
            let place = row * columns + head * width
            context.kernels.pointee.rms_norm_gradient(
              saved.pointer + place, gradient.pointer + place, sum.pointer + place,
              scales.pointer + row * heads + head, part.gain.value.pointer, 0, part.heads, width,
              accumulates)
            head += part.heads
          }
          let place = row * columns + heads * width
          if accumulates {
            context.kernels.pointee.add(sum.pointer + place, gradient.pointer + place, copied)
          } else {
            (sum.pointer + place).update(from: gradient.pointer + place, count: copied)
          }
        }
      }
    }
    return output
  }
}

/// Adds Σ over rows and heads of dy · x · scale to the gradient of each gain that is trained, rows and heads in order.
private func headNormGains(
  _ x: Tensor, _ dy: Tensor, scales: Tensor, _ parts: [HeadNormPart], width: Int,
  _ context: ComputeContext
) {
  var head = 0
  for part in parts {
    let first = head
    head += part.heads
    guard let slot = part.gain.slot else { continue }
    let (target, accumulates) = slot.destination(in: context)
    context.parallel(chunks: width, of: 16) { columns in
      for row in 0..<x.rows {
        let place = row * x.width + first * width + columns.lowerBound
        context.kernels.pointee.sum_products(
          x.pointer + place, dy.pointer + place, scales.pointer + row * scales.width + first,
          part.heads, width, target.pointer + columns.lowerBound, columns.count,
          accumulates || row > 0)
      }
    }
  }
}
