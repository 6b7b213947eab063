import FPTEngine

extension [ParameterSpecification] {
  /// `NAME.weight` and `NAME.bias` of a dense layer; no bias where `bias` is nil.
  static func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, layer: Int? = nil,
    _ weight: Initialization, bias: Initialization? = .zeros,
    layout: LinearWeight.Layout = .outputInput, isRead: Bool = true
  ) -> [ParameterSpecification] {
    let shape = layout == .outputInput ? [outputs, inputs] : [inputs, outputs]
    // A recurrent matrix is read by the kernels of its cell, too.
    let matrix = ParameterSpecification(
      name + ".weight", shape, group, layer: layer, weight, isRead: isRead,
      isOperand: group == .attention || group == .feedforward)
    guard let bias else { return [matrix] }
    return [matrix, .init(name + ".bias", [outputs], group, layer: layer, bias, isRead: isRead)]
  }

  /// `NAME.weight` and `NAME.bias` of a norm, ones and zeros.
  static func norm(
    _ name: String, _ width: Int, layer: Int? = nil, hasBias: Bool = true
  ) -> [ParameterSpecification] {
    let gain = ParameterSpecification(
      name + ".weight", [width], .layernorm, layer: layer, .ones)
    guard hasBias else { return [gain] }
    return [gain, .init(name + ".bias", [width], .layernorm, layer: layer, .zeros)]
  }
}
