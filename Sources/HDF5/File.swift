import CHDF5

/// An open HDF5 file.
///
/// Objects of a file keep it alive; closing it makes them unusable. Instances belong to one task at a time; different
/// files may be used concurrently, their calls taking turns.
public final class File {
  /// The path, or the given name for a file in memory.
  public let path: String
  private var identifier: Identifier
  private var isOpen = true

  private init(path: String, identifier: consuming Identifier) {
    self.path = path
    self.identifier = identifier
  }

  /// Creates a file, replacing what is there.
  public static func create(_ path: String) throws(HDF5Error) -> File {
    let creation = try PropertyList.fileCreation(for: path)
    let access = try PropertyList.fileAccess(for: path, isInMemory: false)
    let identifier = try Identifier("H5Fcreate", on: path, close: H5Fclose) {
      H5Fcreate(path, fpt_H5F_ACC_TRUNC(), creation.raw, access.raw)
    }
    return File(path: path, identifier: identifier)
  }

  /// Creates a file in memory, to be taken out with ``image()``.
  ///
  /// - Parameter name: what errors call the file; nothing is created on disk.
  public static func createInMemory(named name: String) throws(HDF5Error) -> File {
    let creation = try PropertyList.fileCreation(for: name)
    let access = try PropertyList.fileAccess(for: name, isInMemory: true)
    let identifier = try Identifier("H5Fcreate", on: name, close: H5Fclose) {
      H5Fcreate(name, fpt_H5F_ACC_TRUNC(), creation.raw, access.raw)
    }
    return File(path: name, identifier: identifier)
  }

  /// Opens a file for reading only, without taking a file lock.
  public static func open(_ path: String) throws(HDF5Error) -> File {
    let access = try PropertyList.fileAccess(for: path, isInMemory: false)
    let identifier = try Identifier("H5Fopen", on: path, close: H5Fclose) {
      H5Fopen(path, fpt_H5F_ACC_RDONLY(), access.raw)
    }
    return File(path: path, identifier: identifier)
  }

  /// The root group.
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

  /// The bytes of the file as they are after a flush.
  ///
  /// Takes memory of the file's size, besides the file itself if that is in memory.
  public func image() throws(HDF5Error) -> [UInt8] {
    try flush()
    let raw = try openIdentifier()
    let size = try Library.call("H5Fget_file_image", on: path) { H5Fget_file_image(raw, nil, 0) }
    var bytes = [UInt8](repeating: 0, count: size)
    try Library.call("H5Fget_file_image", on: path) { H5Fget_file_image(raw, &bytes, size) }
    return bytes
  }

  /// Closes the file and everything open in it; later calls throw.
  public func close() throws(HDF5Error) {
    guard isOpen else { return }
    isOpen = false
    try identifier.close("H5Fclose", on: path)
  }

  private func openIdentifier() throws(HDF5Error) -> hid_t {
    guard isOpen else { throw .closed(object: path) }
    return identifier.raw
  }
}
