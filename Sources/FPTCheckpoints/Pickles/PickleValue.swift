/// What a pickle says, as far as it is kept: plain values, and the few names that NumPy's numbers and PyTorch's tensors are
/// made with.
package enum PickleValue: Sendable, Hashable {
  case none
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case text(String)
  case bytes([UInt8])
  /// At most one level: what is inside a tuple inside is `opaque`, but for a tuple of whole numbers.
  case tuple([PickleValue])
  case dictionary([String: PickleValue])
  case list([PickleValue])
  /// A tuple inside.
  case integers([Int])
  /// PyTorch's memory of a tensor, which lies outside of the pickle.
  case storage(TorchStorage)
  case tensor(TorchTensor)
  /// One of the known names; nothing is ever called.
  case name(PickleName)
  /// NumPy's description of a number's type: its code, such as `i8`, and whether its bytes are little-endian.
  case type(code: String, isLittleEndian: Bool)
  /// An array or another thing that is not looked into.
  case opaque

  package subscript(key: String) -> PickleValue? {
    if case .dictionary(let members) = self { members[key] } else { nil }
  }

  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// What the value is, in words short enough for a message.
  package var summary: String {
    switch self {
    case .none: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .text(let text): "'\(text.prefix(40))\(text.count > 40 ? "…" : "")'"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .tuple, .dictionary, .list, .integers, .storage, .tensor, .name, .type, .opaque:
      "not a plain value"
    }
  }
}

/// A name that a pickle of plain data may mention.
package enum PickleName: Sendable, Hashable {
  /// A number with a type: makes a value of a type and bytes.
  case scalar
  case type
  /// Makes an array, which is not looked into.
  case array
  /// Makes bytes of a text, as Python 3 writes them for Python 2.
  case encode
  case orderedDictionary
  /// A type of PyTorch's storages.
  case storage(TorchElement)
  /// A type of a tensor's elements.
  case dtype(TorchElement)
  /// Makes a tensor of a storage; of the storage's type, or of one that it is told.
  case tensor(hasType: Bool)
  /// Makes a tensor in a way that is not followed, in words.
  case foreignTensor(String)
  /// Another name of PyTorch's that says something of a tensor.
  case torch
  /// Makes a parameter of a tensor.
  case parameter

  init?(module: String, name: String) {
    switch (module, name) {
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
    case ("numpy", "dtype"): self = .type
    case ("numpy", "ndarray"), ("numpy.core.multiarray", "_reconstruct"),
      ("numpy._core.multiarray", "_reconstruct"), ("numpy.core.numeric", "_frombuffer"),
      ("numpy._core.numeric", "_frombuffer"):
      self = .array
    case ("_codecs", "encode"): self = .encode
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .tensor(hasType: false)
    case ("torch._utils", "_rebuild_tensor_v3"): self = .tensor(hasType: true)
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
      self = .parameter
    case ("torch._utils", "_rebuild_sparse_tensor"): self = .foreignTensor("a sparse tensor")
    case ("torch._utils", "_rebuild_qtensor"): self = .foreignTensor("a quantized tensor")
    case ("torch._utils", "_rebuild_meta_tensor_no_storage"):
      self = .foreignTensor("a tensor without values (device meta)")
    case ("torch._utils", "_rebuild_nested_tensor"): self = .foreignTensor("a nested tensor")
    case ("torch._utils", "_rebuild_wrapper_subclass"), ("torch._tensor", "_rebuild_from_type_v2"):
      self = .foreignTensor("a tensor of a class of its own, or with attributes")
    case ("torch.storage", "UntypedStorage"), ("torch", _):
      if let element = TorchElement(storage: name) {
        self = .storage(element)
      } else if let element = TorchElement(dtype: name) {
        self = .dtype(element)
      } else if Self.wordsOfTensors.contains(name) {
        self = .torch
      } else {
        return nil
      }
    case ("torch.serialization", "_get_layout"), ("torch.nn.parameter", "Parameter"): self = .torch
    default: return nil
    }
  }
}

extension PickleName {
  /// Names in PyTorch's module that tensors which are not followed are made with.
  private static let wordsOfTensors: Set<String> = [
    "Size", "Tensor", "device", "per_tensor_affine", "per_channel_affine",
    "per_channel_affine_float_qparams", "strided", "sparse_coo", "sparse_csr",
  ]
}

/// Why a pickle is not read, and where in it.
package struct PickleProblem: Error, Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case truncated
    /// An instruction that plain data have no need of.
    case instruction(UInt8)
    /// It names something that could run code.
    case foreignName(String)
    case notUTF8
    case malformed(String)
    case tooLarge
  }
  var kind: Kind
  package var offset: Int

  package var text: String {
    switch kind {
    case .truncated: "one that ends in the middle"
    case .instruction(let code): "one with the instruction \(code), which is never followed"
    case .foreignName(let name):
      "one that names `\(name)`; nothing in a data file is ever run, and only NumPy's numbers and PyTorch's tensors are known"
    case .notUTF8: "one with a text that is not UTF-8"
    case .malformed(let what): "one with \(what)"
    case .tooLarge: "one with more than \(PickleReader.valueLimit) values"
    }
  }
}
