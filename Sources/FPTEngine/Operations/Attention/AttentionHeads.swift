/// The heads of an attention: how many, how wide, and which keys and values each query head reads.
///
/// Consecutive query heads share a key-value head (Ainslie et al. 2023, grouped-query attention). The width of a head need not follow
/// from the model's width.
///
///     AttentionHeads(12, width: 64)                     // every query head has keys and values of its own
///     AttentionHeads(32, keyValueHeads: 8, width: 128)  // four query heads share keys and values
public struct AttentionHeads: Sendable, Hashable {
  /// Query heads.
  public let count: Int
  /// Key-value heads, of which `count` is a multiple.
  public let keyValueCount: Int
  /// Width of a head.
  public let width: Int

  /// The heads of an attention; without `keyValueHeads`, as many key-value heads as query heads.
  public init(_ count: Int, keyValueHeads: Int? = nil, width: Int) {
    keyValueCount = keyValueHeads ?? count
    self.count = count
    self.width = width
    precondition(
      count >= 1 && width >= 1 && keyValueCount >= 1 && count % keyValueCount == 0,
      "at least one head, and query heads a multiple of key-value heads")
  }

  /// Width of all queries.
  public var queryWidth: Int { count * width }
  /// Width of all keys, and of all values.
  public var keyValueWidth: Int { keyValueCount * width }

  /// Query heads that share a key-value head.
  var group: Int { count / keyValueCount }
  /// The query heads of a key-value head.
  func queryHeads(of keyValueHead: Int) -> Range<Int> {
    keyValueHead * group..<(keyValueHead + 1) * group
  }
}
