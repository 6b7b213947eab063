/// What a hash function makes of a sequence of bytes.
package struct Digest: Hashable, Sendable {
  /// 32 bytes for SHA-256, 20 for SHA-1, 16 for MD5.
  package let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Two lowercase hexadecimal digits a byte.
  package var hexadecimal: String { Self.hexadecimal(bytes) }

  /// A digest from its lowercase hexadecimal digits; nil for any other text.
  package init?(hexadecimal text: some StringProtocol, byteCount: Int) {
    func value(_ digit: UInt8) -> UInt8? {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    let digits = text.utf8.compactMap(value)
    guard digits.count == text.utf8.count, digits.count == 2 * byteCount else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Bytes as lowercase hexadecimal digits.
  package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
