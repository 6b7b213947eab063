import FPTModels

extension SequenceClassifier {
  /// Freezes and frees parameters as a phase of a policy says.
  public func apply(_ phase: FreezingPolicy.Phase) {
    for parameter in parameters.all {
      parameter.setTrained(
        phase.trains(parameter.specification, layerCount: backbone.layerCount), in: context)
    }
  }
}
