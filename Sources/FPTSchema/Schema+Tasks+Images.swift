/// Tasks of images and of proteins: those that need a data set.
extension Schema {
  static let imageTaskTable: [ConstructorSchema] = [
    imageTask(
      "MNIST", "Handwritten digits, 28 × 28, ten classes (LeCun et al. 1998), cut into patches."),
    imageTask(
      "FashionMNIST",
      "Pieces of clothing, 28 × 28, ten classes (Xiao et al. 2017), cut into patches."),
    ConstructorSchema(
      "CIFAR10", .task,
      fields: [
        patchField(to: 32),
        FieldSchema(
          "color", .boolean, default: .boolean(true),
          "Three channels, or one of gray: `color: false, patch: 1` is the Long Range Arena's 1,024 "
            + "tokens.", example: "color: false"),
        FieldSchema(
          "augment", .boolean, default: .boolean(true),
          "Crops, flips and turns training examples at random, anew in every pass, as the official "
            + "code does; evaluations see the images as they are.", example: "augment: false"),
        exampleLimit, shuffledOrder,
      ],
      rules: [.divides(field: "patch", size: 32, of: "the image's side")],
      "Photographs, 32 × 32, ten classes (Krizhevsky 2009), cut into patches. The official code's "
        + "tokens are 4 × 4 × 3; the paper's 64 × 16 is what `color: false` gives.",
      example: "CIFAR10(patch: 4)"),
  ]

  static let proteinTaskTable: [ConstructorSchema] = [
    ConstructorSchema(
      "RemoteHomology", .task,
      fields: [
        FieldSchema(
          "length", .integer, default: .integer(1_024), range: NumberRange(from: 3, to: 65_536),
          unit: "tokens",
          "Tokens of every example: the amino acids between two marks, then padding.",
          example: "length: 1_024"),
        FieldSchema(
          "skip_long", .boolean, default: .boolean(true),
          "Leaves out proteins that do not fit, as the official code does (the paper multiplies its "
            + "accuracies by 0.9739 for them); false cuts them off.", example: "skip_long: false"),
        FieldSchema(
          "pad_first", .boolean, default: .boolean(false),
          "Puts the padding before the protein, so that the last token, which is read, is the "
            + "protein's; the official code pads behind it.", example: "pad_first: true"),
        FieldSchema(
          "classes", .integer, default: .integer(1_200), range: NumberRange(from: 1, to: 1e6),
          unit: "classes", "Outputs: the official code has 1,200 for the 1,195 folds.",
          example: "classes: 1_195"),
        FieldSchema(
          "test", .symbol(.homologySet), default: .symbol("valid"),
          "Which set of TAPE is the test split: `valid` in the official code, where it is the "
            + "validation split too.", example: "test: fold"),
        FieldSchema(
          "file", .text,
          "Your own proteins in place of TAPE's: a .tsv, .fasta, .json or .lmdb file. Of every ten, "
            + "the ninth is for validation and the tenth for the test.",
          example: "file: \"proteins.tsv.gz\""),
        FieldSchema(
          "sequences", .text, default: .text("sequence"),
          "The column of a .tsv file that holds the amino acids.", example: "sequences: \"primary\""
        ),
        FieldSchema(
          "labels", .text, default: .text("label"),
          "The column of a .tsv file that holds the classes: all whole numbers, or all names, which "
            + "are numbered in their order.", example: "labels: \"fold_class\""),
        exampleLimit, shuffledOrder,
      ],
      "The fold of a protein from its amino acids (TAPE, Rao et al. 2019), in TAPE's vocabulary of "
        + "30.", example: "RemoteHomology(length: 1_024)")
  ]

  private static func patchField(to side: Double) -> FieldSchema {
    FieldSchema(
      "patch", .integer, default: .integer(4), range: NumberRange(from: 1, to: side),
      unit: "pixels", "Side of a patch; each patch is one token.", example: "patch: 4")
  }

  /// A 28 × 28 gray image cut into square patches, row by row.
  private static func imageTask(_ name: String, _ documentation: String) -> ConstructorSchema {
    ConstructorSchema(
      name, .task,
      fields: [
        patchField(to: 256),
        FieldSchema(
          "size", .integer, default: .integer(28), range: NumberRange(from: 28, to: 256),
          unit: "pixels",
          "Side of the image that is cut: 28 in the official code; 32, the paper's, adds a black "
            + "border of 2.", example: "size: 32"),
        exampleLimit, shuffledOrder,
      ],
      rules: [.multiple(field: "size", of: "patch")],
      documentation, example: "\(name)(patch: 4)")
  }
}
