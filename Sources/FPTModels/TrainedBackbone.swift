/// A backbone as another training left it: what it was trained to, and what it began with.
public struct TrainedBackbone: Sendable {
  /// The backbone that was trained; a model may take only the first of its blocks.
  public let backbone: any Backbone
  /// Where that training began.
  public let start: SequenceClassifier.Source
  /// The seed of that training, which drew whatever was random at its start and stayed frozen.
  public let seed: UInt64
  /// Values of the parameters it trained, by their names in the classifier; those of its input and output layer are not used.
  public let values: [String: [Float]]

  /// Takes over what a training left.
  public init(
    backbone: any Backbone, start: SequenceClassifier.Source, seed: UInt64,
    values: [String: [Float]]
  ) {
    self.backbone = backbone
    self.start = start
    self.seed = seed
    self.values = values
  }
}
