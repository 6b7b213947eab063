import FPTEngine

/// How the dense layers of a vision transformer begin, as their library begins them.
enum VisionInitialization: Sendable, Hashable {
  /// Normal with the standard deviation of the shape.
  ///
  /// DINOv2 and timm cut the normal off at ±2, which is a hundred standard deviations.
  case normal
  /// CLIP's: normal, by width and by depth, times a factor.
  case scaled(factor: Double)
  /// SigLIP's: uniform as Glorot and Bengio 2010 have it, with tiny biases in the feed-forward layers.
  case glorot

  /// A dense layer of a block.
  enum Layer {
    case queryKeyValue
    case projection
    case expand
    case contract
  }

  /// The matrix of a layer, from and to so many features.
  func matrix(
    _ layer: Layer, _ inputs: Int, _ outputs: Int, of shape: TransformerShape
  ) -> Initialization {
    switch self {
    case .normal: return .normal(standardDeviation: shape.initialStandardDeviation)
    case .glorot: return .uniform(bound: (6 / Double(inputs + outputs)).squareRoot())
    case .scaled(let factor):
      let scale = factor / Double(shape.width).squareRoot()
      switch layer {
      case .projection: return .normal(standardDeviation: scale)
      case .expand: return .normal(standardDeviation: scale / 2.0.squareRoot())
      case .queryKeyValue, .contract:
        return .normal(standardDeviation: scale / (2 * Double(shape.layerCount)).squareRoot())
      }
    }
  }

  /// The bias of a layer.
  func bias(_ layer: Layer) -> Initialization {
    switch (self, layer) {
    case (.glorot, .expand), (.glorot, .contract): .normal(standardDeviation: 1e-6)
    default: .zeros
    }
  }
}
