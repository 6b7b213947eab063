import CHDF5

/// The type of an element in a file: a fixed-size little-endian number or variable-length text.
public enum Datatype: Sendable, Hashable {
  /// A signed integer in two's complement.
  case int8, int16, int32, int64
  /// An unsigned integer.
  case uint8, uint16, uint32, uint64
  /// An IEEE 754 floating-point number.
  case float32, float64
  /// Variable-length UTF-8.
  case text
  /// Anything else, in words; such elements cannot be read here.
  case other(String)

  static let numeric: [Datatype] = [
    .float32, .float64, .int64, .int8, .int16, .int32, .uint8, .uint16, .uint32, .uint64,
  ]

  /// Bytes of one element in the file; for a text, those of its reference.
  public var elementSize: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    case .text, .other: 16
    }
  }
}

extension Datatype: CustomStringConvertible {
  /// The type in words, such as `float32`.
  public var description: String {
    switch self {
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float32: "float32"
    case .float64: "float64"
    case .text: "variable-length text"
    case .other(let words): words
    }
  }
}

/// A Swift number with a counterpart in HDF5.
public protocol Element: BitwiseCopyable, Sendable {
  /// The type that stores these numbers in a file.
  static var datatype: Datatype { get }
  /// Zero, the value of storage before a read fills it.
  static var zero: Self { get }
}

extension Int8: Element {
  /// Stored as `int8`.
  public static var datatype: Datatype { .int8 }
}
extension Int16: Element {
  /// Stored as `int16`.
  public static var datatype: Datatype { .int16 }
}
extension Int32: Element {
  /// Stored as `int32`.
  public static var datatype: Datatype { .int32 }
}
extension Int64: Element {
  /// Stored as `int64`.
  public static var datatype: Datatype { .int64 }
}
extension UInt8: Element {
  /// Stored as `uint8`.
  public static var datatype: Datatype { .uint8 }
}
extension UInt16: Element {
  /// Stored as `uint16`.
  public static var datatype: Datatype { .uint16 }
}
extension UInt32: Element {
  /// Stored as `uint32`.
  public static var datatype: Datatype { .uint32 }
}
extension UInt64: Element {
  /// Stored as `uint64`.
  public static var datatype: Datatype { .uint64 }
}
extension Float: Element {
  /// Stored as `float32`.
  public static var datatype: Datatype { .float32 }
}
extension Double: Element {
  /// Stored as `float64`.
  public static var datatype: Datatype { .float64 }
}

// MARK: Identifiers

extension Datatype {
  /// The library's own type in files; not owned.
  private var fileType: hid_t? {
    switch self {
    case .int8: fpt_H5T_STD_I8LE()
    case .int16: fpt_H5T_STD_I16LE()
    case .int32: fpt_H5T_STD_I32LE()
    case .int64: fpt_H5T_STD_I64LE()
    case .uint8: fpt_H5T_STD_U8LE()
    case .uint16: fpt_H5T_STD_U16LE()
    case .uint32: fpt_H5T_STD_U32LE()
    case .uint64: fpt_H5T_STD_U64LE()
    case .float32: fpt_H5T_IEEE_F32LE()
    case .float64: fpt_H5T_IEEE_F64LE()
    case .text, .other: nil
    }
  }

  /// The library's own type in memory; not owned.
  private var memoryType: hid_t? {
    switch self {
    case .int8: fpt_H5T_NATIVE_INT8()
    case .int16: fpt_H5T_NATIVE_INT16()
    case .int32: fpt_H5T_NATIVE_INT32()
    case .int64: fpt_H5T_NATIVE_INT64()
    case .uint8: fpt_H5T_NATIVE_UINT8()
    case .uint16: fpt_H5T_NATIVE_UINT16()
    case .uint32: fpt_H5T_NATIVE_UINT32()
    case .uint64: fpt_H5T_NATIVE_UINT64()
    case .float32: fpt_H5T_NATIVE_FLOAT()
    case .float64: fpt_H5T_NATIVE_DOUBLE()
    case .text, .other: nil
    }
  }

  enum Side { case file, memory }

  /// A type identifier for this type, on either side of a transfer.
  func identifier(_ side: Side, for object: String) throws(HDF5Error) -> Identifier {
    switch self {
    case .other(let words):
      throw .mismatch(object: object, expected: "a number or text", found: words)
    case .text:
      return try Identifier("H5Tcopy", on: object, close: H5Tclose) {
        let type = H5Tcopy(fpt_H5T_C_S1())
        guard type >= 0 else { return type }
        let isSet = H5Tset_size(type, fpt_H5T_VARIABLE()) >= 0
        guard isSet, H5Tset_cset(type, H5T_CSET_UTF8) >= 0 else { return -1 }
        return type
      }
    default:
      return try Identifier("H5Tcopy", on: object, close: H5Tclose) {
        H5Tcopy((side == .file ? fileType : memoryType) ?? -1)
      }
    }
  }

  /// Recognizes an open type.
  init(_ type: borrowing Identifier, of object: String) throws(HDF5Error) {
    var found = Datatype.other("an unknown type")
    let raw = type.raw
    try Library.call("H5Tget_class", on: object) { () -> herr_t in
      if let number = Datatype.numeric.first(where: { H5Tequal(raw, $0.fileType ?? -1) > 0 }) {
        found = number
        return 0
      }
      let kind = H5Tget_class(raw)
      if kind == H5T_STRING, H5Tis_variable_str(raw) > 0 {
        found = .text
      } else {
        found = .other(Datatype.words(for: kind, size: H5Tget_size(raw)))
      }
      return kind == H5T_NO_CLASS ? -1 : 0
    }
    self = found
  }

  private static func words(for kind: H5T_class_t, size: Int) -> String {
    switch kind {
    case H5T_INTEGER: "an unusual integer type of \(size) bytes"
    case H5T_FLOAT: "an unusual floating-point type of \(size) bytes"
    case H5T_STRING: "fixed-length text"
    case H5T_COMPOUND: "a compound type"
    case H5T_REFERENCE: "a reference"
    case H5T_ENUM: "an enumeration"
    case H5T_VLEN: "a variable-length sequence"
    case H5T_ARRAY: "an array type"
    case H5T_OPAQUE: "an opaque type"
    default: "an unknown type"
    }
  }
}
