import FPTEngine
import FPTModels

/// The optimizer's memory of one parameter.
struct AdamMoments {
  var first: Tensor
  var second: Tensor
  /// Updates so far: a parameter that is freed later begins its own bias correction then.
  var updates: Int
}

/// The optimizer's memory of a model, by parameter name.
struct AdamState {
  private(set) var moments: [String: AdamMoments] = [:]

  /// Names of the parameters that have moments, sorted.
  var names: [String] { moments.keys.sorted() }

  subscript(name: String) -> AdamMoments? {
    get { moments[name] }
    set { moments[name] = newValue }
  }

  /// One update of a parameter from its gradient, which is multiplied by `scale` first (gradient clipping).
  mutating func update(
    _ parameter: Parameter, settings: Adam, scale: Float, context: ComputeContext
  ) {
    guard let gradient = parameter.gradient else { return }
    var moments =
      self[parameter.name]
      ?? AdamMoments(
        first: context.zeros(gradient.shape), second: context.zeros(gradient.shape), updates: 0)
    moments.updates += 1
    self[parameter.name] = moments
    let correction1 = Adam.biasCorrection(settings.beta1, step: moments.updates)
    let correction2 = Adam.biasCorrection(settings.beta2, step: moments.updates)
    context.adamUpdate(
      value: parameter.value, gradient: gradient, first: moments.first, second: moments.second,
      AdamCoefficients(
        scale: scale, oneMinusBeta1: Float(1 - settings.beta1), beta2: Float(settings.beta2),
        oneMinusBeta2: Float(1 - settings.beta2),
        stepSize: Float(settings.learningRate / correction1),
        rootCorrection: Float(correction2.squareRoot()), epsilon: Float(settings.epsilon)))
  }
}
