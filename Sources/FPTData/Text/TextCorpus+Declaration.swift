import FPTFiles
import FPTSchema

extension TextCorpus {
  @usableFromInline
  package enum Fields {
    package static let files = RequiredField<[String]>(
      "files",
      "Text files beside the experiment, in UTF-8, plain or ending in .gz; of one in .json or .jsonl, "
        + "the texts of its records. The name of an asset stands for its files.",
      example: "files: [\"emma.txt\", \"persuasion.txt\"]")
    @usableFromInline package static let tokens = Field(
      "tokens", default: 256, range: NumberRange(lengths), unit: "tokens",
      "Tokens of a window; after each, the next one is predicted.", example: "tokens: 256")
    package static let tokenizer = Field<String?>(
      "tokenizer", default: nil,
      "A folder with GPT-2's vocab.json and merges.txt, or tokenizer.json; a GGUF file, the name of weights in one, or a "
        + "repository of the hub that has one of these. Without it, a token is a byte.",
      example: "tokenizer: \"gpt2-tokenizer\"")
    package static let stride = Field<Int?>(
      "stride", default: nil, range: NumberRange(lengths), unit: "tokens",
      "Tokens between the beginnings of training windows; else as many as a window has.",
      example: "stride: 64")
    @usableFromInline package static let initializerRange = Field(
      "initializer_range", default: 0.02, range: NumberRange(from: 0, to: 10, excludesLower: true),
      "Standard deviation of the first values of token embeddings; GPT-2's by default.",
      example: "initializer_range: 0.02")
    @usableFromInline package static let validation = HeldOut.field(
      "validation", default: 0.05, "Of each file, the part before the test's is held out.")
    @usableFromInline package static let test = HeldOut.field(
      "test", default: 0.05, "Of each file, the end is held out.")
  }
}

extension TextCorpus: DeclaredTask {
  package static let declaration = ConstructorSchema(
    name, .task,
    fields: [
      Fields.files, Fields.tokens, Fields.tokenizer, Fields.stride, Fields.initializerRange,
      Fields.validation, Fields.test, TaskFields.limit, TaskFields.shuffle,
    ],
    "Text for language modeling: at each token, predict the next.",
    example: "TextCorpus(files: [\"english-text\"], tokens: 256)")

  package static func assets(of fields: FieldValues) throws -> [String] {
    try fields[Fields.files].filter { name in Asset.all.contains { $0.name == name } }
      + [fields[Fields.tokenizer]].compactMap { $0 }.filter(TaskSources.isTokenizerAsset)
  }

  package static func files(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> [String]? {
    let tokenizer = try fields[Fields.tokenizer].map(sources.tokenizer)
    return try fields[Fields.files].flatMap(sources.textFiles)
      + (tokenizer.map(tokenizerFiles) ?? [])
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    try TextCorpus(
      files: fields[Fields.files].flatMap(sources.textFiles), tokens: fields[Fields.tokens],
      tokenizer: fields[Fields.tokenizer].map(sources.tokenizer),
      heldOut: HeldOut(
        validation: fields[Fields.validation], test: fields[Fields.test], choice: .last),
      stride: fields[Fields.stride], initializerRange: fields[Fields.initializerRange],
      limit: fields[TaskFields.limit])
  }
}
