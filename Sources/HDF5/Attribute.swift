import CHDF5

/// An open attribute: a small scalar or array that belongs to an object.
public final class Attribute {
  /// The name of the attribute.
  public let name: String
  /// The type of its elements.
  public let datatype: Datatype
  /// Its extent.
  public let dataspace: Dataspace
  let identifier: Identifier
  /// The path of the object and the name, for errors.
  let path: String
  private let file: File

  init(
    identifier: consuming Identifier, name: String, of object: Object, datatype: Datatype,
    dataspace: Dataspace
  ) {
    self.identifier = identifier
    self.name = name
    self.path = "\(object.path)@\(name)"
    self.file = object.file
    self.datatype = datatype
    self.dataspace = dataspace
  }

  /// Writes all elements.
  public func write<Number: Element>(_ values: [Number]) throws(HDF5Error) {
    try require(Number.datatype, count: values.count)
    if values.isEmpty { return }
    let memory = try datatype.identifier(.memory, for: path)
    try Library.call("H5Awrite", on: path) { H5Awrite(identifier.raw, memory.raw, values) }
  }

  /// Writes all texts.
  public func write(_ texts: [String]) throws(HDF5Error) {
    try require(.text, count: texts.count)
    let memory = try datatype.identifier(.memory, for: path)
    try TextTransfer.write(texts, of: path, "H5Awrite") {
      H5Awrite(identifier.raw, memory.raw, $0)
    }
  }

  /// Reads all elements; throws if there are more than `limit`.
  public func read<Number: Element>(
    _: Number.Type = Number.self, limit: Int
  ) throws(HDF5Error) -> [Number] {
    let count = try checkedCount(Number.datatype, limit: limit)
    if count == 0 { return [] }
    let memory = try datatype.identifier(.memory, for: path)
    var values = [Number](repeating: .zero, count: count)
    try Library.call("H5Aread", on: path) { H5Aread(identifier.raw, memory.raw, &values) }
    return values
  }

  /// Reads all texts; throws if there are more than `limit`.
  public func readTexts(limit: Int) throws(HDF5Error) -> [String] {
    let count = try checkedCount(.text, limit: limit)
    if count == 0 { return [] }
    let memory = try datatype.identifier(.memory, for: path)
    let space = try dataspace.identifier(for: path)
    return try TextTransfer.read(count, of: path, "H5Aread") {
      H5Aread(identifier.raw, memory.raw, $0)
    } reclaim: {
      H5Dvlen_reclaim(memory.raw, space.raw, fpt_H5P_DEFAULT(), $0)
    }
  }

  /// Reads the only text of the attribute, of fixed or variable length.
  ///
  /// - Parameter limit: the most bytes of a text of fixed length.
  /// - Returns: the text; nil if the attribute is not exactly one text, or is not UTF-8.
  /// - Throws: `HDF5Error` if the text exceeds the limit or a call fails.
  public func readText(limit: Int) throws(HDF5Error) -> String? {
    guard dataspace.count == 1 else { return nil }
    let raw = identifier.raw
    let type = try Identifier("H5Aget_type", on: path, close: H5Tclose) { H5Aget_type(raw) }
    if datatype == .text {
      let space = try dataspace.identifier(for: path)
      // The file's own type: the library does not convert between ASCII and UTF-8.
      return try TextTransfer.read(1, of: path, "H5Aread") {
        H5Aread(raw, type.raw, $0)
      } reclaim: {
        H5Dvlen_reclaim(type.raw, space.raw, fpt_H5P_DEFAULT(), $0)
      }.first
    }
    var size = 0
    try Library.call("H5Tget_class", on: path) { () -> herr_t in
      let kind = H5Tget_class(type.raw)
      if kind == H5T_STRING { size = H5Tget_size(type.raw) }
      return kind == H5T_NO_CLASS ? -1 : 0
    }
    guard size > 0 else { return nil }
    guard size <= limit else {
      throw .overLimit(
        object: path, quantity: "bytes of a text", limit: limit, found: UInt64(size))
    }
    var bytes = [UInt8](repeating: 0, count: size)
    try Library.call("H5Aread", on: path) { H5Aread(raw, type.raw, &bytes) }
    // Ended by NUL, or padded with NUL or spaces.
    let text = bytes.prefix { $0 != 0 }
    return String(validating: text, as: UTF8.self)
  }

  private func require(_ type: Datatype, count: Int) throws(HDF5Error) {
    guard datatype == type, dataspace.count == count else {
      throw .mismatch(
        object: path, expected: "\(dataspace) of \(datatype)", found: "\(count) of \(type)")
    }
  }

  private func checkedCount(_ type: Datatype, limit: Int) throws(HDF5Error) -> Int {
    guard datatype == type else {
      throw .mismatch(object: path, expected: "\(type)", found: "\(datatype)")
    }
    return try boundedCount(limit: limit)
  }

  func boundedCount(limit: Int) throws(HDF5Error) -> Int {
    guard let count = dataspace.count, count <= limit else {
      throw .overLimit(
        object: path, quantity: "elements of an attribute", limit: limit,
        found: UInt64(clamping: dataspace.count ?? .max))
    }
    return count
  }
}

