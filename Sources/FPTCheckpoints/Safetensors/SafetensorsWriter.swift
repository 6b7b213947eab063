import FPTJSON
import FPTResults

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes safetensors files: exports, adapters and test data.
package enum SafetensorsWriter {
  /// A tensor to write.
  package struct Tensor: Sendable {
    /// Values of a type that can be written, row-major.
    package enum Values: Sendable {
      case float32([Float])
      /// Bit patterns of numbers in half precision.
      case float16([UInt16])
      case bfloat16([UInt16])
      case int64([Int64])
    }
    /// The name, of which there is one in a file.
    package var name: String
    /// Extents, outermost first.
    package var shape: [Int]
    /// The values; their count is the product of the shape.
    package var values: Values

    /// Makes a tensor; its values are counted when it is written.
    package init(name: String, shape: [Int], values: Values) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// A tensor whose values come when they are written.
  package struct Place: Sendable {
    package var name: String
    package var type: TensorType
    package var shape: [Int]

    package init(name: String, type: TensorType, shape: [Int]) {
      (self.name, self.type, self.shape) = (name, type, shape)
    }
  }

  /// Writes a file as a whole or not at all.
  ///
  /// Tensors are laid out in the given order, the header padded with spaces to a multiple of eight bytes, so equal
  /// arguments give equal bytes.
  /// - Throws: `CheckpointError.unwritable` for a wrong element count or a repeated name, `.unreadable` from the system.
  package static func write(
    _ tensors: [Tensor], metadata: [(key: String, value: String)] = [], to path: String
  ) throws(CheckpointError) {
    let places = tensors.map { Place(name: $0.name, type: $0.values.type, shape: $0.shape) }
    for tensor in tensors where elementCount(tensor.shape) != tensor.values.count {
      throw .unwritable(
        file: path, tensor: tensor.name,
        reason: "shape \(tensor.shape) does not fit \(tensor.values.count) values")
    }
    try write(places, metadata: metadata, to: path) {
      (index, write: @escaping (UnsafeRawBufferPointer) throws(CheckpointError) -> Void)
        throws(CheckpointError) in
      let bytes = tensors[index].values.bytes
      try bytes.withUnsafeBufferPointer { (bytes) throws(CheckpointError) in
        try write(UnsafeRawBufferPointer(bytes))
      }
    }
  }

  /// Writes a file as ``write(_:metadata:to:)`` does, with the values of one tensor at a time in memory.
  ///
  /// `values` is called for each tensor in turn, by its index, and hands its bytes to `write`, little-endian and row-major.
  ///
  /// - Throws: `CheckpointError.unwritable` for a repeated name or a wrong number of bytes, `.unreadable` from the system, and what
  ///   `values` throws; then nothing is left behind.
  package static func write(
    _ places: [Place], metadata: [(key: String, value: String)] = [], to path: String,
    values: (
      _ index: Int, _ write: @escaping (UnsafeRawBufferPointer) throws(CheckpointError) -> Void
    ) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let (header, ends) = try header(places, metadata, path: path)
    try AtomicFile.replace(path, failure: { CheckpointError(writing: path, $0) }) {
      (write: @escaping (UnsafeRawBufferPointer) throws(CheckpointError) -> Void)
        throws(CheckpointError) in
      try header.withUnsafeBufferPointer { (bytes) throws(CheckpointError) in
        try write(UnsafeRawBufferPointer(bytes))
      }
      var written = 0
      for index in places.indices {
        try values(index) { (bytes) throws(CheckpointError) in
          written += bytes.count
          guard written <= ends[index] else { return }
          try write(bytes)
        }
        guard written == ends[index] else {
          throw .unwritable(
            file: path, tensor: places[index].name,
            reason: "shape \(places[index].shape) does not fit its values")
        }
      }
    }
  }

  /// The length of the header and the header itself, with the byte of the data at which each tensor ends.
  private static func header(
    _ places: [Place], _ metadata: [(key: String, value: String)], path: String
  ) throws(CheckpointError) -> (bytes: [UInt8], ends: [Int]) {
    var members: JSONValue.Members = [:]
    if !metadata.isEmpty {
      members["__metadata__"] = .object(
        JSONValue.Members(
          metadata.map { ($0.key, .text($0.value)) }, uniquingKeysWith: { first, _ in first }))
    }
    var ends: [Int] = []
    for place in places {
      guard place.name != "__metadata__", members[place.name] == nil else {
        throw .unwritable(file: path, tensor: place.name, reason: "the name is taken")
      }
      guard let count = elementCount(place.shape), let size = place.type.size,
        case let (bytes, overflow) = count.multipliedReportingOverflow(by: size), !overflow
      else {
        throw .unwritable(
          file: path, tensor: place.name,
          reason: "it has shape \(place.shape) and type \(place.type.name)")
      }
      let begin = ends.last ?? 0
      ends.append(begin + bytes)
      func list(_ numbers: [Int]) -> JSONValue { .list(numbers.map { .integer(Int64($0)) }) }
      members[place.name] = .object([
        "dtype": .text(place.type.name), "shape": list(place.shape),
        "data_offsets": list([begin, begin + bytes]),
      ])
    }
    var header = Array(JSONValue.object(members).text.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header, ends)
  }

  private static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }
}

extension SafetensorsWriter.Tensor.Values {
  fileprivate var type: TensorType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    }
  }

  fileprivate var count: Int {
    switch self {
    case .float32(let floats): floats.count
    case .float16(let bits), .bfloat16(let bits): bits.count
    case .int64(let integers): integers.count
    }
  }

  /// The values as they stand in a file.
  fileprivate var bytes: [UInt8] {
    switch self {
    case .float32(let floats): Self.bytes(floats.lazy.map(\.bitPattern))
    case .float16(let bits), .bfloat16(let bits): Self.bytes(bits)
    case .int64(let integers): Self.bytes(integers)
    }
  }

  private static func bytes<Integers: Collection>(_ integers: Integers) -> [UInt8]
  where Integers.Element: FixedWidthInteger {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(integers.count * MemoryLayout<Integers.Element>.size)
    for value in integers {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}

extension CheckpointError {
  /// What the system refused while a file was written.
  package init(writing path: String, _ error: ResultFileError) {
    guard case .system(let step, _, let code) = error else {
      self = .unreadable(file: path, operation: "write", reason: "\(error)")
      return
    }
    self = .unreadable(
      file: path, operation: "\(step)", reason: String(cString: strerror(code)))
  }
}
