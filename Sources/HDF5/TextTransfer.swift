import CHDF5

/// Carries arrays of texts in and out of the library, which knows them as arrays of C strings.
enum TextTransfer {
  static func write(
    _ texts: [String], of object: String, _ operation: String,
    _ body: (UnsafeRawPointer?) -> herr_t
  ) throws(HDF5Error) {
    if texts.isEmpty { return }
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      if text.utf8.contains(0) {
        throw .invalidText(object: object, reason: "a text contains NUL, which HDF5 cannot store")
      }
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
    try Library.call(operation, on: object) {
      bytes.withUnsafeBufferPointer { buffer -> herr_t in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
        return pointers.withUnsafeBytes { body($0.baseAddress) }
      }
    }
  }

  static func read(
    _ count: Int, type: borrowing Identifier, space: borrowing Identifier, of object: String,
    _ operation: String, _ body: (UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [String] {
    var texts: [String?] = []
    let (typeRaw, spaceRaw) = (type.raw, space.raw)
    try Library.call(operation, on: object) {
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      let status = pointers.withUnsafeMutableBytes { body($0.baseAddress) }
      guard status >= 0 else { return status }
      // The library gives an empty text as no text at all.
      texts = pointers.map { pointer in
        guard let pointer else { return "" }
        return String(validatingCString: pointer)
      }
      return pointers.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { H5Dvlen_reclaim(typeRaw, spaceRaw, fpt_H5P_DEFAULT(), $0) } ?? 0
      }
    }
    var valid: [String] = []
    valid.reserveCapacity(count)
    for text in texts {
      guard let text else { throw .invalidText(object: object, reason: "a text is not UTF-8") }
      valid.append(text)
    }
    return valid
  }
}
