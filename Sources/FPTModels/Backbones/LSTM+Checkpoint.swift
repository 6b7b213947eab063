import FPTCheckpoints
import FPTSchema

/// What a configuration of the official code's LSTM holds.
extension LSTM {
  package static let configurationKeys = ConfigurationKeys(
    understood: [
      "architecture", "num_layers", "hidden_size", "norm_eps", "residual", "positions",
    ],
    required: ["norm_variance": .oneOf(.text("unbiased"))], harmless: [])

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let layers = Field(
      "layers", default: 3, range: NumberRange(1...1_024), unit: "layers",
      "Layers above one another.", example: "layers: 3")
    @usableFromInline package static let width = Field(
      "width", default: 768, range: NumberRange(1...65_536), unit: "features",
      "Features of the state of each layer.", example: "width: 768")
    @usableFromInline package static let residual = Field(
      "residual", default: false,
      "Adds the input of each layer to its output, as the paper's LSTM* does.",
      example: "residual: true")
    @usableFromInline package static let positions = Field(
      "positions", default: false,
      "Adds position embeddings to the input, as the paper's LSTM* does.",
      example: "positions: true")
  }

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["params."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] { [] }
}

extension LSTM: DeclaredModel {
  package static let declaration = ConstructorSchema(
    "LSTM", .model,
    fields: [
      Fields.layers, Fields.width, Fields.residual, Fields.positions, ModelFields.adapter,
      ModelFields.accept,
    ],
    "Recurrent network, always from random weights (Hochreiter and Schmidhuber 1997).",
    example: "LSTM(layers: 3, width: 768)")

  package static let architectures = ["LNLSTM"]

  package init(fresh fields: FieldValues) throws {
    self.init(
      layers: try fields[Fields.layers], width: try fields[Fields.width],
      isResidual: try fields[Fields.residual], hasPositions: try fields[Fields.positions])
  }
}
