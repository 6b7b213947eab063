/// What a hash function makes of a sequence of bytes.
public struct Digest: Hashable, Sendable {
  /// 32 bytes for SHA-256, 16 for MD5.
  public let bytes: [UInt8]

  /// Two lowercase hexadecimal digits a byte.
  public var hexadecimal: String { Self.hexadecimal(bytes) }

  /// Bytes as lowercase hexadecimal digits.
  public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
