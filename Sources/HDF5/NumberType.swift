import CHDF5

/// A type of numbers that the library can convert, of any width and byte order.
public struct NumberType: Sendable, Hashable {
  /// The kinds of numbers.
  public enum Kind: Sendable, Hashable {
    /// An integer or a floating-point number.
    case signed, unsigned, float
    /// A truth value: an enumeration of FALSE and TRUE, as h5py writes it, or a bit field, as PyTables does.
    case boolean
  }
  /// The kind of number.
  public var kind: Kind
  /// Bytes of an element in the file.
  public var bytes: Int
  /// Whether it is an enumeration, whose integers have names.
  public var isEnumeration = false
  fileprivate var isBitField = false

  /// A type of this kind and size.
  public init(kind: Kind, bytes: Int) {
    self.kind = kind
    self.bytes = bytes
  }
}

extension NumberType: CustomStringConvertible {
  /// The type as NumPy spells it, such as `float16`.
  public var description: String {
    switch kind {
    case .signed: "int\(8 * bytes)"
    case .unsigned: "uint\(8 * bytes)"
    case .float: "float\(8 * bytes)"
    case .boolean: "bool"
    }
  }
}

/// Numbers in memory, in the narrowest of these types that holds every value of their type in the file.
public enum Numbers: Sendable, Hashable {
  /// Signed integers and truth values.
  case signed([Int64])
  /// Unsigned integers.
  case unsigned([UInt64])
  /// Floating-point numbers of at most 4 bytes.
  case floats([Float])
  /// Floating-point numbers of 8 bytes.
  case doubles([Double])
}

extension NumberType {
  /// Widths up to this are converted.
  private static let largestSize = 8

  /// - Returns: nil for what is no number, or a wider one.
  fileprivate init?(_ type: borrowing Identifier, of object: String) throws(HDF5Error) {
    var found: NumberType?
    let raw = type.raw
    try Library.call("H5Tget_class", on: object) { () -> herr_t in
      let kind = H5Tget_class(raw)
      found = Self.recognized(raw, kind: kind)
      return kind == H5T_NO_CLASS ? -1 : 0
    }
    guard let found else { return nil }
    self = found
  }

  /// Only to be called inside `Library.call`.
  private static func recognized(_ type: hid_t, kind: H5T_class_t) -> NumberType? {
    let size = H5Tget_size(type)
    guard 1...largestSize ~= size else { return nil }
    switch kind {
    case H5T_INTEGER:
      return NumberType(kind: H5Tget_sign(type) == H5T_SGN_NONE ? .unsigned : .signed, bytes: size)
    case H5T_FLOAT: return NumberType(kind: .float, bytes: size)
    case H5T_BITFIELD where size == 1:
      var bits = NumberType(kind: .boolean, bytes: 1)
      bits.isBitField = true
      return bits
    case H5T_ENUM:
      let base = H5Tget_super(type)
      guard base >= 0 else { return nil }
      defer { H5Tclose(base) }
      guard var number = recognized(base, kind: H5Tget_class(base)), number.kind != .float else {
        return nil
      }
      if isBoolean(type) { number.kind = .boolean } else { number.isEnumeration = true }
      return number
    default: return nil
    }
  }

  /// Whether an enumeration has exactly the members FALSE and TRUE.
  private static func isBoolean(_ type: hid_t) -> Bool {
    guard H5Tget_nmembers(type) == 2 else { return false }
    let names = (0..<2).map { index -> String in
      guard let name = H5Tget_member_name(type, CUnsignedInt(index)) else { return "" }
      defer { H5free_memory(name) }
      return String(cString: name)
    }
    return Set(names) == ["FALSE", "TRUE"]
  }

  /// Reads `count` elements by `body`, which is given a type in memory and room for them.
  fileprivate func read(
    _ count: Int, of object: String, _ operation: String,
    _ body: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> Numbers {
    func elements<Number: Element>(
      _ type: () -> hid_t, _: Number.Type
    ) throws(HDF5Error) -> [Number] {
      var values = [Number](repeating: .zero, count: count)
      if count == 0 { return values }
      try Library.call(operation, on: object) {
        values.withUnsafeMutableBytes { body(type(), $0.baseAddress) }
      }
      return values
    }
    if isBitField {
      let bits = try elements(fpt_H5T_NATIVE_B8, UInt8.self)
      return .signed(bits.map { $0 == 0 ? 0 : 1 })
    }
    switch kind {
    case .boolean:
      return .signed(try elements(fpt_H5T_NATIVE_INT64, Int64.self).map { $0 == 0 ? 0 : 1 })
    case .signed: return .signed(try elements(fpt_H5T_NATIVE_INT64, Int64.self))
    case .unsigned: return .unsigned(try elements(fpt_H5T_NATIVE_UINT64, UInt64.self))
    case .float where bytes <= 4: return .floats(try elements(fpt_H5T_NATIVE_FLOAT, Float.self))
    case .float: return .doubles(try elements(fpt_H5T_NATIVE_DOUBLE, Double.self))
    }
  }
}

extension Dataset {
  /// Returns the type of the elements; nil if they are not numbers that can be converted.
  public func numberType() throws(HDF5Error) -> NumberType? {
    let raw = identifier.raw
    let type = try Identifier("H5Dget_type", on: path, close: H5Tclose) { H5Dget_type(raw) }
    return try NumberType(type, of: path)
  }

  /// Reads all elements, row-major, of any type that `numberType` knows.
  ///
  /// Integers and floats are converted without loss.
  ///
  /// - Parameter limit: the most bytes that the elements may take in the file, compared before anything is allocated.
  /// - Returns: the elements.
  /// - Throws: `HDF5Error` if the elements are not numbers, the limit is exceeded, the data is missing or a call fails.
  public func readNumbers(limit: Int) throws(HDF5Error) -> Numbers {
    guard let type = try numberType() else {
      throw .mismatch(object: path, expected: "numbers", found: "\(datatype)")
    }
    let count = try checkedCount(limit: limit, elementSize: type.bytes)
    return try type.read(count, of: path, "H5Dread") { memory, values in
      H5Dread(identifier.raw, memory, fpt_H5S_ALL(), fpt_H5S_ALL(), fpt_H5P_DEFAULT(), values)
    }
  }
}

extension Attribute {
  /// Returns the type of the elements; nil if they are not numbers that can be converted.
  public func numberType() throws(HDF5Error) -> NumberType? {
    let raw = identifier.raw
    let type = try Identifier("H5Aget_type", on: path, close: H5Tclose) { H5Aget_type(raw) }
    return try NumberType(type, of: path)
  }

  /// Reads all elements of any type that `numberType` knows; throws if there are more than `limit`.
  public func readNumbers(limit: Int) throws(HDF5Error) -> Numbers {
    guard let type = try numberType() else {
      throw .mismatch(object: path, expected: "numbers", found: "\(datatype)")
    }
    let count = try boundedCount(limit: limit)
    return try type.read(count, of: path, "H5Aread") { memory, values in
      H5Aread(identifier.raw, memory, values)
    }
  }
}
