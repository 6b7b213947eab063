import FPTSchema

extension Tensors {
  @usableFromInline
  package enum Fields {
    package static let file = RequiredField<String>(
      "file", "An HDF5 or safetensors file, beside the experiment.", example: "file: \"cells.h5\"")
    @usableFromInline package static let inputs = Field(
      "inputs", default: "inputs",
      "Training inputs: numbers [examples, tokens, width], or integer symbols "
        + "[examples, tokens]. A path leads into groups.", example: "inputs: \"train/x\"")
    @usableFromInline package static let labels = Field(
      "labels", default: "labels",
      "Training labels: integers or truth values [examples], or [examples, predictions].",
      example: "labels: \"train/y\"")
    package static let validationInputs = Field<String?>(
      "validation_inputs", default: nil, "Inputs of the validation split, where it has arrays.",
      example: "validation_inputs: \"validation/x\"")
    package static let validationLabels = Field<String?>(
      "validation_labels", default: nil, "Labels of the validation split, where it has arrays.",
      example: "validation_labels: \"validation/y\"")
    package static let testInputs = Field<String?>(
      "test_inputs", default: nil, "Inputs of the test split, where it has arrays.",
      example: "test_inputs: \"test/x\"")
    package static let testLabels = Field<String?>(
      "test_labels", default: nil, "Labels of the test split, where it has arrays.",
      example: "test_labels: \"test/y\"")
    package static let validation = HeldOut.field(
      "validation", default: HeldOut().validation ?? 0,
      "Training examples held out where validation has no arrays.")
    package static let test = HeldOut.field(
      "test", default: HeldOut().test ?? 0,
      "Training examples held out where test has no arrays.")
    package static let choice = Field(
      "hold_out", default: HeldOut().choice,
      "Which examples are held out: random ones, always the same, or the last ones.",
      example: "hold_out: last")
    package static let classes = Field<Int?>(
      "classes", default: nil, range: NumberRange(1...largestSize), unit: "classes",
      "Classes of a prediction; else one more than the largest label.", example: "classes: 10")
    package static let vocabulary = Field<Int?>(
      "vocabulary", default: nil, range: NumberRange(1...largestSize), unit: "symbols",
      "Number of symbols; else one more than the largest.", example: "vocabulary: 30")
    @usableFromInline package static let perToken = Field(
      "per_token", default: 1, range: NumberRange(1...largestSize), unit: "predictions",
      "Predictions made from one token, where labels are [examples, predictions].",
      example: "per_token: 50")
  }
}

extension Tensors: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "Tensors", .task,
    fields: [
      Fields.file, Fields.inputs, Fields.labels, Fields.validationInputs, Fields.validationLabels,
      Fields.testInputs, Fields.testLabels, Fields.validation, Fields.test, Fields.choice,
      Fields.classes, Fields.vocabulary, Fields.perToken, TaskFields.limit, TaskFields.shuffle,
    ],
    rules: [
      .together([Fields.validationInputs.name, Fields.validationLabels.name]),
      .together([Fields.testInputs.name, Fields.testLabels.name]),
    ],
    "Your own arrays, from an HDF5 or safetensors file.",
    example: "Tensors(file: \"cells.h5\", inputs: \"x\", labels: \"y\")")

  package static func files(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> [String]? {
    [sources.path(try fields[Fields.file])]
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    func arrays(_ inputs: Field<String?>, _ labels: Field<String?>) throws -> Arrays? {
      guard let inputs = try fields[inputs], let labels = try fields[labels] else { return nil }
      return Arrays(inputs: inputs, labels: labels)
    }
    return try Tensors(
      file: sources.path(fields[Fields.file]),
      training: Arrays(inputs: fields[Fields.inputs], labels: fields[Fields.labels]),
      validation: arrays(Fields.validationInputs, Fields.validationLabels),
      test: arrays(Fields.testInputs, Fields.testLabels),
      sizes: Sizes(
        classes: fields[Fields.classes], vocabulary: fields[Fields.vocabulary],
        perToken: fields[Fields.perToken]),
      heldOut: HeldOut(
        validation: fields[Fields.validation], test: fields[Fields.test],
        choice: fields[Fields.choice]),
      limit: fields[TaskFields.limit])
  }
}
