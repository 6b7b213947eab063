import Foundation

@testable import FPTEngine

/// Attention by its definition: one score after the other.
struct NaiveAttention: Sendable {
  var heads: AttentionHeads
  var visibility = Visibility.all
  var scale: Double?
  /// What dropout multiplies probabilities by, [examples, heads · query tokens, columns].
  ///
  /// Columns begin at the last multiple of 8 up to the first key that a query sees.
  var mask: NaiveArray?
  /// Added to scores by relative position: [heads, 2 T − 1].
  var bias: NaiveArray?
  var rotary: Rotary?

  struct Rotary: Sendable {
    var frequencies: [Double]
    var layout: RotaryLayout

    /// Turns every head of [examples, tokens, heads · width], whose last token has this position; back if `direction` is −1.
    func turned(
      _ x: NaiveArray, width: Int, lastPosition: Int, direction: Double = 1
    ) -> NaiveArray {
      var y = x
      let tokens = x.shape[1]
      for row in 0..<x.rows {
        let position = Double(lastPosition + 1 - tokens + row % tokens)
        for first in stride(from: 0, to: x.width, by: width) {
          for (i, frequency) in frequencies.enumerated() {
            let (a, b) =
              layout == .halves
              ? (first + i, first + i + frequencies.count) : (first + 2 * i, first + 2 * i + 1)
            let (c, s) = (cos(position * frequency), direction * sin(position * frequency))
            y[row, a] = x[row, a] * c - x[row, b] * s
            y[row, b] = x[row, b] * c + x[row, a] * s
          }
        }
      }
      return y
    }
  }

  func sees(_ query: Int, _ key: Int) -> Bool {
    switch visibility {
    case .all: true
    case .causal: key <= query
    case .window(let half): abs(key - query) <= half
    case .causalWindow(let size): key <= query && query - key < size
    case .prefix(let count): key <= query || key < count
    }
  }

  /// The probabilities before dropout, [examples, heads, query tokens, tokens]; queries and keys not rotated yet.
  func probabilities(_ q: NaiveArray, _ k: NaiveArray) -> NaiveArray {
    let (q, k) = turned(q, k)
    let (examples, queryTokens, tokens) = (q.shape[0], q.shape[1], k.shape[1])
    let scale = scale ?? 1 / Double(heads.width).squareRoot()
    var p = NaiveArray(zeros: [examples, heads.count, queryTokens, tokens])
    forEachRow(examples, queryTokens) { example, head, query in
      let position = tokens - queryTokens + query
      let row = (example * heads.count + head) * queryTokens + query
      var sum = 0.0
      for key in 0..<tokens where sees(position, key) {
        var product = 0.0
        for i in 0..<heads.width {
          product +=
            q[example * queryTokens + query, head * heads.width + i]
            * k[example * tokens + key, keyColumn(head) + i]
        }
        let e = exp(scale * product + (bias?[head, tokens - 1 + key - position] ?? 0))
        p[row, key] = e
        sum += e
      }
      for key in 0..<tokens { p[row, key] /= sum }
    }
    return p
  }

  /// y [examples, query tokens, heads · width] of queries and of keys and values side by side.
  func callAsFunction(_ q: NaiveArray, _ kv: NaiveArray) -> NaiveArray {
    let (k, v) = split(kv)
    let p = dropped(probabilities(q, k))
    let (queryTokens, tokens) = (q.shape[1], kv.shape[1])
    var y = NaiveArray(zeros: q.shape)
    forEachRow(q.shape[0], queryTokens) { example, head, query in
      let row = (example * heads.count + head) * queryTokens + query
      for key in 0..<tokens where p[row, key] != 0 {
        for i in 0..<heads.width {
          y[example * queryTokens + query, head * heads.width + i] +=
            p[row, key] * v[example * tokens + key, keyColumn(head) + i]
        }
      }
    }
    return y
  }

