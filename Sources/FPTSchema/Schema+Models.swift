extension Schema {
  static let modelTable: [ConstructorSchema] = [
    transformer(
      "BERT", weights: "minilm",
      "Encoder with attention in both directions and layer norm after each block "
        + "(Devlin et al. 2019)."),
    transformer(
      "GPT2", weights: "gpt2",
      "Decoder with causal attention and layer norm before each block (Radford et al. 2019)."),
    transformer(
      "ViT", weights: "vit",
      "Encoder pretrained on image patches, with layer norm before each block "
        + "(Dosovitskiy et al. 2021)."),
    transformer(
      "T5Encoder", weights: "t5", hasPositions: false,
      "Encoder half of T5, with relative position biases and root-mean-square norms "
        + "(Raffel et al. 2020)."),
    transformer(
      "Longformer", weights: "longformer",
      "Encoder whose tokens attend to a window around them (Beltagy et al. 2020)."),
    ConstructorSchema(
      "LSTM", .model,
      fields: [
        FieldSchema(
          "layers", .integer, default: .integer(3), range: NumberRange(from: 1, to: 1_024),
          unit: "layers", "Layers above one another.", example: "layers: 3"),
        FieldSchema(
          "width", .integer, default: .integer(768), range: NumberRange(from: 1, to: 65_536),
          unit: "features", "Features of the state of each layer.", example: "width: 768"),
        FieldSchema(
          "residual", .boolean, default: .boolean(false),
          "Adds the input of each layer to its output, as the paper's LSTM* does.",
          example: "residual: true"),
        FieldSchema(
          "positions", .boolean, default: .boolean(false),
          "Adds position embeddings to the input, as the paper's LSTM* does.",
          example: "positions: true"),
        adapterField, acceptField,
      ],
      "Recurrent network, always from random weights (Hochreiter and Schmidhuber 1997).",
      example: "LSTM(layers: 3, width: 768)"),
  ]

  private static let adapterField = FieldSchema(
    "adapter", .weights,
    "Trained parameters to begin with, input and output layer included: a safetensors file that "
      + "`export --weights` made, or one cell of a run.", example: "adapter: main(seed: 0)")

  private static let positionsField = FieldSchema(
    "positions", .symbol(.positions), default: .symbol("pretrained"),
    "For a task longer than the table of positions: an error, or as many more rows, zeros at "
      + "first.", example: "positions: extend")

  private static let prefixField = FieldSchema(
    "prefix", .text,
    "Which of the models in a checkpoint: what stands before the names of its tensors.",
    example: "prefix: \"text_model\"")

  private static let acceptField = FieldSchema(
    "accept", .list(.word),
    "What is refused otherwise, and ignored here on your word: keys of config.json, names of tensors "
      + "(`*` stands for any characters), or `adapter` for one of another base.",
    example: "accept: [sliding_window]")

  private static func transformer(
    _ name: String, weights: String, hasPositions: Bool = true, _ documentation: String
  ) -> ConstructorSchema {
    ConstructorSchema(
      name, .model,
      fields: [
        FieldSchema(
          "weights", .weights,
          "An asset, a folder with config.json and safetensors, or one cell of a run.",
          example: "weights: \"\(weights)\""),
        FieldSchema(
          "init", .symbol(.initialization), default: .symbol("pretrained"),
          "Where training starts: the weights, random numbers in their shapes, or random numbers "
            + "with each tensor's mean and deviation.", example: "init: random"),
        FieldSchema(
          "layers", .integer, range: NumberRange(from: 1, to: 1_024), unit: "layers",
          "Keeps the first layers of loaded weights, or counts those of a fresh model.",
          example: "layers: 2"),
        FieldSchema(
          "width", .integer, range: NumberRange(from: 1, to: 65_536), unit: "features",
          "Features of a token in a fresh model.", example: "width: 64"),
        FieldSchema(
          "heads", .integer, range: NumberRange(from: 1, to: 1_024), unit: "heads",
          "Attention heads of a fresh model.", example: "heads: 4"),
      ] + (hasPositions ? [positionsField] : []) + [adapterField, prefixField, acceptField],
      rules: [
        .multiple(field: "width", of: "heads"), .freshNeeds(["layers", "width", "heads"]),
        .loadedExcludes(["width", "heads"]),
      ],
      documentation, example: "\(name)(weights: \"\(weights)\")")
  }
}
