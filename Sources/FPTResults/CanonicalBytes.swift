import FPTDigest

/// The byte sequence that digests are taken over; `docs/results-format.md` specifies it.
///
/// Integers are 64-bit little-endian, texts are their length in bytes followed by UTF-8, numbers are little-endian
/// IEEE 754 with one NaN. Negative zero keeps its sign.
struct CanonicalHash: ~Copyable {
  private var sha256 = MessageHash(.sha256)

  mutating func add(count: Int) {
    withUnsafeBytes(of: UInt64(count).littleEndian) { sha256.update($0) }
  }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      add(count: utf8.count)
      sha256.update(UnsafeRawBufferPointer(utf8))
    }
  }

  mutating func add(_ digest: Digest) {
    sha256.update(digest.bytes)
  }

  /// Values as they lie in memory, which is little-endian on every machine the package is built for.
  mutating func add<Number: BitwiseCopyable>(littleEndian values: [Number]) {
    #if !_endian(little)
      #error("digests are over little-endian values")
    #endif
    values.withUnsafeBytes { sha256.add($0) }
  }

  /// Adds the bytes of values alone: their type and number are said elsewhere.
  ///
  /// A scalar text is its UTF-8 and nothing else, so that its digest is that of a file with this content.
  mutating func add(_ values: ResultVariable.Values, isScalar: Bool) {
    switch values {
    case .float32(let values): add(littleEndian: values.withOneNaN())
    case .float64(let values): add(littleEndian: values.withOneNaN())
    case .int64(let values): add(littleEndian: values)
    case .int8(let values): add(littleEndian: values)
    case .texts(let texts):
      if isScalar, var text = texts.first {
        text.withUTF8 { sha256.update(UnsafeRawBufferPointer($0)) }
      } else {
        for text in texts { add(text) }
      }
    }
  }

  consuming func finalize() -> Digest { sha256.finalize() }
}

extension [Float] {
  /// The same numbers with every NaN replaced by the quiet one without payload.
  func withOneNaN() -> [Float] {
    let one = Float(bitPattern: 0x7FC0_0000)
    return contains { $0.isNaN && $0.bitPattern != one.bitPattern }
      ? map { $0.isNaN ? one : $0 } : self
  }
}

extension [Double] {
  /// The same numbers with every NaN replaced by the quiet one without payload.
  func withOneNaN() -> [Double] {
    let one = Double(bitPattern: 0x7FF8_0000_0000_0000)
    return contains { $0.isNaN && $0.bitPattern != one.bitPattern }
      ? map { $0.isNaN ? one : $0 } : self
  }
}

extension ResultVariable.Values {
  /// Name of the element type in digests and in the specification.
  var typeName: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .int64: "int64"
    case .int8: "int8"
    case .texts: "text"
    }
  }
}

extension ResultVariable {
  /// SHA-256 over the canonical bytes of the values, as the attribute `sha256` of a dataset holds it.
  ///
  /// - Complexity: linear in the values, unless the digest is known.
  func valuesDigest() -> Digest {
    if let digest = known.digest { return digest }
    var hash = CanonicalHash()
    hash.add(values, isScalar: shape.isEmpty)
    return hash.finalize()
  }
}
