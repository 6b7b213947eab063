import CHDF5

/// The extent of a dataset or attribute.
public enum Dataspace: Sendable, Hashable {
  /// One element without dimensions.
  case scalar
  /// Sizes of the dimensions, outermost first.
  case simple([Int])
  /// No elements.
  case null

  /// Sizes of the dimensions; empty for a scalar.
  public var shape: [Int] {
    if case .simple(let sizes) = self { sizes } else { [] }
  }

  /// Number of elements; nil if it exceeds an `Int`.
  public var count: Int? {
    switch self {
    case .null: return 0
    case .scalar: return 1
    case .simple(let sizes):
      if sizes.contains(0) { return 0 }
      var count = 1
      for size in sizes {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        if overflow || size < 0 { return nil }
        count = product
      }
      return count
    }
  }

  func identifier(for object: String) throws(HDF5Error) -> Identifier {
    switch self {
    case .scalar:
      return try Identifier("H5Screate", on: object, close: H5Sclose) { H5Screate(H5S_SCALAR) }
    case .null:
      return try Identifier("H5Screate", on: object, close: H5Sclose) { H5Screate(H5S_NULL) }
    case .simple(let sizes):
      let extents = sizes.compactMap { hsize_t(exactly: $0) }
      guard let rank = CInt(exactly: sizes.count), extents.count == sizes.count else {
        throw .mismatch(object: object, expected: "sizes of zero or more", found: "\(sizes)")
      }
      return try Identifier("H5Screate_simple", on: object, close: H5Sclose) {
        H5Screate_simple(rank, extents, nil)
      }
    }
  }

  init(_ space: borrowing Identifier, of object: String) throws(HDF5Error) {
    let raw = space.raw
    var kind = H5S_NO_CLASS
    var extents = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
    let rank = try Library.call("H5Sget_simple_extent_dims", on: object) { () -> CInt in
      kind = H5Sget_simple_extent_type(raw)
      return kind == H5S_NULL ? 0 : H5Sget_simple_extent_dims(raw, &extents, nil)
    }
    switch kind {
    case H5S_NULL: self = .null
    case H5S_SCALAR: self = .scalar
    default:
      let sizes = extents.prefix(Int(rank)).compactMap { Int(exactly: $0) }
      guard sizes.count == Int(rank) else {
        throw .mismatch(
          object: object, expected: "sizes below 2^63", found: "\(extents.prefix(Int(rank)))")
      }
      self = .simple(sizes)
    }
  }
}

extension Dataspace: CustomStringConvertible {
  /// The extent in words, such as `shape [2, 3]`.
  public var description: String {
    switch self {
    case .scalar: "a scalar"
    case .null: "nothing"
    case .simple(let sizes): "shape [" + sizes.map(String.init).joined(separator: ", ") + "]"
    }
  }
}