  /// The gradients of queries, of keys and values side by side, and of the bias.
  func gradients(
    _ q: NaiveArray, _ kv: NaiveArray, dy: NaiveArray
  ) -> (q: NaiveArray, kv: NaiveArray, bias: NaiveArray) {
    let (k, v) = split(kv)
    let p = probabilities(q, k)
    let factors = dropped(NaiveArray(p.shape, [Double](repeating: 1, count: p.values.count)))
    let (turnedQ, turnedK) = turned(q, k)
    let (queryTokens, tokens) = (q.shape[1], kv.shape[1])
    let scale = scale ?? 1 / Double(heads.width).squareRoot()
    var (dq, dk, dv) = (
      NaiveArray(zeros: q.shape), NaiveArray(zeros: k.shape), NaiveArray(zeros: k.shape)
    )
    var db = NaiveArray(zeros: [heads.count, max(1, 2 * tokens - 1)])
    forEachRow(q.shape[0], queryTokens) { example, head, query in
      let row = (example * heads.count + head) * queryTokens + query
      let place = example * queryTokens + query
      let (column, keyColumn) = (head * heads.width, keyColumn(head))
      var dp = [Double](repeating: 0, count: tokens)
      var delta = 0.0
      for key in 0..<tokens where p[row, key] != 0 {
        let factor = factors[row, key]
        for i in 0..<heads.width {
          let slope = dy[place, column + i]
          dp[key] += factor * slope * v[example * tokens + key, keyColumn + i]
          dv[example * tokens + key, keyColumn + i] += factor * p[row, key] * slope
        }
        delta += p[row, key] * dp[key]
      }
      for key in 0..<tokens where p[row, key] != 0 {
        let ds = p[row, key] * (dp[key] - delta)
        db[head, key - query + queryTokens - 1] += ds
        for i in 0..<heads.width {
          dq[place, column + i] += scale * ds * turnedK[example * tokens + key, keyColumn + i]
          dk[example * tokens + key, keyColumn + i] += scale * ds * turnedQ[place, column + i]
        }
      }
    }
    (dq, dk) = turned(dq, dk, direction: -1)
    return (dq, joined(dk, dv), db)
  }

  private func keyColumn(_ head: Int) -> Int { head / heads.group * heads.width }

  private func forEachRow(_ examples: Int, _ queries: Int, _ body: (Int, Int, Int) -> Void) {
    for example in 0..<examples {
      for head in 0..<heads.count { for query in 0..<queries { body(example, head, query) } }
    }
  }

  private func turned(
    _ q: NaiveArray, _ k: NaiveArray, direction: Double = 1
  ) -> (NaiveArray, NaiveArray) {
    guard let rotary else { return (q, k) }
    let last = k.shape[1] - 1
    return (
      rotary.turned(q, width: heads.width, lastPosition: last, direction: direction),
      rotary.turned(k, width: heads.width, lastPosition: last, direction: direction)
    )
  }

  private func split(_ kv: NaiveArray) -> (NaiveArray, NaiveArray) {
    let width = heads.keyValueWidth
    return (naiveColumns(kv, 0..<width), naiveColumns(kv, width..<2 * width))
  }

  private func joined(_ k: NaiveArray, _ v: NaiveArray) -> NaiveArray {
    let values = (0..<k.rows).flatMap { row in
      (0..<k.width).map { k[row, $0] } + (0..<v.width).map { v[row, $0] }
    }
    return NaiveArray(k.shape.dropLast() + [2 * k.width], values)
  }

  /// Probabilities [examples, heads, query tokens, tokens] times the mask.
  private func dropped(_ p: NaiveArray) -> NaiveArray {
    guard let mask else { return p }
    var p = p
    let (queryTokens, tokens) = (p.shape[2], p.shape[3])
    for row in 0..<p.rows {
      let position = tokens - queryTokens + row % queryTokens
      let origin = ((0..<tokens).first { sees(position, $0) } ?? 0) / 8 * 8
      for key in 0..<tokens where sees(position, key) { p[row, key] *= mask[row, key - origin] }
    }
    return p
  }
}
