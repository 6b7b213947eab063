import FPTCheckpoints
import FPTFiles
import HDF5

/// A file of named numeric arrays, HDF5 or safetensors: which one is found out from its contents.
enum ArrayFile {
  case hdf5(path: String, Group)
  case tensors(any TensorSource)

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
    /// True if attributes of netCDF changed the numbers of the file.
    var isUnpacked = false
    /// Those of the attributes that made floats of integers.
    var packing: [String] = []
  }

  /// The most bytes that one array may take in a file.
  static let sizeLimit = 1 << 34

  /// Opens a file; no array is read.
  ///
  /// - Throws: `TaskError`.
  init(path: String) throws(TaskError) {
    let kind = try MappedFile.withBytes(of: path) { bytes throws(TaskError) in
      Self.isHDF5(bytes) ? FileKind.hdf5 : FileKind(of: bytes)
    }
    if kind == .hdf5 {
      do { self = .hdf5(path: path, try File.open(path).root()) } catch {
        throw .unreadable(file: path, reason: "\(error)")
      }
      return
    }
    do { self = .tensors(try TensorFile.open(path)) } catch {
      throw Self.refusal(of: path, kind: kind, error)
    }
  }

  /// The signature stands at the start, or behind a user block of 512 bytes or a power of two times that.
  private static func isHDF5(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let signature = HDF5.File.signature
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
    case .tensors(let file): file.path
    }
  }

  /// Reads the array of a name; in HDF5 a path such as `train/x` leads into groups.
  ///
  /// Floats of other widths become 32-bit floats, integers and truth values 64-bit integers. What netCDF's attributes say of an array
  /// is applied as xarray does.
  /// - Throws: `TaskError.malformedData` where there is none, with the names there are; where it is too large, not of numbers, or lacks a
  /// value.
  func read(_ name: String) throws(TaskError) -> Values {
    switch self {
    case .hdf5(let path, let root): return try Self.read(name, in: root, path: path)
    case .tensors(let file):
      guard file.contains(name) else { throw missing(name, names: file.names) }
      do {
        let tensor = try file.tensor(named: name)
        let size = tensor.withBytes { $0.count }
        guard size <= Self.sizeLimit else { throw tooLarge(name) }
        return Values(
          shape: tensor.shape,
          elements: tensor.type.isInteger
            ? .integers(try tensor.integers()) : .floats(try tensor.floats()),
          type: tensor.type.name)
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

  static func missing(_ name: String, names: [String], path: String) -> TaskError {
    let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    let more = names.count > 8 ? " and \(names.count - 8) more" : ""
    return .malformedData(
      file: path, what: "the array `\(name)`", expected: "there",
      found: names.isEmpty ? "missing; there are none" : "missing; there are \(shown)\(more)")
  }
}

extension ArrayFile.Values {
  /// The indices of the element at a place of the row-major data.
  func position(_ place: Int) -> [Int] {
    var rest = place
    let reversed = shape.reversed().map { extent in
      defer { rest /= max(1, extent) }
      return rest % max(1, extent)
    }
    return reversed.reversed()
  }
}

extension ArrayFile {
  /// Why a file is neither HDF5 nor safetensors, with the line that makes HDF5 of it.
  private static func refusal(
    of path: String, kind: FileKind?, _ error: CheckpointError
  ) -> TaskError {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    func remedy(_ line: String) -> TaskError {
      .malformedData(
        file: path, what: "the file", expected: "HDF5 or safetensors",
        found: "\(kind?.words ?? "a text"). This line of Python converts it:\n  \(line)")
    }
    func hdf5(_ import: String, _ body: String) -> TaskError {
      remedy("import \(`import`), h5py; f = h5py.File(\"\(stem).h5\", \"w\"); \(body)")
    }
    switch kind {
    case .numpy:
      return hdf5("numpy", "f[\"inputs\"] = numpy.load(\"\(name)\")")
    case .zip where name.hasSuffix(".npz"):
      return hdf5(
        "numpy", "[f.create_dataset(k, data=v) for k, v in numpy.load(\"\(name)\").items()]")
    case .netCDF3:
      return remedy(
        "import xarray; xarray.open_dataset(\"\(name)\").to_netcdf(\"\(stem)-4.nc\", format=\"NETCDF4\")"
      )
    case .matlab:
      return hdf5(
        "scipy.io",
        "[f.create_dataset(k, data=v) for k, v in scipy.io.loadmat(\"\(name)\").items() if k[0] != \"_\"]"
      )
    case .parquet:
      return hdf5("pandas", "f[\"inputs\"] = pandas.read_parquet(\"\(name)\").to_numpy()")
    case nil where name.hasSuffix(".csv"):
      return hdf5("pandas", "f[\"inputs\"] = pandas.read_csv(\"\(name)\").to_numpy()")
    case nil where name.hasSuffix(".tsv"):
      return hdf5("pandas", "f[\"inputs\"] = pandas.read_csv(\"\(name)\", sep=\"\\t\").to_numpy()")
    case nil, .zip:
      if name.hasSuffix(".safetensors") || kind == .zip {
        return .unreadable(file: path, reason: "\(error)")
      }
      return .malformedData(
        file: path, what: "the file", expected: "HDF5 or safetensors", found: "neither of them")
    case let kind?:
      return .malformedData(
        file: path, what: "the file", expected: "HDF5 or safetensors",
        found: "\(kind.words); \(kind.remedy)")
    }
  }
}
