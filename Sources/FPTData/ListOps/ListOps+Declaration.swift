import FPTSchema

extension ListOps {
  @usableFromInline
  package enum Fields {
    @usableFromInline package static let length = Field(
      "length", default: 512, range: NumberRange(lengths), unit: "tokens",
      "Tokens of every example: longer expressions are cut, shorter ones padded. 2,000 cuts none.",
      example: "length: 512")
    @usableFromInline package static let brackets = Field(
      "brackets", default: false,
      "Keep closing brackets as tokens; the official code drops them.", example: "brackets: true")
    @usableFromInline package static let reading = Field(
      "read", default: Reading.position,
      "Where the answer is read: at the last position, even where that is padding (official "
        + "code), or at the expression's last token, with padding before the expression.",
      example: "read: token")
    @usableFromInline package static let encoding = Field(
      "encoding", default: Encoding.embedding,
      "How a symbol becomes a token: a row of an embedding table (official code), or a vector "
        + "with a single 1 through a linear layer.", example: "encoding: linear")
    package static let source = Field<String?>(
      "source", default: nil,
      "A folder with Long Range Arena's basic_train.tsv, basic_val.tsv and basic_test.tsv; "
        + "without it, expressions are generated.", example: "source: \"data/listops-1000\"")
    @usableFromInline package static let maximumDepth = Field(
      "max_depth", default: 10, range: NumberRange(2...50), unit: "levels",
      "Levels of the deepest generated expression.", example: "max_depth: 10")
    @usableFromInline package static let maximumArguments = Field(
      "max_arguments", default: 10, range: NumberRange(2...100), unit: "arguments",
      "Most arguments of a generated operator; the fewest are two.", example: "max_arguments: 10")
    @usableFromInline package static let minimumLength = Field(
      "min_length", default: 500, range: NumberRange(0...1_000_000), unit: "symbols",
      "Generated expressions have more symbols than this, closing brackets counted.",
      example: "min_length: 500")
    @usableFromInline package static let maximumLength = Field(
      "max_length", default: 2_000, range: NumberRange(2...1_000_000), unit: "symbols",
      "Generated expressions have fewer symbols than this, closing brackets counted.",
      example: "max_length: 2_000")
    @usableFromInline package static let examples = Field(
      "examples", default: 96_000, range: NumberRange(exampleCounts), unit: "examples",
      "Generated training examples; validation and test have 2,000 each.",
      example: "examples: 96_000")

    /// Fields that only generated expressions have.
    fileprivate static let grammar: [any DeclaredField] = [
      maximumDepth, maximumArguments, minimumLength, maximumLength, examples,
    ]
  }
}

extension ListOps: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "ListOps", .task,
    fields: [
      Fields.length, Fields.brackets, Fields.reading, Fields.encoding, Fields.source,
    ] + Fields.grammar + [TaskFields.limit, TaskFields.shuffle],
    rules: [.filesExclude(field: Fields.source.name, Fields.grammar.map(\.name))],
    "Nested operations on lists of digits, MIN MAX MED SM; the answer is the value (Long Range "
      + "Arena, Tay et al. 2020).", example: "ListOps(length: 512)")

  package static func files(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> [String]? {
    try fields[Fields.source].map { files(in: sources.path($0)) }
  }

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    guard try fields[Fields.source] == nil else { return nil }
    return try TaskShape(of: ListOps(of: fields, source: generated(fields)))
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    let folder = try fields[Fields.source].map { sources.path($0) }
    return try ListOps(
      of: fields, source: folder.map { .files(folder: $0) } ?? generated(fields))
  }

  /// Expressions of the grammar that the fields say.
  private static func generated(_ fields: FieldValues) throws -> Source {
    let grammar = Grammar(
      depth: try fields[Fields.maximumDepth], arguments: try fields[Fields.maximumArguments],
      minimumLength: try fields[Fields.minimumLength],
      maximumLength: try fields[Fields.maximumLength])
    return .generated(grammar, examples: try fields[Fields.examples])
  }

  private init(of fields: FieldValues, source: Source) throws {
    try self.init(
      length: fields[Fields.length], hasBrackets: fields[Fields.brackets],
      reading: fields[Fields.reading], encoding: fields[Fields.encoding], source: source,
      limit: fields[TaskFields.limit])
  }
}
