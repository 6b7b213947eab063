/// A read-only view of an LMDB environment's data file (`data.mdb`) that is not trusted.
///
/// LMDB's own library maps a file and believes it; this reader checks every number before it follows it, and reads nothing but the
/// unnamed database. The format: pages of equal size; pages 0 and 1 are meta pages, of which the one with the greater transaction
/// counts; from the root named there, branch pages lead to leaf pages, whose nodes hold keys and values, long values on overflow pages
/// of their own (`mdb.c` of LMDB 0.9, 64-bit, little-endian).
struct LMDBFile {
  /// An error in a file, with its location.
  struct Problem: Error, Sendable, Hashable {
    var place: String
    var expected: String
    var found: String
  }

  static let depthLimit = 32
  private static let magic: UInt64 = 0xBEEF_C0DE
  private static let version: UInt64 = 1
  private static let headerSize = 16
  private static let noPage = UInt64.max

  private enum Flag {
    static let branch: UInt64 = 1
    static let leaf: UInt64 = 2
    static let overflow: UInt64 = 4
    static let meta: UInt64 = 8
    static let big: UInt64 = 1
    static let subdatabase: UInt64 = 2
    static let duplicates: UInt64 = 4
  }

  private let bytes: UnsafeRawBufferPointer
  private let pageSize: Int
  private let root: UInt64
  /// Entries of the database, as the file says.
  let entryCount: UInt64

  /// Reads the file's bytes, which are valid while the value is used.
  init(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    self.bytes = bytes
    guard bytes.count >= 512 else {
      throw Problem(
        place: "the size", expected: "at least two pages", found: "\(bytes.count) bytes")
    }
    // The page size stands in the first meta page, where the free list's record would have its padding.
    let first = try Self.meta(bytes, at: 0)
    guard (256...65_536).contains(first.pageSize), first.pageSize & (first.pageSize - 1) == 0,
      bytes.count >= 2 * first.pageSize
    else {
      throw Problem(
        place: "the page size", expected: "a power of two from 256 to 65536, two of which fit",
        found: "\(first.pageSize)")
    }
    let second = try Self.meta(bytes, at: first.pageSize)
    let newest = second.transaction > first.transaction ? second : first
    pageSize = first.pageSize
    root = newest.root
    entryCount = newest.entries
  }

  private struct Meta {
    var pageSize: Int
    var root: UInt64
    var entries: UInt64
    var transaction: UInt64
  }

  private static func meta(_ bytes: UnsafeRawBufferPointer, at page: Int) throws(Problem) -> Meta {
    let start = page + headerSize
    func number(_ offset: Int, _ count: Int) throws(Problem) -> UInt64 {
      try Self.number(bytes, at: start + offset, count: count)
    }
    guard try Self.number(bytes, at: page + 10, count: 2) & Flag.meta != 0,
      try number(0, 4) == magic
    else {
      throw Problem(
        place: "the page at byte \(page)", expected: "a meta page of LMDB", found: "something else")
    }
    let version = try number(4, 4)
    guard version == Self.version else {
      throw Problem(place: "the format", expected: "version 1", found: "version \(version)")
    }
    // Behind two 8-byte fields come the records of the free list and of the database, 48 bytes each.
    return Meta(
      pageSize: Int(try number(24, 4)), root: try number(72 + 40, 8),
      entries: try number(72 + 32, 8), transaction: try number(128, 8))
  }

  /// Calls `body` with every key and value, in the order of the keys.
  ///
  /// - Throws: `Problem`, and what `body` throws.
  func visitEntries(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard root != Self.noPage else { return }
    // Pages met twice, or values that share their bytes, would make a small file endless.
    var visited: Set<UInt64> = []
    var rest = bytes.count
    try visit(root, depth: 0, &visited) { key, value in
      rest -= key.count + value.count
      guard rest >= 0 else {
        throw Problem(
          place: "the values", expected: "each in bytes of its own",
          found: "more than the file's \(bytes.count) bytes")
      }
      try body(key, value)
    }
  }

