import FPTSchema

/// The generated pages of `docs/language`: one place says what the language knows, and it is the schema.
package enum ReferenceManual {
  private static let generated =
    "<!-- Generated from the schema by the tests with FPT_UPDATE=1; edits are lost. -->\n\n"

  /// Every kind, constructor, parameter group and closed set, with its fields.
  package static func words(_ schema: Schema) -> String {
    var text = generated + "# Words of the language\n\n"
    text += "Language version \(languageVersion). `fpt-script explain WORD` prints one entry.\n"
    text += "\n## Kinds of declarations\n"
    for kind in schema.kinds { text += entry(ReferenceEntry(kind)) }
    for role in ConstructorRole.allCases {
      let constructors = schema.constructors(in: role)
      guard !constructors.isEmpty else { continue }
      text += "\n## \(heading(role))\n"
      for constructor in constructors {
        text += entry(ReferenceEntry(constructor))
        if !constructor.rules.isEmpty {
          text += "\n" + constructor.rules.map { "- \(sentence($0))\n" }.joined()
        }
      }
    }
    text += "\n## Parameter groups\n\n| Group | What belongs to it |\n| --- | --- |\n"
    for group in schema.groups {
      text += "| `\(group.name)` | \(group.documentation) |\n"
    }
    text += "\n## Closed sets of names\n\n| Set | Members |\n| --- | --- |\n"
    for set in schema.closedSets {
      text += "| \(set.noun) | \(set.members.map { "`\($0)`" }.joined(separator: " ")) |\n"
    }
    return text
  }

  /// Every diagnostic with its number, a file that has it and one that does not.
  package static func diagnostics() -> String {
    var text = generated + "# Diagnostics\n\n"
    text += "`fpt-script explain FPT0031` prints one of them. Numbers are never reused.\n"
    for code in DiagnosticCode.allCases {
      let explanation = code.explanation
      text += "\n## \(code)\n\n\(explanation.text)\n"
      if let failing = explanation.failing { text += "\nFails:\n\n" + fenced(failing) }
      if let mended = explanation.mended { text += "\nMended:\n\n" + fenced(mended) }
    }
    return text
  }

  private static func entry(_ entry: ReferenceEntry) -> String {
    var text = "\n### `\(entry.word)`\n\n\(entry.documentation)\n"
    if let example = entry.example { text += "\n" + fenced(example) }
    guard !entry.fields.isEmpty else { return text }
    text += "\n| Field | Accepts | Default | |\n| --- | --- | --- | --- |\n"
    for field in entry.fields {
      let usually =
        field.usually.isEmpty || field.usually == "required"
        ? field.usually : "`\(field.usually)`"
      text +=
        "| `\(field.name)` | \(cell(field.accepts)) | \(usually) | "
        + "\(cell(field.documentation)) For example `\(field.example)`. |\n"
    }
    return text
  }

  private static func fenced(_ text: String) -> String { "```\n\(text)\n```\n" }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func heading(_ role: ConstructorRole) -> String {
    switch role {
    case .task: "Tasks"
    case .model: "Models"
    case .optimizer: "Optimizers"
    case .schedule: "Learning-rate schedules"
    case .measure: "Measures"
    case .reference: "References"
    case .format: "Number formats"
    case .checkpoint: "Choices of a checkpoint"
    case .choice: "Choices over an axis"
    }
  }

  private static func sentence(_ rule: FieldRule) -> String {
    switch rule {
    case .divides(let field, let size, let whole): "`\(field)` divides \(whole), \(size)."
    case .multiple(let field, let of): "`\(field)` is a multiple of `\(of)`."
    case .evenMultiple(let field, let of): "`\(field)` is an even multiple of `\(of)`."
    case .freshNeeds(let fields):
      "Without `weights` it is randomly initialized, and needs "
        + fields.map { "`\($0)`" }.joined(separator: ", ") + " and `init: random`."
    case .loadedExcludes(let fields):
      "With `weights`, these are given by the weights: "
        + fields.map { "`\($0)`" }.joined(separator: ", ") + "."
    case .filesExclude(let field, let fields):
      "With `\(field)`, these have no effect and are refused: "
        + fields.map { "`\($0)`" }.joined(separator: ", ") + "."
    case .together(let fields):
      "Given together or not at all: " + fields.map { "`\($0)`" }.joined(separator: ", ") + "."
    case .excludes(let one, let other): "At most one of `\(one)` and `\(other)` is given."
    }
  }
}
