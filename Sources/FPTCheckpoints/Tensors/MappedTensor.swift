/// A tensor inside a mapped file, or a copy of a strided one; it keeps either alive.
public struct MappedTensor: Sendable {
  /// The name in its file.
  public let name: String
  /// The type of its elements in the file.
  public let type: TensorType
  /// Extents, outermost first; the data are row-major.
  public let shape: [Int]
  private var path: String
  /// What the bytes belong to; they are valid for as long as it lives.
  package let owner: any AnyObject & Sendable
  /// Points into the owner's memory, which is read-only.
  private nonisolated(unsafe) let raw: UnsafeRawBufferPointer

  init(
    path: String, entry: TensorEntry, owner: any AnyObject & Sendable,
    bytes: UnsafeRawBufferPointer
  ) {
    self.name = entry.name
    self.type = entry.type
    self.shape = entry.shape
    self.path = path
    self.owner = owner
    self.raw = bytes
  }

  /// The tensor, with another file in messages.
  func named(in file: String) -> MappedTensor {
    var tensor = self
    tensor.path = file
    return tensor
  }

  /// Number of elements; the file's reader made sure that the product does not overflow.
  public var count: Int { shape.reduce(1, *) }

  /// True where the floats can be used in place: 32-bit, and on a 4-byte boundary, which the format does not promise.
  public var isDirectlyUsable: Bool {
    type == .float32 && (UInt(bitPattern: raw.baseAddress) & 3 == 0)
  }

  /// Calls `body` with the tensor's raw bytes, valid during the call.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(owner) { () throws(Failure) in try body(raw) }
  }

  /// Calls `body` with the floats in place, valid during the call: nothing is copied for 32-bit data.
  ///
  /// F16 and BF16 are converted, exactly, into a temporary array, F64 rounded; so are floats off their 4-byte boundary, and quantized
  /// ones.
  /// - Throws: `CheckpointError.typeMismatch` for a tensor of anything but floats.
  public func withFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    if isDirectlyUsable {
      return try withBytes { (bytes) throws in try body(bytes.bindMemory(to: Float.self)) }
    }
    return try floats().withUnsafeBufferPointer(body)
  }

  /// The floats in place, for as long as the caller keeps this tensor (or its file) alive; nil where
  /// `isDirectlyUsable` is false.
  public var unsafeFloats: UnsafeBufferPointer<Float>? {
    isDirectlyUsable ? raw.bindMemory(to: Float.self) : nil
  }

  /// The bytes, for as long as the caller keeps ``owner`` alive.
  package var unsafeBytes: UnsafeRawBufferPointer { raw }

  /// A copy as floats; F16 and BF16 convert exactly, F64 is rounded, blocks of few bits become what they stand for.
  ///
  /// - Throws: `CheckpointError.typeMismatch` for a tensor of anything but floats.
  public func floats() throws(CheckpointError) -> [Float] {
    let count = count
    return try withBytes { (bytes) throws(CheckpointError) in
      switch type {
      case .float64:
        return Self.elements(of: bytes, count: count) { (bits: UInt64) in
          Float(Double(bitPattern: bits))
        }
      case .float32:
        return Self.elements(of: bytes, count: count) { (bits: UInt32) in Float(bitPattern: bits) }
      case .bfloat16:
        return Self.elements(of: bytes, count: count) { (bits: UInt16) in
          Float(bitPattern: UInt32(bits) << 16)
        }
      case .float16: return Self.elements(of: bytes, count: count, Float.init(halfBits:))
      case .quantized(let blocks): return blocks.floats(of: bytes)
      default: throw isNoFloats
      }
    }
  }

  /// A copy as integers; truth values become 0 and 1.
  ///
  /// - Throws: `CheckpointError.typeMismatch` for a tensor of anything but integers, and for a U64 beyond the range of I64.
  public func integers() throws(CheckpointError) -> [Int64] {
    let count = count
    return try withBytes { (bytes) throws(CheckpointError) in
      switch type {
      case .int8: return Self.elements(of: bytes, count: count) { (value: Int8) in Int64(value) }
      case .int16: return Self.elements(of: bytes, count: count) { (value: Int16) in Int64(value) }
      case .int32: return Self.elements(of: bytes, count: count) { (value: Int32) in Int64(value) }
      case .int64: return Self.elements(of: bytes, count: count) { (value: Int64) in value }
      case .uint8: return Self.elements(of: bytes, count: count) { (value: UInt8) in Int64(value) }
      case .uint16:
        return Self.elements(of: bytes, count: count) { (value: UInt16) in Int64(value) }
      case .uint32:
        return Self.elements(of: bytes, count: count) { (value: UInt32) in Int64(value) }
      case .uint64:
        let values = Self.elements(of: bytes, count: count) { (value: Int64) in value }
        guard values.allSatisfy({ $0 >= 0 }) else {
          throw mismatch(
            expected: "integers up to \(Int64.max)", remedy: "no larger ones can be read")
        }
        return values
      case .bool:
        return Self.elements(of: bytes, count: count) { (value: UInt8) in value == 0 ? 0 : 1 }
      default:
        throw mismatch(
          expected: "integers (I8 to I64, U8 to U64) or BOOL",
          remedy: type.remedy(convertingTo: "torch.int64"))
      }
    }
  }

  /// Throws, before any value is read, unless the tensor is of floats.
  package func requireFloats() throws(CheckpointError) {
    guard type.isFloat else { throw isNoFloats }
  }

  private var isNoFloats: CheckpointError {
    mismatch(
      expected: type.isOfGGML
        ? GGMLType.readable.joined(separator: ", ") : "F64, F32, F16 or BF16",
      remedy: type.remedy(convertingTo: "torch.float32"))
  }

  private func mismatch(expected: String, remedy: String) -> CheckpointError {
    .typeMismatch(
      file: path, tensor: name, expected: expected, found: type.name, remedy: remedy)
  }

  private static func elements<Stored: FixedWidthInteger & BitwiseCopyable, Element>(
    of bytes: UnsafeRawBufferPointer, count: Int, _ convert: (Stored) -> Element
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        let offset = index * MemoryLayout<Stored>.stride
        let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self)
        buffer.initializeElement(at: index, to: convert(Stored(littleEndian: stored)))
      }
      initialized = count
    }
  }
}

extension Float {
  /// The float that a half-precision bit pattern stands for; by bits, since `Float16` is not available on every platform.
  init(halfBits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self.init(bitPattern: sign | magnitude.bitPattern)
    case 31: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
