/// What the elements of a PyTorch storage or tensor are: their type, and the bytes that one takes.
package struct TorchElement: Sendable, Hashable {
  let type: TensorType
  let size: Int

  private init(_ type: TensorType, _ size: Int) {
    self.type = type
    self.size = size
  }

  /// The type of a storage's name, such as `FloatStorage`.
  init?(storage name: String) {
    guard let element = Self.storages[name] else { return nil }
    self = element
  }

  /// The type of a name in PyTorch's module, such as `uint16`.
  init?(dtype name: String) {
    guard let element = Self.dtypes[name] else { return nil }
    self = element
  }

  private static let storages: [String: TorchElement] = [
    "DoubleStorage": .init(.float64, 8), "FloatStorage": .init(.float32, 4),
    "HalfStorage": .init(.float16, 2), "BFloat16Storage": .init(.bfloat16, 2),
    "LongStorage": .init(.int64, 8), "IntStorage": .init(.int32, 4),
    "ShortStorage": .init(.int16, 2), "CharStorage": .init(.int8, 1),
    "ByteStorage": .init(.uint8, 1), "BoolStorage": .init(.bool, 1),
    "ComplexFloatStorage": .init(.other("C64"), 8),
    "ComplexDoubleStorage": .init(.other("C128"), 16),
    "QInt8Storage": .init(.other("QI8"), 1), "QUInt8Storage": .init(.other("QU8"), 1),
    "QInt32Storage": .init(.other("QI32"), 4), "QUInt4x2Storage": .init(.other("QU4"), 1),
    "QUInt2x4Storage": .init(.other("QU2"), 1),
    // Bytes, whose type the tensor says.
    "UntypedStorage": .init(.uint8, 1),
  ]

  private static let dtypes: [String: TorchElement] = [
    "float64": .init(.float64, 8), "double": .init(.float64, 8), "float32": .init(.float32, 4),
    "float": .init(.float32, 4), "float16": .init(.float16, 2), "half": .init(.float16, 2),
    "bfloat16": .init(.bfloat16, 2), "int64": .init(.int64, 8), "long": .init(.int64, 8),
    "int32": .init(.int32, 4), "int": .init(.int32, 4), "int16": .init(.int16, 2),
    "short": .init(.int16, 2), "int8": .init(.int8, 1), "uint8": .init(.uint8, 1),
    "uint16": .init(.uint16, 2), "uint32": .init(.uint32, 4), "uint64": .init(.uint64, 8),
    "bool": .init(.bool, 1), "complex32": .init(.other("C32"), 4),
    "complex64": .init(.other("C64"), 8), "complex128": .init(.other("C128"), 16),
    "float8_e4m3fn": .init(.other("F8_E4M3"), 1), "float8_e5m2": .init(.other("F8_E5M2"), 1),
    "float8_e4m3fnuz": .init(.other("F8_E4M3FNUZ"), 1),
    "float8_e5m2fnuz": .init(.other("F8_E5M2FNUZ"), 1),
    "float8_e8m0fnu": .init(.other("F8_E8M0"), 1),
    "float4_e2m1fn_x2": .init(.other("F4"), 1),
  ]
}

/// A block of memory that tensors are views of; in a file it has a place of its own, under its key.
package struct TorchStorage: Sendable, Hashable {
  var element: TorchElement
  var key: String
  /// Elements.
  var count: Int

  /// From what a pickle refers to it by: `('storage', type, key, device, elements, …)`.
  init?(_ parts: [PickleValue]) {
    guard parts.count >= 5, parts[0] == .text("storage"),
      case .name(.storage(let element)) = parts[1],
      case .text(let key) = parts[2], let count = parts[4].integer, count >= 0
    else { return nil }
    self.element = element
    self.key = key
    self.count = count
  }
}

/// A tensor as a pickle describes it: a view of a storage.
package struct TorchTensor: Sendable, Hashable {
  /// Nil for one whose values do not lie in one storage: sparse, quantized, without values.
  var storage: TorchStorage?
  var element: TorchElement?
  /// What a tensor that cannot be read is, in the place of a type.
  var foreign: String?
  /// Elements before the first.
  var offset = 0
  /// Extents, outermost first.
  var shape: [Int] = []
  /// Elements from one to the next, along each extent.
  var strides: [Int] = []

  /// A tensor that PyTorch makes in another way than of a storage, extents and strides.
  init(foreign: String) { self.foreign = foreign }

  /// From the arguments of `torch._utils._rebuild_tensor_v2`: storage, offset, shape, strides, gradient, hooks, metadata; or of
  /// `_rebuild_tensor_v3`, which has the type before the metadata.
  init?(_ arguments: [PickleValue], hasType: Bool) {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      let offset = arguments[1].integer, case .integers(let shape) = arguments[2],
      case .integers(let strides) = arguments[3], shape.count == strides.count,
      offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    element = storage.element
    if hasType {
      guard arguments.count >= 7, case .name(.dtype(let element)) = arguments[6] else { return nil }
      self.element = element
    }
    // The metadata say that the values are to be negated or conjugated.
    if arguments.count > (hasType ? 7 : 6), arguments.last != PickleValue.none {
      foreign = "a negated or conjugated view"
    }
  }

  /// Elements; nil where there are more than an `Int` can count.
  var count: Int? {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Elements from the first to the last, both included; nil where an `Int` cannot count them.
  var span: Int? {
    if shape.contains(0) { return 0 }
    var last = 0
    for (extent, stride) in zip(shape, strides) {
      let (step, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, sumOverflow) = last.addingReportingOverflow(step)
      if overflow || sumOverflow { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  /// Whether the elements lie one after the other, the innermost extent first.
  var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == expected || shape.contains(0) else { return false }
      let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
      if overflow { return false }
      expected = product
    }
    return true
  }
}
