import FPTEngine
import FPTModels
import FPTSchema

/// Updates parameters from their gradients.
///
/// An optimizer is a value; what it remembers of each parameter are tensors with names, which it is
/// handed at every update and of which checkpoints and predictions know the names and sizes alone.
///
/// ```swift
/// struct GradientDescent: Optimizer {
///   static let stateNames: [String] = []
///   var learningRate = 0.1
///
///   func update(
///     _ value: Tensor, gradient: Tensor, state: [Tensor], _ step: OptimizerStep,
///     in context: ComputeContext
///   ) {
///     let factor = Float(step.learningRate) * step.scale
///     for i in 0..<value.count { value.elements[i] -= factor * gradient.elements[i] }
///   }
/// }
/// ```
public protocol Optimizer: Sendable {
  /// Names of the tensors that are kept of each parameter, each of the parameter's shape and zero at first.
  static var stateNames: [String] { get }

  /// The size of a step, before any schedule.
  var learningRate: Double { get }

  /// One update of a parameter, in place.
  ///
  /// The gradient is of the whole batch, not clipped yet. `state` has the tensors that
  /// ``stateNames`` names, in that order.
  func update(
    _ value: Tensor, gradient: Tensor, state: [Tensor], _ step: OptimizerStep,
    in context: ComputeContext)
}

/// The inputs of a parameter's update besides its gradient.
public struct OptimizerStep: Sendable, Hashable {
  /// Updates of this parameter, this one included: one that is freed later begins its own count then.
  public var updates: Int
  /// The learning rate that the schedule gives at this step.
  public var learningRate: Double
  /// The factor of the gradient: 1, or less if the gradient is clipped.
  public var scale: Float
}

/// An optimizer that experiment files can call.
///
/// A new one is one file in this target with a type that conforms to it; it is found by its conformance.
package protocol DeclaredOptimizer: Optimizer {
  /// Name, fields, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// The optimizer that a file asks for.
  init(_ fields: FieldValues) throws
}

/// The optimizer's memory of a model, by parameter name.
struct OptimizerMemory {
  /// The optimizer's state of one parameter.
  struct Entry {
    var state: [Tensor]
    var updates: Int
  }

  private var entries: [String: Entry] = [:]

  /// Names of the parameters that have been updated, sorted.
  var names: [String] { entries.keys.sorted() }

  subscript(name: String) -> Entry? {
    get { entries[name] }
    set { entries[name] = newValue }
  }

  /// One update of a parameter from its gradient.
  mutating func update(
    _ parameter: Parameter, by optimizer: any Optimizer, learningRate: Double, scale: Float,
    context: ComputeContext
  ) {
    guard let gradient = parameter.gradient else { return }
    var entry =
      entries[parameter.name]
      ?? Entry(
        state: type(of: optimizer).stateNames.map { _ in context.zeros(gradient.shape) },
        updates: 0)
    entry.updates += 1
    entries[parameter.name] = entry
    // Predictions count the tensors, which have no values then.
    if context.isMeasuring { return }
    optimizer.update(
      parameter.value, gradient: gradient, state: entry.state,
      OptimizerStep(updates: entry.updates, learningRate: learningRate, scale: scale), in: context)
  }
}
