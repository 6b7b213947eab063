import CHDF5

/// An open HDF5 file.
///
/// Objects of a file keep it alive; closing it makes them unusable. An instance belongs to one task at a time. Different files may
/// be used concurrently; their calls take turns.
///
///     let file = try File.create("results.h5")
///     let root = try file.root()
///     try root.setAttribute("seed", 7 as Int64)
///     try file.close()
public final class File {
  /// What a file begins with, or its user block ends before (HDF5 File Format Specification 3.0, II.A).
  package static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The path, or the given name for a file in memory.
  public let path: String
  private var identifier: Identifier
  private var isOpen = true
  private let memory: MemoryImage?

  private init(path: String, identifier: consuming Identifier, memory: MemoryImage? = nil) {
    self.path = path
    self.identifier = identifier
    self.memory = memory
  }

  /// Closes the file before the stored properties end, so that a file in memory ends before its buffer.
  deinit { try? close() }

  /// Creates a file and replaces an existing one.
  public static func create(_ path: String) throws(HDF5Error) -> File {
    let creation = try PropertyList.fileCreation(for: path)
    let access = try PropertyList.fileAccess(for: path, memory: nil)
    let identifier = try Identifier("H5Fcreate", on: path, close: H5Fclose) {
      H5Fcreate(path, fpt_H5F_ACC_TRUNC(), creation.raw, access.raw)
    }
    return File(path: path, identifier: identifier)
  }

  /// Creates a file in memory; ``closeAsImage()`` returns its bytes.
  ///
  /// - Parameter name: the name of the file in errors; nothing is created on disk.
  /// - Returns: the file.
  /// - Throws: `HDF5Error` if a call fails.
  public static func createInMemory(named name: String) throws(HDF5Error) -> File {
    let memory = MemoryImage()
    let creation = try PropertyList.fileCreation(for: name)
    let access = try PropertyList.fileAccess(for: name, memory: memory)
    // A name that is on disk would have the library read that file first, whole.
    let unused = name + "~in-memory"
    let identifier = try Identifier("H5Fcreate", on: name, close: H5Fclose) {
      H5Fcreate(unused, fpt_H5F_ACC_TRUNC(), creation.raw, access.raw)
    }
    return File(path: name, identifier: identifier, memory: memory)
  }

  /// Opens a file for reading, without taking a file lock.
  public static func open(_ path: String) throws(HDF5Error) -> File {
    let access = try PropertyList.fileAccess(for: path, memory: nil)
    let identifier = try Identifier("H5Fopen", on: path, close: H5Fclose) {
      H5Fopen(path, fpt_H5F_ACC_RDONLY(), access.raw)
    }
    return File(path: path, identifier: identifier)
  }

  /// Opens the root group.
  public func root() throws(HDF5Error) -> Group {
    let raw = try openIdentifier()
    let group = try Identifier("H5Gopen2", on: "/", close: H5Gclose) {
      H5Gopen2(raw, "/", fpt_H5P_DEFAULT())
    }
    return Group(identifier: group, path: "/", file: self)
  }

  /// Writes all buffered changes.
  public func flush() throws(HDF5Error) {
    let raw = try openIdentifier()
    try Library.call("H5Fflush", on: path) { H5Fflush(raw, H5F_SCOPE_GLOBAL) }
  }

  /// Closes the file and everything open in it; later calls throw.
  public func close() throws(HDF5Error) {
    guard isOpen else { return }
    isOpen = false
    try identifier.close("H5Fclose", on: path)
  }

  /// Closes a file in memory and returns its bytes, the same that ``create(_:)`` would have left on disk.
  ///
  /// It takes memory of the file's size once more.
  public func closeAsImage() throws(HDF5Error) -> [UInt8] {
    try close()
    guard let memory else {
      throw .mismatch(object: path, expected: "a file in memory", found: "a file on disk")
    }
    return try memory.bytes(of: path)
  }

  private func openIdentifier() throws(HDF5Error) -> hid_t {
    guard isOpen else { throw .closed(object: path) }
    return identifier.raw
  }
}
