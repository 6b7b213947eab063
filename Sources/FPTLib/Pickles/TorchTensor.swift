/// The element types that PyTorch's storages have.
enum TorchElement: String, Sendable, Hashable {
  case float64 = "DoubleStorage"
  case float32 = "FloatStorage"
  case float16 = "HalfStorage"
  case bfloat16 = "BFloat16Storage"
  case int64 = "LongStorage"
  case int32 = "IntStorage"
  case int16 = "ShortStorage"
  case int8 = "CharStorage"
  case uint8 = "ByteStorage"
  case bool = "BoolStorage"

  /// The type of a storage's name, such as `FloatStorage`.
  init?(storage: String) { self.init(rawValue: storage) }

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// The same type in a checkpoint; nil for those that no model here reads.
  var checkpointType: TensorType? {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .uint8: .uint8
    case .int16, .int8, .bool: nil
    }
  }
}

/// A block of memory that tensors are views of; in a file it has a place of its own, under its key.
struct TorchStorage: Sendable, Hashable {
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
struct TorchTensor: Sendable, Hashable {
  var storage: TorchStorage
  /// Elements before the first.
  var offset: Int
  /// Extents, outermost first.
  var shape: [Int]
  /// Elements from one to the next, along each extent.
  var strides: [Int]

  /// From the arguments of `torch._utils._rebuild_tensor_v2`: storage, offset, shape, strides, …
  init?(_ arguments: [PickleValue]) {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      let offset = arguments[1].integer, case .integers(let shape) = arguments[2],
      case .integers(let strides) = arguments[3], shape.count == strides.count,
      offset >= 0, shape.allSatisfy({ $0 >= 0 })
    else { return nil }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
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
