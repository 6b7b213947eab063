import HDF5

/// A file of named numeric arrays, HDF5 or safetensors: which one is found out from its contents.
enum ArrayFile {
  case hdf5(path: String, Group)
  case safetensors(SafetensorsFile)

  /// An array in memory, row-major.
  struct Values {
    enum Elements {
      case floats([Float])
      case integers([Int64])
    }
    var shape: [Int]
    var elements: Elements
    /// The element type as the file has it.
    var type: String
  }

  /// The most bytes that one array may take in a file.
  static let sizeLimit = 1 << 34

  /// Opens a file; no array is read.
  ///
  /// - Throws: `TaskError`.
  init(path: String) throws(TaskError) {
    if try MappedFile.withBytes(of: path, Self.isHDF5) {
      do { self = .hdf5(path: path, try File.open(path).root()) } catch {
        throw .unreadable(file: path, reason: "\(error)")
      }
    } else {
      do { self = .safetensors(try SafetensorsFile(path: path)) } catch {
        guard path.hasSuffix(".safetensors") else {
          throw .malformedData(
            file: path, what: "the file", expected: "HDF5 or safetensors",
            found: "neither of them")
        }
        throw .unreadable(file: path, reason: "\(error)")
      }
    }
  }

  /// The signature stands at the start, or behind a user block of 512 bytes or a power of two times that.
  private static func isHDF5(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    var start = 0
    while start <= bytes.count - signature.count, start < 1 << 30 {
      if bytes[start..<start + signature.count].elementsEqual(signature) { return true }
      start = start == 0 ? 512 : start * 2
    }
    return false
  }

  var path: String {
    switch self {
    case .hdf5(let path, _): path
    case .safetensors(let file): file.path
    }
  }

  /// Reads the array of a name; in HDF5 a path such as `train/x` leads into groups.
  ///
  /// Floats of other widths become 32-bit floats, integers 64-bit ones.
  /// - Throws: `TaskError.malformedData` where there is none, with the names there are; where it is too large or not of numbers.
  func read(_ name: String) throws(TaskError) -> Values {
    switch self {
    case .hdf5(let path, let root): return try Self.read(name, in: root, path: path)
    case .safetensors(let file):
      guard file.contains(name) else { throw missing(name, names: file.names) }
      do {
        let tensor = try file.tensor(named: name)
        guard tensor.count * tensor.type.size <= Self.sizeLimit else {
          throw tooLarge(name)
        }
        switch tensor.type {
        case .int32, .int64, .uint8:
          return Values(
            shape: tensor.shape, elements: .integers(try tensor.integers()),
            type: tensor.type.rawValue)
        default:
          return Values(
            shape: tensor.shape, elements: .floats(try tensor.floats()), type: tensor.type.rawValue)
        }
      } catch let error as TaskError {
        throw error
      } catch {
        throw .unreadable(file: file.path, reason: "\(error)")
      }
    }
  }

  private func tooLarge(_ name: String) -> TaskError {
    .malformedData(
      file: path, what: "the size of the array `\(name)`",
      expected: "at most \(Self.sizeLimit >> 30) GiB", found: "more")
  }

  private func missing(_ name: String, names: [String]) -> TaskError {
    Self.missing(name, names: names, path: path)
  }
}

extension ArrayFile {
  private static func missing(_ name: String, names: [String], path: String) -> TaskError {
    let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    let more = names.count > 8 ? " and \(names.count - 8) more" : ""
    return .malformedData(
      file: path, what: "the array `\(name)`", expected: "there",
      found: names.isEmpty ? "missing; there are none" : "missing; there are \(shown)\(more)")
  }

  private static func read(
    _ name: String, in root: Group, path: String
  ) throws(TaskError) -> Values {
    do {
      var group = root
      let parts = name.split(separator: "/").map(String.init)
      for (depth, part) in parts.enumerated() {
        guard try group.contains(part) else {
          throw missing(name, names: try names(in: group), path: path)
        }
        switch try group.member(part) {
        case .group(let inner) where depth < parts.count - 1: group = inner
        case .dataset(let dataset) where depth == parts.count - 1:
          return try values(of: dataset, name: name, path: path)
        default:
          throw TaskError.malformedData(
            file: path, what: "`\(name)`", expected: "an array", found: "something else")
        }
      }
      throw missing(name, names: try names(in: root), path: path)
    } catch let error as TaskError {
      throw error
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
  }

  /// Links of a group; a group with very many has none worth listing.
  private static func names(in group: Group) throws(HDF5Error) -> [String] {
    guard try group.memberCount() <= 1_000 else { return [] }
    let prefix = group.path == "/" ? "" : String(group.path.dropFirst()) + "/"
    return try group.linkNames(limit: 1_000).map { prefix + $0 }
  }

  private static func values(
    of dataset: Dataset, name: String, path: String
  ) throws -> Values {
    func floats<Number: Element>(_ convert: (Number) -> Float) throws -> Values.Elements {
      .floats(try dataset.read(Number.self, limit: sizeLimit).map(convert))
    }
    func integers<Number: Element & BinaryInteger>(_: Number.Type) throws -> Values.Elements {
      .integers(try dataset.read(Number.self, limit: sizeLimit).map { Int64(clamping: $0) })
    }
    let elements: Values.Elements =
      switch dataset.datatype {
      case .float32: .floats(try dataset.read(Float.self, limit: sizeLimit))
      case .float64: try floats { (number: Double) in Float(number) }
      case .int8: try integers(Int8.self)
      case .int16: try integers(Int16.self)
      case .int32: try integers(Int32.self)
      case .int64: try integers(Int64.self)
      case .uint8: try integers(UInt8.self)
      case .uint16: try integers(UInt16.self)
      case .uint32: try integers(UInt32.self)
      case .uint64: try integers(UInt64.self)
      case .text, .other:
        throw TaskError.malformedData(
          file: path, what: "the array `\(name)`", expected: "of numbers",
          found: "of \(dataset.datatype)")
      }
    return Values(
      shape: dataset.dataspace.shape, elements: elements, type: "\(dataset.datatype)")
  }
}
