/// Why a GGUF file cannot be read.
public enum GGUFProblem: Error, Sendable, Hashable {
  /// Numbers are stored with their high bytes first.
  case bigEndian
  case version(UInt32)
  case headerTooLarge(limit: Int)
  /// Something in the header goes beyond the end of the file, or of the header's limit: what it is, its bytes, and those that are there.
  case beyondEnd(of: String, bytes: UInt64, available: Int)
  /// One entry of the metadata: its key, what was expected, what was found.
  case metadata(String, expected: String, found: String)
  /// One tensor, in words.
  case tensor(String, String)
  /// Bytes behind the last tensor that nothing describes.
  case dataLength(described: Int, found: Int)
}

extension GGUFProblem: CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .bigEndian:
      "its numbers are big-endian, and only little-endian ones are read; convert it, as by `gguf-convert-endian FILE little`"
    case .version(let version): "it is of version \(version), and versions 2 and 3 are read"
    case .headerTooLarge(let limit):
      "its header has more than \(limit) bytes, the most that is read"
    case .beyondEnd(let what, let bytes, let available):
      "\(what) takes \(bytes) bytes where \(available) follow; the file may be truncated"
    case .metadata(let key, let expected, let found):
      "`\(key)` should be \(expected) and is \(found)"
    case .tensor(let name, let what): "tensor `\(name)` \(what)"
    case .dataLength(let described, let found):
      "its header describes \(described) bytes of data where \(found) follow"
    }
  }
}
