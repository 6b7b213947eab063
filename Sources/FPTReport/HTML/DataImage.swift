/// An image that is in the page itself, as a data URI that can be nothing else.
///
/// Browsers run no script of an image, and load nothing for it.
struct DataImage {
  let address: String

  private static let kinds = ["png", "jpeg", "gif", "webp", "svg+xml"]
  private static let sizeLimit = 2 << 20

  /// Nil for anything but an image of a known kind in base 64, of at most 2 MiB as text.
  init?(_ text: String) {
    guard text.utf8.count <= Self.sizeLimit,
      let start = Self.kinds.lazy.map({ "data:image/\($0);base64," }).first(where: text.hasPrefix)
    else { return nil }
    let digits = text.utf8.dropFirst(start.utf8.count)
    let isBase64 = digits.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "="):
        true
      default: false
      }
    }
    guard isBase64, !digits.isEmpty else { return nil }
    address = text
  }
}
