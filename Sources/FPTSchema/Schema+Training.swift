extension Schema {
  /// Fields of `train`; defaults are the paper's protocol (Lu et al. 2021, official code).
  static let trainFields: [FieldSchema] = [
    FieldSchema(
      "optimizer", .constructor(.optimizer), default: .call("Adam"), "The optimizer.",
      example: "optimizer: Adam(lr: 1e-3)"),
    FieldSchema(
      "batch", .integer, default: .integer(16), range: NumberRange(from: 1, to: 65_536),
      unit: "examples", "Examples in a gradient step.", example: "batch: 16"),
    FieldSchema(
      "steps", .integer, default: .integer(100_000), range: NumberRange(from: 1, to: 1e9),
      unit: "steps", "Gradient steps.", example: "steps: 100_000"),
    FieldSchema(
      "clip", .number, default: .number(1), range: NumberRange(from: 0, excludesLower: true),
      "Largest global norm of the gradient; a longer one is shortened to it.",
      example: "clip: 1.0"),
    FieldSchema(
      "dropout", .fraction, default: .number(0.1),
      range: NumberRange(from: 0, to: 1, excludesUpper: true),
      "Share of activations dropped in embeddings, residuals and attention.",
      example: "dropout: 10%"),
    FieldSchema(
      "evaluate_every", .integer, default: .integer(100), range: NumberRange(from: 1, to: 1e9),
      unit: "steps", "Steps between two points of the learning curve.",
      example: "evaluate_every: 100"),
    FieldSchema(
      "evaluate_batches", .integer, default: .integer(25), range: NumberRange(from: 1, to: 1e6),
      unit: "batches", "Batches each of those points is measured on.",
      example: "evaluate_batches: 25"),
  ]

  static let trainingTable: [ConstructorSchema] = [
    ConstructorSchema(
      "Adam", .optimizer,
      fields: [
        FieldSchema(
          "lr", .number, default: .number(1e-3), range: NumberRange(from: 0, excludesLower: true),
          "Learning rate.", example: "lr: 1e-3"),
        FieldSchema(
          "beta1", .number, default: .number(0.9),
          range: NumberRange(from: 0, to: 1, excludesUpper: true),
          "Decay of the mean of gradients.", example: "beta1: 0.9"),
        FieldSchema(
          "beta2", .number, default: .number(0.999),
          range: NumberRange(from: 0, to: 1, excludesUpper: true),
          "Decay of the mean of squared gradients.", example: "beta2: 0.999"),
        FieldSchema(
          "eps", .number, default: .number(1e-8), range: NumberRange(from: 0, excludesLower: true),
          "Added to the root of the second moment.", example: "eps: 1e-8"),
      ],
      "Adam (Kingma and Ba 2015) without weight decay or schedule.", example: "Adam(lr: 1e-3)")
  ]
}
