/// Cuts text into the words that GPT-2's byte-pair encoding works inside.
///
/// Radford et al. 2019.
///
/// The published pattern is `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`: contractions; a run of
/// letters, of numbers or of other characters, with the space before it; and spaces, all but the last before a word.
struct TextWords: Sequence, IteratorProtocol {
  /// A rule for words, by the name that llama.cpp gives it.
  enum Rule: String, CaseIterable, Sendable {
    case gpt2 = "gpt-2"
    /// SmolLM's: each digit stands alone, and the pattern works on what is between digits.
    case smollm
  }

  private let bytes: ArraySlice<UInt8>
  private let rule: Rule
  private var position: Int
  /// The end of the piece that the pattern works on now.
  private var end: Int

  private enum Kind { case letter, number, space, other }

  /// Cuts `bytes`, which are valid UTF-8.
  init(_ bytes: ArraySlice<UInt8>, _ rule: Rule = .gpt2) {
    self.bytes = bytes
    self.rule = rule
    position = bytes.startIndex
    end = rule == .gpt2 ? bytes.endIndex : bytes.startIndex
  }

  /// The bytes of the next word; together the words are the whole text.
  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.endIndex else { return nil }
    if position == end { end = pieceEnd(position) }
    let start = position
    position = wordEnd(start)
    return bytes[start..<position]
  }

  /// Where a single digit ends, or what has none.
  private func pieceEnd(_ start: Int) -> Int {
    var next = scalar(start)
    if next.kind == .number { return next.end }
    while next.end < bytes.endIndex {
      let after = scalar(next.end)
      if after.kind == .number { break }
      next = after
    }
    return next.end
  }

  private func wordEnd(_ start: Int) -> Int {
    if let end = contractionEnd(start) { return end }
    let first = scalar(start)
    if first.kind != .space { return runEnd(of: first.kind, from: first.end) }
    // One space (and no other white space) belongs to the word behind it.
    if bytes[start] == UInt8(ascii: " "), first.end < end {
      let second = scalar(first.end)
      if second.kind != .space { return runEnd(of: second.kind, from: second.end) }
    }
    var (place, lastStart) = (first.end, start)
    while place < end {
      let next = scalar(place)
      if next.kind != .space { return lastStart > start ? lastStart : place }
      (lastStart, place) = (place, next.end)
    }
    return place
  }

  private func contractionEnd(_ start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "'") else { return nil }
    let rest = bytes[(start + 1)..<end]
    let suffix = ["s", "t", "re", "ve", "m", "ll", "d"].first { rest.starts(with: $0.utf8) }
    return suffix.map { start + 1 + $0.utf8.count }
  }

  private func runEnd(of kind: Kind, from start: Int) -> Int {
    var place = start
    while place < end {
      let next = scalar(place)
      guard next.kind == kind else { break }
      place = next.end
    }
    return place
  }

  /// The kind of the character at a place, and where the next one begins.
  private func scalar(_ start: Int) -> (kind: Kind, end: Int) {
    let lead = bytes[start]
    if lead < 0x80 { return (Self.kind(ascii: lead), start + 1) }
    let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    let end = Swift.min(start + count, bytes.endIndex)
    var value = UInt32(lead) & (count == 2 ? 0x1F : count == 3 ? 0x0F : 0x07)
    for byte in bytes[(start + 1)..<end] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value).map(Self.kind) ?? .other, end)
  }

  private static func kind(ascii byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case 0x09...0x0D, 0x20: .space
    default: .other
    }
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      .letter
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: scalar.properties.isWhitespace ? .space : .other
    }
  }
}
