import CHDF5

/// A regular selection of a dataset's elements: start, count and stride in each dimension.
///
/// It reads or writes part of a dataset. Parts of a compressed dataset cost least if they are whole chunks.
public struct Hyperslab: Sendable, Hashable {
  /// First index of each dimension, outermost first.
  public var start: [Int]
  /// Number of elements in each dimension.
  public var count: [Int]
  /// Distance between selected elements in each dimension, at least 1.
  public var stride: [Int]

  /// A selection.
  ///
  /// - Parameters:
  ///   - start: first index of each dimension, outermost first.
  ///   - count: number of elements in each dimension.
  ///   - stride: distance between selected elements; nil for 1 in each dimension.
  public init(start: [Int], count: [Int], stride: [Int]? = nil) {
    self.start = start
    self.count = count
    self.stride = stride ?? [Int](repeating: 1, count: start.count)
  }

  /// Selects one index of the outermost dimension and everything inside it, such as one example of a batch.
  public init(row index: Int, of space: Dataspace) {
    let shape = space.shape
    self.init(
      start: [index] + shape.dropFirst().map { _ in 0 }, count: [1] + shape.dropFirst())
  }

  /// Number of elements selected; nil if it exceeds an `Int`.
  public var elementCount: Int? { Dataspace.simple(count).count }

  /// Returns whether every selected element lies within a shape; false if the numbers of dimensions differ.
  public func lies(within shape: [Int]) -> Bool {
    guard start.count == shape.count, count.count == shape.count, stride.count == shape.count
    else { return false }
    return shape.indices.allSatisfy { axis in
      guard start[axis] >= 0, count[axis] >= 0, stride[axis] >= 1 else { return false }
      if count[axis] == 0 { return start[axis] <= shape[axis] }
      let (reach, tooFar) = (count[axis] - 1).multipliedReportingOverflow(by: stride[axis])
      let (last, tooLarge) = start[axis].addingReportingOverflow(reach)
      return !tooFar && !tooLarge && last < shape[axis]
    }
  }
}

extension Hyperslab: CustomStringConvertible {
  /// The selection in words, such as `[4 from 0, 2 from 1 by 3]`.
  public var description: String {
    let axes = zip(start, zip(count, stride)).map { start, rest in
      "\(rest.0) from \(start)" + (rest.1 == 1 ? "" : " by \(rest.1)")
    }
    return "[" + axes.joined(separator: ", ") + "]"
  }
}

extension Dataset {
  /// Writes the elements of a part, row-major.
  public func write<Number: Element>(
    _ values: [Number], to part: Hyperslab
  ) throws(HDF5Error) {
    try requireType(Number.datatype)
    let count = try checkedCount(of: part)
    guard values.count == count else {
      throw .mismatch(
        object: path, expected: "\(count) elements for \(part)", found: "\(values.count)")
    }
    if count == 0 { return }
    let spaces = try PartSpaces(of: part, count: count, in: identifier.raw, path: path)
    let memory = try datatype.identifier(.memory, for: path)
    try Library.call("H5Dwrite", on: path) {
      H5Dwrite(
        identifier.raw, memory.raw, spaces.packed.raw, spaces.selection.raw, fpt_H5P_DEFAULT(),
        values)
    }
  }

  /// Reads the elements of a part, row-major.
  ///
  /// - Parameters:
  ///   - type: the type of the elements.
  ///   - part: the selection.
  ///   - limit: the most bytes to allocate, for the part and for one chunk of the dataset each.
  /// - Returns: the elements of the part.
  /// - Throws: `HDF5Error` if the type differs, the part is outside, the limit is exceeded, the data is missing or a call fails.
  public func read<Number: Element>(
    _ type: Number.Type = Number.self, part: Hyperslab, limit: Int
  ) throws(HDF5Error) -> [Number] {
    try requireType(Number.datatype)
    let count = try checkedCount(of: part)
    guard count <= max(0, limit) / datatype.elementSize else {
      throw .overLimit(
        object: path, quantity: "bytes of data", limit: limit,
        found: UInt64(count).multipliedReportingOverflow(by: UInt64(datatype.elementSize))
          .partialValue)
    }
    if count == 0 { return [] }
    try checkStored()
    let chunkBytes = try storage().chunkBytes
    guard chunkBytes <= UInt64(max(0, limit)) else {
      throw .overLimit(
        object: path, quantity: "bytes of a chunk", limit: limit, found: chunkBytes)
    }
    let spaces = try PartSpaces(of: part, count: count, in: identifier.raw, path: path)
    let memory = try datatype.identifier(.memory, for: path)
    var values = [Number](repeating: .zero, count: count)
    try Library.call("H5Dread", on: path) {
      H5Dread(
        identifier.raw, memory.raw, spaces.packed.raw, spaces.selection.raw, fpt_H5P_DEFAULT(),
        &values)
    }
    return values
  }

  private func checkedCount(of part: Hyperslab) throws(HDF5Error) -> Int {
    guard case .simple(let shape) = dataspace, part.lies(within: shape),
      let count = part.elementCount
    else {
      throw .mismatch(object: path, expected: "a part of \(dataspace)", found: "\(part)")
    }
    return count
  }
}

/// A part as a selection of the file's extent, and an extent of as many elements for the memory.
private struct PartSpaces: ~Copyable {
  let selection: Identifier
  let packed: Identifier

  init(
    of part: Hyperslab, count: Int, in dataset: hid_t, path: String
  ) throws(HDF5Error) {
    let selection = try Identifier("H5Dget_space", on: path, close: H5Sclose) {
      H5Dget_space(dataset)
    }
    let (start, stride) = (part.start.map { hsize_t($0) }, part.stride.map { hsize_t($0) })
    let sizes = part.count.map { hsize_t($0) }
    let raw = selection.raw
    try Library.call("H5Sselect_hyperslab", on: path) {
      H5Sselect_hyperslab(raw, H5S_SELECT_SET, start, stride, sizes, nil)
    }
    self.packed = try Dataspace.simple([count]).identifier(for: path)
    self.selection = selection
  }
}
