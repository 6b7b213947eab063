import FPTSchema

/// Fields that many models have.
package enum ModelFields {
  package static func weights(example: String) -> FieldSchema {
    FieldSchema(
      "weights", .weights,
      "An asset, a folder with config.json and safetensors, a GGUF file, a repository of the Hugging Face hub "
        + "at a commit (\"hf:ORG/NAME@COMMIT\", which `fetch` gets), or one cell of a run.",
      example: "weights: \"\(example)\"")
  }
  package static let initialization = Field(
    "init", default: StartingValues.pretrained,
    "Where training starts: the weights, random numbers in their shapes, or random numbers "
      + "with each tensor's mean and standard deviation.", example: "init: random")
  package static let layers = Field<Int?>(
    "layers", default: nil, range: NumberRange(1...1_024), unit: "layers",
    "Keeps the first layers of loaded weights, or counts those of a randomly initialized model.",
    example: "layers: 2")
  package static let width = Field<Int?>(
    "width", default: nil, range: NumberRange(1...65_536), unit: "features",
    "Features of a token in a randomly initialized model.", example: "width: 64")
  package static let heads = Field<Int?>(
    "heads", default: nil, range: NumberRange(1...1_024), unit: "heads",
    "Attention heads of a randomly initialized model.", example: "heads: 4")
  package static let positions = Field(
    "positions", default: PositionTable.pretrained,
    "For a task longer than the table of positions: an error, or as many more rows, zeros at "
      + "first.", example: "positions: extend")
  package static let addedPositions = Field(
    "positions", default: AddedPositions.own,
    "The model's own positions are rotary or relative, without a table to train: these alone, or a new table "
      + "before them, which is added to the input and begins at random numbers (`learned`) or at zeros.",
    example: "positions: learned")
  package static let adapter = FieldSchema(
    "adapter", .weights,
    "Trained parameters to begin with, input and output layer included: a safetensors file that "
      + "`export --weights` made, or one cell of a run.", example: "adapter: main(seed: 0)")
  package static let prefix = Field<String?>(
    "prefix", default: nil,
    "Which of the models in a checkpoint: what stands before the names of its tensors.",
    example: "prefix: \"text_model\"")
  package static let accept = Field<[String]?>(
    "accept", default: nil, type: .list(.word),
    "What is refused otherwise, and ignored here on your word: keys of config.json, names of tensors "
      + "(`*` stands for any characters), or `adapter` for one of another base.",
    example: "accept: [sliding_window]")
}

/// Where the values of a backbone begin.
package enum StartingValues: String, FieldChoice, Hashable {
  /// At those of the weights.
  case pretrained
  /// At the library's random default.
  case random
  /// At random values with each tensor's mean and standard deviation in the weights.
  case statistics

  package static let noun = "initialization"
}

/// What happens to a task that is longer than the table of positions.
package enum PositionTable: String, FieldChoice, Hashable {
  /// It is refused.
  case pretrained
  /// The table grows.
  case extend

  package static let noun = "way with positions"
}

/// Whether a model without a table of positions gets one.
package enum AddedPositions: String, FieldChoice, Hashable {
  /// It does not.
  case own
  /// It gets one that begins at normal numbers.
  case learned
  /// It gets one that begins at zeros.
  case zeros

  package static let noun = "way with positions"

  /// Where the new table begins; nil without one.
  package var start: LearnedPositions.Start? {
    switch self {
    case .own: nil
    case .learned: .normal
    case .zeros: .zeros
    }
  }
}
