import FPTSchema

/// The reference's entry for one word of the language: a kind, a constructor, a field or a parameter group.
package struct ReferenceEntry: Sendable, Hashable {
  /// The word as it is looked up: `train`, `BitXOR`, `train.steps`.
  package var word: String
  /// The nature of the word, such as `a task` or `a field of train`.
  package var nature: String
  package var documentation: String
  package var example: String?
  package var fields: [Field]
  /// Tables of what belongs to the word and is no field: parameter groups, columns of a file.
  package var details: [Detail] = []
  /// Whether the word is one of the names that a field chooses from.
  ///
  /// A topic of this name then says more than the entry.
  package var isMember = false

  /// A table with its heading.
  package struct Detail: Sendable, Hashable {
    package var heading: String
    /// A word or an example, and what it is.
    package var rows: [[String]]
  }

  /// One row of the table of fields.
  package struct Field: Sendable, Hashable {
    package var name: String
    /// Type, limits and unit.
    package var accepts: String
    /// Default, or `required`; empty for a field that is absent unless set.
    package var usually: String
    package var documentation: String
    package var example: String

    init(_ field: FieldSchema) {
      name = field.name
      accepts =
        field.type.described + (field.range.map { ", \($0.described)" } ?? "")
        + (field.unit.map { " (\($0))" } ?? "")
      usually =
        field.isRequired ? "required" : field.defaultValue?.expressionText ?? ""
      documentation = field.documentation
      example = field.example
    }
  }

  /// The entry as `explain` prints it, ended by a line break.
  package var text: String {
    var result = "\(word): \(nature)\n\n\(documentation)\n"
    if let example { result += "\n    \(example)\n" }
    for field in fields {
      let usual =
        switch field.usually {
        case "": ""
        case "required": "; required"
        default: "; by default \(field.usually)"
        }
      result += "\n\(field.name)\n  \(field.documentation)\n"
      result += "  \(field.accepts)\(usual)\n    \(field.example)\n"
    }
    for detail in details {
      result += "\n\(detail.heading)\n\n"
      result += Columns.text(detail.rows.map { ["  " + $0[0]] + $0.dropFirst() })
    }
    return result
  }
}

extension ReferenceEntry {
  init(_ schema: KindSchema) {
    word = schema.kind.rawValue
    nature = "a kind of declaration"
    documentation = schema.documentation
    example = schema.example
    fields = (schema.fields + schema.presentation).map(Field.init)
  }

  init(_ schema: ConstructorSchema) {
    word = schema.name
    nature = schema.role.withArticle
    documentation = schema.documentation
    example = schema.example
    fields = schema.fields.map(Field.init)
  }

  /// The schema's entry for a word; nil if there is none.
  package init?(for word: String, in schema: Schema) {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let head = parts.first else { return nil }
    if parts.count == 1 {
      if let kind = DeclarationKind(rawValue: head).flatMap({ schema.kind($0) }) {
        self.init(kind)
        details = Self.details(of: kind.kind, in: schema)
      } else if let constructor = schema.constructor(head) {
        self.init(constructor)
        if constructor.role == .reference { details = Self.details(of: .reference, in: schema) }
      } else if let group = schema.group(head) {
        self.init(
          word: head, nature: "a parameter group", documentation: group.documentation,
          example: "freeze policy = all except [\(head)]", fields: [])
        details = [Self.narrowing(of: head)]
      } else if let entry = Self(shown: head, in: schema) ?? Self(field: head, in: schema)
        ?? Self(member: head, in: schema)
      {
        self = entry
      } else {
        return nil
      }
      return
    }
    let kind = DeclarationKind(rawValue: head).flatMap { schema.kind($0) }
    var fields = (schema.fields(of: head)?.fields ?? []) + (kind?.presentation ?? [])
    for name in parts.dropFirst().dropLast() {
      guard let field = fields.first(where: { $0.name == name }),
        case .constructor(let role) = field.type
      else { return nil }
      fields = schema.constructors(in: role).flatMap(\.fields)
    }
    guard let field = fields.first(where: { $0.name == parts.last }) else { return nil }
    self.init(
      word: word, nature: "a field of \(parts.dropLast().joined(separator: "."))",
      documentation: field.documentation, example: nil, fields: [Field(field)])
  }

  /// The entry of a field that says how declarations are shown: `label`, `caption` or `note`.
  private init?(shown name: String, in schema: Schema) {
    let kinds = schema.kinds.filter { $0.presentation.contains { $0.name == name } }
    guard !kinds.isEmpty else { return nil }
    var fields: [FieldSchema] = []
    for field in kinds.flatMap(\.presentation) where field.name == name && !fields.contains(field) {
      fields.append(field)
    }
    self.init(
      word: name,
      nature: "a field of \(kinds.map { "`\($0.kind.rawValue)`" }.joined(separator: ", "))",
      documentation:
        "Says how a declaration is shown, and changes nothing that is computed. It stands in the declaration's block, "
        + "behind a value too, or in its own `with`.",
      example: "task bit_xor = BitXOR(length: 5) { label: \"Bit XOR\" }",
      fields: fields.map(Field.init))
  }

  /// Every word with an entry: kinds, constructors, groups, paths and names of fields.
  package static func words(of schema: Schema) -> [String] {
    var words: [String] = []
    var seen: Set<String> = []
    let places = schema.fieldPlaces
    for word in schema.kinds.map(\.kind.rawValue) + schema.constructors.map(\.name)
      + schema.groups.map(\.name) + places.map(\.path) + places.map(\.field.name)
    where seen.insert(word).inserted { words.append(word) }
    return words
  }

  /// Words that an unknown one may stand for; at most three.
  package static func near(_ word: String, in schema: Schema) -> [String] {
    let meant = ForeignWords.field(word)
    return meant.isEmpty ? Suggestions.near(word, among: words(of: schema)) : meant
  }
}
