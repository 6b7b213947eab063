import FPTEngine
import FPTJSON

extension JSONValue.Members {
  /// The members that every configuration of transformers begins with.
  ///
  /// `modelType` chooses the class of `AutoModel`, and `model` is the class that the tensors are of.
  init(transformers modelType: String, class model: String) {
    self = [
      "architectures": .list([.text(model)]), "model_type": .text(modelType),
      "dtype": .text("float32"),
    ]
  }

  /// The members with others behind them.
  func adding(_ others: JSONValue.Members) -> JSONValue.Members {
    merging(others) { $1 }
  }
}

extension JSONValue {
  static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// A number of a member that is no integer: transformers 5 refuses `1` there, and takes `1.0`.
  static func real(_ value: Double) -> JSONValue { .number(value.description) }
}

extension TransformerShape {
  /// The members of a configuration that say all of the shape, under the keys that it is read from.
  func members(_ keys: TransformerKeys = TransformerKeys()) -> JSONValue.Members {
    var members: JSONValue.Members = [
      keys.layers: .integer(layerCount), keys.width: .integer(width), keys.heads: .integer(heads),
    ]
    if let key = keys.innerWidth { members[key] = .integer(innerWidth) }
    if let key = keys.epsilon { members[key] = .real(epsilon) }
    if let key = keys.standardDeviation { members[key] = .real(initialStandardDeviation) }
    members[keys.activation] = .text(activation.transformersName)
    return members
  }
}

extension Activation {
  /// What transformers calls the non-linearity.
  var transformersName: String {
    switch self {
    case .gelu: "gelu"
    case .geluTanh: "gelu_new"
    case .relu: "relu"
    case .silu: "silu"
    case .quickGELU: "quick_gelu"
    }
  }
}
