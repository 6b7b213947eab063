/// Which columns of a head are rotated together.
public enum RotaryLayout: Sendable, Hashable {
  /// A column of the first half of the rotated columns and its like of the second half, as in Llama and GPT-NeoX.
  case halves
  /// Neighbors, as in GPT-J and in the paper.
  case interleaved
}

/// Sines and cosines of the positions of one pass.
///
/// Rotary position embedding, Su et al. 2021. A score of a rotated query and a rotated key depends on their distance alone.
public struct RotaryPositions {
  let cosines: Tensor
  let sines: Tensor
  let layout: RotaryLayout

  /// Rotates queries and keys in place, or turns their gradients back.
  func rotate(
    queries: Tensor, keys: Tensor, _ inputs: AttentionInputs, _ heads: AttentionHeads,
    isInverse: Bool = false, _ context: ComputeContext
  ) {
    precondition(
      2 * cosines.width <= heads.width && keys.shape[1] <= cosines.rows,
      "no more rotated columns than a head has, and a row for each token")
    let skipped = keys.shape[1] - queries.shape[1]
    func rotate(_ tensor: Tensor, heads: Range<Int>, width: Int, from first: Int) {
      let tokens = tensor.shape[1]
      context.parallel(chunks: tensor.rows, of: 16) { rows in
        for row in rows {
          let place = (first + row % tokens) * cosines.width
          for head in heads {
            context.kernels.pointee.rotate(
              tensor.pointer + row * tensor.width + head * width, cosines.pointer + place,
              sines.pointer + place, cosines.width, layout == .interleaved, isInverse)
          }
        }
      }
    }
    if inputs.isFused {
      rotate(keys, heads: 0..<heads.count + heads.keyValueCount, width: heads.width, from: 0)
    } else {
      rotate(queries, heads: 0..<heads.count, width: heads.width, from: skipped)
      rotate(keys, heads: 0..<heads.keyValueCount, width: heads.width, from: 0)
    }
  }
}

extension Tape {
  /// The sines and cosines of a pass, which all blocks share.
  ///
  /// - Parameters:
  ///   - frequencies: radians a token for each pair of columns.
  ///   - layout: which columns are pairs.
  ///   - tokens: T, the length of the sequence.
  /// - Returns: for `AttentionPositions.rotary`.
  public func rotaryPositions(
    _ frequencies: RotaryFrequencies, layout: RotaryLayout = .halves, tokens: Int
  ) -> RotaryPositions {
    let turns = frequencies.values.map { $0 / (2 * .pi) }
    let shape = [tokens, turns.count]
    let positions = RotaryPositions(
      cosines: context.uninitialized(shape), sines: context.uninitialized(shape), layout: layout)
    context.parallel(chunks: tokens, of: 16) { rows in
      for token in rows {
        for (pair, turns) in turns.enumerated() {
          let (sine, cosine) = ScalarElementary.sineAndCosine(turns: Double(token) * turns)
          positions.cosines.pointer[token * shape[1] + pair] = Float(cosine)
          positions.sines.pointer[token * shape[1] + pair] = Float(sine)
        }
      }
    }
    return positions
  }
}
