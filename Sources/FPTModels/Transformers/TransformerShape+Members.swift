import FPTEngine
import FPTJSON

extension TransformerShape {
  /// The members of a transformers configuration that say the shape, by the names that its model reads.
  func members(_ keys: TransformerKeys = TransformerKeys()) -> JSONValue.Members {
    var members: JSONValue.Members = [
      keys.layers: .integer(Int64(layerCount)), keys.width: .integer(Int64(width)),
      keys.heads: .integer(Int64(heads)), keys.activation: .text(activation.transformersName),
    ]
    if let key = keys.innerWidth { members[key] = .integer(Int64(innerWidth)) }
    if let key = keys.epsilon { members[key] = .shortest(epsilon) }
    if let key = keys.standardDeviation { members[key] = .shortest(initialStandardDeviation) }
    return members
  }
}

extension Activation {
  /// The name of transformers' `ACT2FN`.
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
