import FPTSchema

extension RemoteHomology {
  @usableFromInline
  package enum Fields {
    @usableFromInline package static let length = Field(
      "length", default: 1_024, range: NumberRange(lengths), unit: "tokens",
      "Tokens of every example: the amino acids between two marks, then padding.",
      example: "length: 1_024")
    @usableFromInline package static let skipsLong = Field(
      "skip_long", default: true,
      "Leaves out proteins that do not fit, as the official code does (the paper multiplies its "
        + "accuracies by 0.9739 for them); false cuts them off.", example: "skip_long: false")
    @usableFromInline package static let padsFirst = Field(
      "pad_first", default: false,
      "Puts the padding before the protein, so that the last token, which is read, is the "
        + "protein's; the official code pads behind it.", example: "pad_first: true")
    @usableFromInline package static let classes = Field(
      "classes", default: 1_200, range: NumberRange(classCounts), unit: "classes",
      "Outputs: the official code has 1,200 for the 1,195 folds.", example: "classes: 1_195")
    @usableFromInline package static let test = Field(
      "test", default: Holdout.valid,
      "Which set of TAPE is the test split: `valid` in the official code, where it is the "
        + "validation split too.", example: "test: fold")
    package static let file = Field<String?>(
      "file", default: nil,
      "Your own proteins in place of TAPE's: a .tsv, .fasta, .json or .lmdb file. Of every ten, "
        + "the ninth is for validation and the tenth for the test.",
      example: "file: \"proteins.tsv.gz\"")
    @usableFromInline package static let sequences = Field(
      "sequences", default: "sequence", "The column of a .tsv file that holds the amino acids.",
      example: "sequences: \"primary\"")
    @usableFromInline package static let labels = Field(
      "labels", default: "label",
      "The column of a .tsv file that holds the classes: all whole numbers, or all names, which "
        + "are numbered in their order.", example: "labels: \"fold_class\"")
  }
}

extension RemoteHomology: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "RemoteHomology", .task,
    fields: [
      Fields.length, Fields.skipsLong, Fields.padsFirst, Fields.classes, Fields.test,
      Fields.file, Fields.sequences, Fields.labels, TaskFields.limit, TaskFields.shuffle,
    ],
    "The fold of a protein from its amino acids (TAPE, Rao et al. 2019), in TAPE's vocabulary of "
      + "30.", example: "RemoteHomology(length: 1_024)")

  package static func assets(of fields: FieldValues) throws -> [String] {
    try fields[Fields.file] == nil ? ["tape"] : []
  }

  package static func files(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> [String]? {
    if let file = try fields[Fields.file] { return [sources.path(file)] }
    return try sources.files(of: "tape")
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    let layout = Layout(
      length: try fields[Fields.length], skipsLong: try fields[Fields.skipsLong],
      padsFirst: try fields[Fields.padsFirst])
    if let file = try fields[Fields.file] {
      return try RemoteHomology(
        file: sources.path(file), sequenceColumn: fields[Fields.sequences],
        labelColumn: fields[Fields.labels], layout: layout, classes: fields[Fields.classes],
        limit: fields[TaskFields.limit])
    }
    return try RemoteHomology(
      folder: sources.verifiedFolder(of: "tape"), holdout: fields[Fields.test], layout: layout,
      classes: fields[Fields.classes], limit: fields[TaskFields.limit])
  }
}
