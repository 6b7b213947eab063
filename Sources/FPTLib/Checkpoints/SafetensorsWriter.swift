#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes safetensors files: exports, adapters and test data.
public enum SafetensorsWriter {
  /// A tensor to write.
  public struct Tensor: Sendable {
    public enum Values: Sendable {
      case float32([Float])
      case int64([Int64])
    }
    public var name: String
    public var shape: [Int]
    public var values: Values

    public init(name: String, shape: [Int], values: Values) {
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
  public static func write(
    _ tensors: [Tensor], metadata: [(key: String, value: String)] = [], to path: String
  ) throws(CheckpointError) {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var data: [UInt8] = []
    var names: Set<String> = ["__metadata__"]
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw .unwritable(file: path, tensor: tensor.name, reason: "the name is taken")
      }
      let begin = data.count
      let (type, count) = append(tensor.values, to: &data)
      guard elementCount(tensor.shape) == count else {
        throw .unwritable(
          file: path, tensor: tensor.name,
          reason: "shape \(tensor.shape) does not fit \(count) values")
      }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(type.name)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(data.count)]}")
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
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
    case .int64(let integers):
      for value in integers {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
      }
      return (.int64, integers.count)
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
