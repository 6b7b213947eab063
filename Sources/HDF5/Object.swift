import CHDF5

/// A group or a dataset: an object at a path in a file, with attributes.
public class Object {
  /// Path from the root of the file.
  public let path: String
  let identifier: Identifier
  /// Held so that a file outlives the objects that are open in it.
  let file: File

  init(identifier: consuming Identifier, path: String, file: File) {
    self.identifier = identifier
    self.path = path
    self.file = file
  }

  /// The identity of an object within its file, independent of the path that led to it.
  public struct Identity: Sendable, Hashable {
    var first: UInt64
    var second: UInt64
  }

  /// Returns the object's identity within its file.
  public func identity() throws(HDF5Error) -> Identity {
    let info = try information()
    return Identity(first: info.identity.0, second: info.identity.1)
  }

  /// Returns the number of hard links that lead to the object; one in a tree.
  public func referenceCount() throws(HDF5Error) -> Int {
    Int(try information().links)
  }

  private func information() throws(HDF5Error) -> fpt_object_info {
    var info = fpt_object_info()
    let raw = identifier.raw
    try Library.call("H5Oget_info", on: path) { fpt_object_get_info(raw, &info) }
    return info
  }

  /// Throws unless `name` can be handed to the library as a C string.
  static func check(name: String, in object: String) throws(HDF5Error) {
    if name.isEmpty || name.utf8.contains(0) {
      throw .invalidText(object: object, reason: "a name is empty or contains NUL")
    }
  }

  /// Reads a name in the library's two steps: its length, then its bytes.
  static func readName(
    _ operation: String, of object: String, limit: Int = longestName,
    _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
  ) throws(HDF5Error) -> String {
    let length = try Library.call(operation, on: object) { body(nil, 0) }
    try check(nameLength: length, in: object, limit: limit)
    var bytes = [CChar](repeating: 0, count: length + 1)
    try Library.call(operation, on: object) { body(&bytes, length + 1) }
    return try name(
      bytes.prefix(length).map { UInt8(bitPattern: $0) }, in: object, limit: limit)
  }

  /// The text of a name's bytes; throws if there are too many of them, or if they are no UTF-8.
  static func name(
    _ bytes: [UInt8], in object: String, limit: Int = longestName
  ) throws(HDF5Error) -> String {
    try check(nameLength: bytes.count, in: object, limit: limit)
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw .invalidText(object: object, reason: "a name in it is not UTF-8")
    }
    return name
  }

  /// The most bytes of a name.
  static let longestName = 4096

  private static func check(
    nameLength length: Int, in object: String, limit: Int
  ) throws(HDF5Error) {
    guard length <= limit else {
      throw .overLimit(
        object: object, quantity: "bytes of a name", limit: limit, found: UInt64(length))
    }
  }
}