extension Object {
  /// Creates an attribute without writing its elements.
  public func createAttribute(
    _ name: String, type: Datatype, space: Dataspace
  ) throws(HDF5Error) -> Attribute {
    let place = "\(path)@\(name)"
    try Object.check(name: name, in: place)
    let creation = try PropertyList.utf8Attribute(for: place)
    let typeIdentifier = try type.identifier(.file, for: place)
    let spaceIdentifier = try space.identifier(for: place)
    let attribute = try Identifier("H5Acreate2", on: place, close: H5Aclose) {
      H5Acreate2(
        identifier.raw, name, typeIdentifier.raw, spaceIdentifier.raw, creation.raw,
        fpt_H5P_DEFAULT())
    }
    return Attribute(
      identifier: attribute, name: name, of: self, datatype: type, dataspace: space)
  }

  /// Opens an attribute.
  public func attribute(_ name: String) throws(HDF5Error) -> Attribute {
    let place = "\(path)@\(name)"
    try Object.check(name: name, in: place)
    let attribute = try Identifier("H5Aopen", on: place, close: H5Aclose) {
      H5Aopen(identifier.raw, name, fpt_H5P_DEFAULT())
    }
    let raw = attribute.raw
    let type = try Identifier("H5Aget_type", on: place, close: H5Tclose) { H5Aget_type(raw) }
    let space = try Identifier("H5Aget_space", on: place, close: H5Sclose) { H5Aget_space(raw) }
    return Attribute(
      identifier: attribute, name: name, of: self, datatype: try Datatype(type, of: place),
      dataspace: try Dataspace(space, of: place))
  }

  /// Returns whether there is an attribute of this name.
  public func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    try Object.check(name: name, in: path)
    return try Library.call("H5Aexists", on: path) { H5Aexists(identifier.raw, name) } > 0
  }

  /// Reads the text of an attribute; nil if there is none, or if it is not exactly one text.
  public func textAttribute(_ name: String) throws(HDF5Error) -> String? {
    try hasAttribute(name) ? attribute(name).readText(limit: 1 << 16) : nil
  }

  /// Returns the names of the attributes in creation order, or by name if the file does not track that order.
  ///
  /// - Parameter limit: the most attributes.
  /// - Returns: the names.
  /// - Throws: `HDF5Error` if there are more attributes or a call fails.
  public func attributeNames(limit: Int) throws(HDF5Error) -> [String] {
    let raw = identifier.raw
    let count = try Library.call("H5Aget_num_attrs", on: path) { H5Aget_num_attrs(raw) }
    guard Int(count) <= limit else {
      throw .overLimit(
        object: path, quantity: "attributes", limit: limit, found: UInt64(max(0, count)))
    }
    let index = try tracksAttributeOrder() ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
    var names: [[UInt8]] = []
    // One pass: to ask for one name after another sorts all of them for each.
    try Library.call("H5Aiterate2", on: path) {
      withUnsafeMutablePointer(to: &names) { pointer in
        H5Aiterate2(
          raw, index, H5_ITER_INC, nil,
          { _, name, _, context in
            guard let name else { return -1 }
            let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
            context?.assumingMemoryBound(to: [[UInt8]].self).pointee.append(Array(bytes))
            return 0
          }, pointer)
      }
    }
    return try names.map { bytes throws(HDF5Error) in try Object.name(bytes, in: path) }
  }

  private func tracksAttributeOrder() throws(HDF5Error) -> Bool {
    let isGroup = self is Group
    let creation = try Identifier("H5Dget_create_plist", on: path, close: H5Pclose) {
      isGroup ? H5Gget_create_plist(identifier.raw) : H5Dget_create_plist(identifier.raw)
    }
    var flags: CUnsignedInt = 0
    try Library.call("H5Pget_attr_creation_order", on: path) {
      H5Pget_attr_creation_order(creation.raw, &flags)
    }
    return flags & CUnsignedInt(H5P_CRT_ORDER_TRACKED) != 0
  }

  // MARK: In one step

  /// Creates and writes a scalar number.
  public func setAttribute<Number: Element>(_ name: String, _ value: Number) throws(HDF5Error) {
    try createAttribute(name, type: Number.datatype, space: .scalar).write([value])
  }

  /// Creates and writes an array of numbers.
  public func setAttribute<Number: Element>(_ name: String, _ values: [Number]) throws(HDF5Error) {
    try createAttribute(name, type: Number.datatype, space: .simple([values.count])).write(values)
  }

  /// Creates and writes a scalar text.
  public func setAttribute(_ name: String, _ text: String) throws(HDF5Error) {
    try createAttribute(name, type: .text, space: .scalar).write([text])
  }

  /// Creates and writes an array of texts.
  public func setAttribute(_ name: String, _ texts: [String]) throws(HDF5Error) {
    try createAttribute(name, type: .text, space: .simple([texts.count])).write(texts)
  }
}
