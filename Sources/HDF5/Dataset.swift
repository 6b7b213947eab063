import CHDF5

/// An open dataset: an N-dimensional array of numbers or texts.
///
///     let loss = try root.createDataset("loss", type: .float32, space: .simple([3]))
///     try loss.write([0.9, 0.5, 0.3] as [Float])
///     let values = try loss.read(Float.self, limit: 1 << 20)  // at most 1 MiB
public final class Dataset: Object {
  /// The type of its elements.
  public let datatype: Datatype
  /// Its extent.
  public let dataspace: Dataspace

  init(
    identifier: consuming Identifier, path: String, file: File, datatype: Datatype,
    dataspace: Dataspace
  ) {
    self.datatype = datatype
    self.dataspace = dataspace
    super.init(identifier: identifier, path: path, file: file)
  }

  /// Takes over an open identifier and looks up its type and extent.
  ///
  /// It refuses a virtual dataset, because asking for its extent opens the files that it is made of.
  init(opened identifier: consuming Identifier, path: String, file: File) throws(HDF5Error) {
    let raw = identifier.raw
    let isVirtual = try DatasetStorage.isVirtual(raw, path: path)
    guard !isVirtual else {
      throw .mismatch(
        object: path, expected: "data stored in this file", found: "a virtual dataset")
    }
    let type = try Identifier("H5Dget_type", on: path, close: H5Tclose) { H5Dget_type(raw) }
    let space = try Identifier("H5Dget_space", on: path, close: H5Sclose) { H5Dget_space(raw) }
    self.datatype = try Datatype(type, of: path)
    self.dataspace = try Dataspace(space, of: path)
    super.init(identifier: identifier, path: path, file: file)
  }

  // MARK: Numbers

  /// Writes all elements, row-major.
  public func write<Number: Element>(_ values: [Number]) throws(HDF5Error) {
    try requireType(Number.datatype)
    try requireCount(values.count)
    if values.isEmpty { return }
    let memory = try datatype.identifier(.memory, for: path)
    try Library.call("H5Dwrite", on: path) {
      H5Dwrite(
        identifier.raw, memory.raw, fpt_H5S_ALL(), fpt_H5S_ALL(), fpt_H5P_DEFAULT(), values)
    }
  }

  /// Reads all elements, row-major.
  ///
  /// - Parameters:
  ///   - type: the type of the elements.
  ///   - limit: the most bytes to allocate. The size that the file claims is compared with it, and with what the file holds,
  ///     before anything is allocated.
  /// - Returns: the elements.
  /// - Throws: `HDF5Error` if the type differs, the limit is exceeded, the data is missing or a call fails.
  public func read<Number: Element>(
    _ type: Number.Type = Number.self, limit: Int
  ) throws(HDF5Error) -> [Number] {
    try requireType(Number.datatype)
    let count = try checkedCount(limit: limit)
    if count == 0 { return [] }
    let memory = try datatype.identifier(.memory, for: path)
    var values = [Number](repeating: .zero, count: count)
    try Library.call("H5Dread", on: path) {
      H5Dread(
        identifier.raw, memory.raw, fpt_H5S_ALL(), fpt_H5S_ALL(), fpt_H5P_DEFAULT(), &values)
    }
    return values
  }

  // MARK: Texts

  /// Writes all texts, row-major; a text must not contain NUL.
  public func write(_ texts: [String]) throws(HDF5Error) {
    try requireType(.text)
    try requireCount(texts.count)
    let memory = try datatype.identifier(.memory, for: path)
    try TextTransfer.write(texts, of: path, "H5Dwrite") {
      H5Dwrite(identifier.raw, memory.raw, fpt_H5S_ALL(), fpt_H5S_ALL(), fpt_H5P_DEFAULT(), $0)
    }
  }

  /// Reads all texts, row-major.
  ///
  /// - Parameter limit: the most bytes to allocate, for references and texts together.
  /// - Returns: the texts.
  /// - Throws: `HDF5Error` if the elements are not texts, the limit is exceeded or a call fails.
  public func readTexts(limit: Int) throws(HDF5Error) -> [String] {
    try requireType(.text)
    let count = try checkedCount(limit: limit)
    if count == 0 { return [] }
    let memory = try datatype.identifier(.memory, for: path)
    let arena = TextArena(limit: limit - count * datatype.elementSize)
    let transfer = try PropertyList.transfer(for: path, arena: arena)
    // Past the read: nothing else tells that the library still allocates in it.
    defer { withExtendedLifetime(arena) {} }
    do {
      return try TextTransfer.read(count, of: path, "H5Dread") {
        H5Dread(identifier.raw, memory.raw, fpt_H5S_ALL(), fpt_H5S_ALL(), transfer.raw, $0)
      }
    } catch {
      if arena.isExhausted {
        throw .overLimit(
          object: path, quantity: "bytes of text", limit: limit, found: UInt64(limit) + 1)
      }
      throw error
    }
  }

  // MARK: Checks

  func requireType(_ type: Datatype) throws(HDF5Error) {
    if datatype != type {
      throw .mismatch(object: path, expected: "\(type)", found: "\(datatype)")
    }
  }

  private func requireCount(_ count: Int) throws(HDF5Error) {
    if dataspace.count != count {
      throw .mismatch(object: path, expected: "\(dataspace)", found: "\(count) elements")
    }
  }

  /// Returns the number of elements after checking that the file holds them and that they fit the limit.
  func checkedCount(limit: Int, elementSize: Int? = nil) throws(HDF5Error) -> Int {
    let size = elementSize ?? datatype.elementSize
    guard let count = dataspace.count, count <= max(limit, 0) / size else {
      throw .overLimit(
        object: path, quantity: "bytes of data", limit: limit,
        found: UInt64(clamping: dataspace.count ?? .max).multipliedReportingOverflow(
          by: UInt64(size)
        ).partialValue)
    }
    if count == 0 { return 0 }
    try checkStored(elementSize: elementSize)
    return count
  }

  /// Throws unless the file can hold all the elements that the extent promises.
  ///
  /// - Parameter elementSize: bytes of an element in the file, if its type is not one of `Datatype`.
  /// - Throws: `HDF5Error.mismatch` if the file holds less.
  func checkStored(elementSize: Int? = nil) throws(HDF5Error) {
    let storage = try storage()
    let (claimed, isHuge) = UInt64(clamping: dataspace.count ?? .max)
      .multipliedReportingOverflow(by: UInt64(elementSize ?? datatype.elementSize))
    let isEnough: Bool
    switch storage.layout {
    case .compact, .contiguous:
      isEnough = !isHuge && storage.allocatedBytes == claimed
    case .chunked:
      // Deflate shrinks by a factor of at most 1032, and each chunk has a few bytes of its own.
      let (most, overflow) = storage.allocatedBytes.multipliedReportingOverflow(by: 1032)
      isEnough = overflow || (!isHuge && most >= claimed)
    case .virtual, .unknown:
      throw .mismatch(object: path, expected: "data stored in this file", found: "another layout")
    }
    guard storage.externalFiles == 0, isEnough else {
      throw .mismatch(
        object: path, expected: "data for \(dataspace) of \(datatype)",
        found: storage.externalFiles > 0
          ? "data in another file" : "\(storage.allocatedBytes) bytes")
    }
  }
}
