import FPTModels

extension SequenceClassifier {
  /// Freezes and frees parameters as a stage of a policy says.
  public func apply(_ stage: FreezingPolicy.Stage) {
    for parameter in parameters.all {
      parameter.setTrained(
        stage.trains(parameter.specification, layerCount: backbone.layerCount), in: context)
    }
  }
}
