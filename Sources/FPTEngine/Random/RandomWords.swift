/// The words of a stream, two by two, as a generator for functions that ask for one.
public struct RandomWords: RandomNumberGenerator, Sendable {
  private var cursor: RandomCursor

  /// The words of a stream's step, from the first one.
  public init(of stream: RandomStream) { cursor = RandomCursor(stream) }

  /// The next 64 random bits: two words, the low one first.
  public mutating func next() -> UInt64 { cursor.next64() }
}
