/// Names as they are stored: what HDF5 or netCDF-4 cannot have in a name is percent-encoded, byte by byte.
///
/// Encoded are `/`, `%`, control characters (U+0000–U+001F, U+007F–U+009F), a space at either end, and a name's leading
/// full stop. Every name has exactly one stored form, and ``decoded(_:)`` gives the name back.
package enum ResultName {
  /// The stored form of a name.
  package static func encoded(_ name: String) -> String {
    let scalars = Array(name.unicodeScalars)
    var stored = ""
    for (index, scalar) in scalars.enumerated() {
      let isEdge = index == 0 || index == scalars.count - 1
      let isEncoded =
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x2F, 0x25: true
        case 0x20: isEdge
        case 0x2E: index == 0
        default: false
        }
      if isEncoded {
        for byte in String(scalar).utf8 {
          stored += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
      } else {
        stored.unicodeScalars.append(scalar)
      }
    }
    return stored
  }

  /// The name behind a stored form; nil where no name has this form.
  package static func decoded(_ stored: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(stored).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let digits = String(rest.prefix(2)), digits.utf8.count == 2,
        let value = UInt8(digits, radix: 16)
      else { return nil }
      rest.removeFirst(2)
      bytes.append(value)
    }
    guard let name = String(validating: bytes, as: UTF8.self), encoded(name) == stored else {
      return nil
    }
    return name
  }
}
