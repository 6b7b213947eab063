/// Which keys the queries of an attention see.
///
/// A query sees a contiguous range of keys, at least its own. Neither end of the range falls from one query to the next.
public enum Visibility: Sendable, Hashable {
  /// Every query sees every key.
  case all
  /// A query sees the tokens up to itself.
  case causal
  /// A query sees the tokens at most `half` away (Beltagy et al. 2020, Longformer).
  case window(half: Int)
  /// A query sees itself and the `size` − 1 tokens before it (Jiang et al. 2023, Mistral).
  case causalWindow(size: Int)
  /// The first tokens see one another, and every other token sees the tokens up to itself (Raffel et al. 2020, figure 3).
  case prefix(Int)

  /// The keys that a query at a position of the sequence sees.
  @inline(__always)
  func keys(ofPosition position: Int, tokens: Int) -> Range<Int> {
    switch self {
    case .all: 0..<tokens
    case .causal: 0..<position + 1
    case .window(let half):
      max(0, position - half)..<(half < tokens - position ? position + half + 1 : tokens)
    case .causalWindow(let size): max(0, position + 1 - size)..<position + 1
    case .prefix(let count): 0..<max(position + 1, min(count, tokens))
    }
  }

  /// Whether the number in it makes sense: no negative window or prefix, and a causal window that holds the query itself.
  var isValid: Bool {
    switch self {
    case .all, .causal: true
    case .window(let half): half >= 0
    case .causalWindow(let size): size >= 1
    case .prefix(let count): count >= 0
    }
  }
}

/// The keys that each row of a block of queries sees, counted from a first key.
struct VisibleBand {
  let visibility: Visibility
  let tokens: Int
  /// The position of row 0 in the sequence.
  let firstPosition: Int
  /// The key that counts as 0; keys before it are negative.
  let firstKey: Int

  @inline(__always)
  func keys(ofRow row: Int) -> Range<Int> {
    let keys = visibility.keys(ofPosition: firstPosition + row, tokens: tokens)
    return keys.lowerBound - firstKey..<keys.upperBound - firstKey
  }

  /// The keys that any of some rows sees.
  @inline(__always)
  func keys(ofRows rows: Range<Int>) -> Range<Int> {
    keys(ofRow: rows.lowerBound).lowerBound..<keys(ofRow: rows.upperBound - 1).upperBound
  }
}
