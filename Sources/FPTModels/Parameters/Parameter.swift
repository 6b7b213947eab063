import FPTEngine
import OrderedCollections

/// A parameter with values.
public final class Parameter {
  /// Name, shape, group and layer.
  public let specification: ParameterSpecification
  /// Frozen values may lie in a mapped file and are only ever read; trained ones are the model's own.
  public private(set) var value: Tensor
  /// Whether it takes a gradient; a new parameter is frozen.
  public private(set) var isTrained = false
  private var ownsValue: Bool
  private let slot: GradientSlot
  /// The packed copies of the values; nil once the parameter has been trained, after which anyone may write to them.
  private var packedWeights: PackedWeightCache? = PackedWeightCache()

  /// Gives a parameter its values, which may belong to someone else, such as a mapped file.
  package init(_ specification: ParameterSpecification, value: Tensor, ownsValue: Bool) {
    self.specification = specification
    self.value = value
    self.ownsValue = ownsValue
    slot = GradientSlot(shape: specification.shape)
  }

  /// The name in the model.
  public var name: String { specification.name }

  /// The parameter as a leaf of the tape.
  package var variable: Variable {
    isTrained
      ? Variable(trained: value, slot: slot)
      : Variable(constant: value, packedWeights: packedWeights)
  }

  /// The gradient summed since the last `clearGradient`.
  public var gradient: Tensor? { slot.gradient }

  /// Forgets the gradient.
  package func clearGradient() { slot.clear() }

  /// Replaces the values by as many others; borrowed ones are left as they are and no longer used.
  public func setValues(_ values: [Float], in context: ComputeContext) {
    if packedWeights != nil { packedWeights = PackedWeightCache() }
    precondition(values.count == specification.count, "as many values as the shape has elements")
    if !ownsValue {
      value = context.uninitialized(specification.shape)
      ownsValue = true
    }
    if !context.isMeasuring { _ = value.elements.update(from: values) }
  }

  /// Keeps the values of a matrix as products of bfloat16 round them, in half the memory.
  ///
  /// The parameter must stay frozen. Borrowed values are left where they are, since a copy would only take more.
  package func keepRounded(in context: ComputeContext) {
    guard ownsValue, !isTrained, value.elementType == .float32 else { return }
    value = context.roundedOperand(value)
    ownsValue = false
  }

  /// Freezes or frees the parameter; on being freed, borrowed values are copied first.
  package func setTrained(_ isTrained: Bool, in context: ComputeContext) {
    if isTrained { packedWeights = nil }
    if isTrained && !ownsValue {
      value = context.copy(value)
      ownsValue = true
    }
    if !isTrained { slot.clear() }
    self.isTrained = isTrained
  }
}

/// The parameters of a model by name, in the model's order.
public struct ParameterSet {
  /// Every parameter, in the order of the forward pass.
  public var all: [Parameter] { named.values.elements }
  private let named: OrderedDictionary<String, Parameter>
  private var isDifferentiated = true

  /// A set of parameters with names of their own.
  package init(_ parameters: [Parameter]) {
    named = OrderedDictionary(
      parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The same parameters as constants: a pass over them records and keeps nothing.
  package var constants: ParameterSet {
    var set = self
    set.isDifferentiated = false
    return set
  }

  /// Whether there is a parameter of this name.
  public func contains(_ name: String) -> Bool { named[name] != nil }

  /// The parameter of a name.
  public subscript(name: String) -> Parameter? { named[name] }

  /// The leaf of a name that the model's own specification lists.
  package func leaf(_ name: String) -> Variable {
    guard let parameter = named[name] else {
      preconditionFailure("the model reads \(name), which its specification does not list")
    }
    return isDifferentiated || !parameter.isTrained
      ? parameter.variable : Variable(constant: parameter.value)
  }
}

/// The parameters below a prefix, as a backbone's code names them.
public struct ParameterScope {
  let parameters: ParameterSet
  let prefix: String

  /// The parameters whose names begin with `prefix`, without it.
  package init(_ parameters: ParameterSet, prefix: String = "") {
    self.parameters = parameters
    self.prefix = prefix
  }

  /// The leaf of a name below the prefix, which the model has to list.
  public subscript(name: String) -> Variable { parameters.leaf(prefix + name) }

  /// The scope one level down.
  public func within(_ name: String) -> ParameterScope {
    ParameterScope(parameters, prefix: prefix + name + ".")
  }

  /// `NAME.weight` and `NAME.bias` as a dense layer.
  public func linear(
    _ name: String, _ layout: LinearWeight.Layout, outputs: Range<Int>? = nil,
    hasBias: Bool = true
  ) -> LinearWeight {
    LinearWeight(
      self[name + ".weight"], bias: hasBias ? self[name + ".bias"] : nil, layout: layout,
      outputs: outputs)
  }

  /// `NAME.weight` as a dense layer without a bias.
  public func matrix(_ name: String, _ layout: LinearWeight.Layout) -> LinearWeight {
    linear(name, layout, hasBias: false)
  }
}
