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

  /// Writes a file as a whole or not at all.
  ///
  /// Tensors are laid out in the given order, the header padded with spaces to a multiple of eight bytes, so equal
  /// arguments give equal bytes.
  /// - Throws: `CheckpointError.unwritable` for a wrong element count or a repeated name, `.unreadable` from the system.
  package static func write(
    _ tensors: [Tensor], metadata: [(key: String, value: String)] = [], to path: String
  ) throws(CheckpointError) {
    var members: JSONValue.Members = [:]
    if !metadata.isEmpty {
      members["__metadata__"] = .object(
        JSONValue.Members(
          metadata.map { ($0.key, .text($0.value)) }, uniquingKeysWith: { first, _ in first }))
    }
    var data: [UInt8] = []
    for tensor in tensors {
      guard tensor.name != "__metadata__", members[tensor.name] == nil else {
        throw .unwritable(file: path, tensor: tensor.name, reason: "the name is taken")
      }
      let begin = data.count
      let (type, count) = append(tensor.values, to: &data)
      guard elementCount(tensor.shape) == count else {
        throw .unwritable(
          file: path, tensor: tensor.name,
          reason: "shape \(tensor.shape) does not fit \(count) values")
      }
      func list(_ numbers: [Int]) -> JSONValue { .list(numbers.map { .integer(Int64($0)) }) }
      members[tensor.name] = .object([
        "dtype": .text(type.name), "shape": list(tensor.shape),
        "data_offsets": list([begin, data.count]),
      ])
    }
    var header = Array(JSONValue.object(members).text.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var file: [UInt8] = []
    file.reserveCapacity(8 + header.count + data.count)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { file.append(contentsOf: $0) }
    file += header
    file += data
    do throws(ResultFileError) { try AtomicFile.replace(path, with: file) } catch {
      guard case .system(let step, _, let code) = error else {
        throw .unreadable(file: path, operation: "write", reason: "\(error)")
      }
      throw .unreadable(
        file: path, operation: "\(step)", reason: String(cString: strerror(code)))
    }
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

  private static func append(_ values: Tensor.Values, to data: inout [UInt8]) -> (TensorType, Int) {
    switch values {
    case .float32(let floats):
      data.reserveCapacity(data.count + 4 * floats.count)
      for value in floats {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
      return (.float32, floats.count)
    case .float16(let bits):
      append(integers: bits, to: &data)
      return (.float16, bits.count)
    case .bfloat16(let bits):
      append(integers: bits, to: &data)
      return (.bfloat16, bits.count)
    case .int64(let integers):
      append(integers: integers, to: &data)
      return (.int64, integers.count)
    }
  }

  private static func append(integers: [some FixedWidthInteger], to data: inout [UInt8]) {
    for value in integers {
      withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
  }
}
