/// What a library calls the parts of a vision transformer.
package struct VisionNames: Sendable, Hashable {
  /// Matrices that hold query, key and value, and how many of the three each holds.
  struct Projection: Sendable, Hashable {
    let name: String
    let parts: Int
  }

  /// What stands before a block's number.
  let block: String
  /// The norm between the positions and the blocks, for models that have one.
  var normBefore = "norm_pre"
  let firstNorm: String
  let queryKeyValue: [Projection]
  let projection: String
  /// The gain on the output of attention, for models that have one.
  var attentionGain = "ls1.gamma"
  let secondNorm: String
  var expand = "mlp.fc1"
  var contract = "mlp.fc2"
  /// The gain on the output of the feed-forward layer, for models that have one.
  var feedForwardGain = "ls2.gamma"
  let lastNorm: String
}