  private func visit(
    _ page: UInt64, depth: Int, _ visited: inout Set<UInt64>,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let start = try offset(of: page)
    let flags = try number(at: start + 10, count: 2)
    guard depth < Self.depthLimit, visited.insert(page).inserted else {
      throw Problem(
        place: "page \(page)", expected: "reached once, within \(Self.depthLimit) levels",
        found: "reached again or too deep")
    }
    let isBranch = flags & Flag.branch != 0
    guard isBranch || flags & Flag.leaf != 0 else {
      throw Problem(
        place: "page \(page)", expected: "a branch or a leaf", found: "flags \(flags)")
    }
    let lower = Int(try number(at: start + 12, count: 2))
    guard lower >= Self.headerSize, lower <= pageSize else {
      throw Problem(
        place: "page \(page)", expected: "a table of nodes inside the page",
        found: "one that ends at byte \(lower)")
    }
    for node in 0..<(lower - Self.headerSize) / 2 {
      let position = Int(try number(at: start + Self.headerSize + 2 * node, count: 2))
      guard position >= lower, position <= pageSize - 8 else {
        throw Problem(
          place: "node \(node) of page \(page)", expected: "inside the page",
          found: "at byte \(position)")
      }
      if isBranch {
        let low = try number(at: start + position, count: 4)
        let high = try number(at: start + position + 4, count: 2)
        try visit(high << 32 | low, depth: depth + 1, &visited, body)
      } else {
        let (key, value) = try leaf(
          at: start + position, end: start + pageSize, name: "node \(node) of page \(page)")
        try body(key, value)
      }
    }
  }

  private func leaf(
    at start: Int, end: Int, name: String
  ) throws(Problem) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    let size = Int(try number(at: start, count: 4))
    let flags = try number(at: start + 4, count: 2)
    let keySize = Int(try number(at: start + 6, count: 2))
    guard flags & (Flag.subdatabase | Flag.duplicates) == 0 else {
      throw Problem(
        place: name, expected: "a key and a value", found: "a database inside the database")
    }
    let valueStart = start + 8 + keySize
    let isBig = flags & Flag.big != 0
    guard valueStart <= end, (isBig ? 8 : size) <= end - valueStart else {
      throw Problem(place: name, expected: "inside its page", found: "beyond its end")
    }
    let key = UnsafeRawBufferPointer(rebasing: bytes[start + 8..<valueStart])
    guard isBig else {
      return (key, UnsafeRawBufferPointer(rebasing: bytes[valueStart..<valueStart + size]))
    }
    let page = try number(at: valueStart, count: 8)
    let dataStart = try offset(of: page)
    guard try number(at: dataStart + 10, count: 2) & Flag.overflow != 0,
      size <= bytes.count - dataStart - Self.headerSize
    else {
      throw Problem(
        place: "the value of \(name)", expected: "on overflow pages inside the file",
        found: "\(size) bytes from page \(page)")
    }
    let first = dataStart + Self.headerSize
    return (key, UnsafeRawBufferPointer(rebasing: bytes[first..<first + size]))
  }

  /// The offset of a page that is wholly inside the file.
  private func offset(of page: UInt64) throws(Problem) -> Int {
    guard page < UInt64(bytes.count / pageSize) else {
      throw Problem(
        place: "page \(page)", expected: "one of the \(bytes.count / pageSize) pages of the file",
        found: "beyond its end")
    }
    return Int(page) * pageSize
  }

  private func number(at offset: Int, count: Int) throws(Problem) -> UInt64 {
    try Self.number(bytes, at: offset, count: count)
  }

  private static func number(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, count: Int
  ) throws(Problem) -> UInt64 {
    guard offset >= 0, offset <= bytes.count - count else {
      throw Problem(
        place: "byte \(offset)", expected: "inside the file", found: "beyond its end")
    }
    var value: UInt64 = 0
    for place in 0..<count { value |= UInt64(bytes[offset + place]) << UInt64(8 * place) }
    return value
  }
}
