/// The syntax of a kind of declarations, and the fields of its block.
package struct KindSchema: Sendable, Hashable {
  /// The form of the declaration's name.
  package enum NameForm: Sendable, Hashable {
    /// A bare name: `model language`.
    case bare
    /// A bare name or a quoted one: `arm "language, frozen"`.
    case either
    /// A quoted string that is a path: `use "tasks.fpt"`.
    case path
  }

  /// The part after the name.
  package enum Form: Sendable, Hashable {
    /// `= expression`, and a block for what says how it is shown.
    case value
    /// `{ … }`, nothing else.
    case block
    /// `{ … }`, or `= other with { … }`.
    case derivableBlock
    /// Nothing.
    case bare
  }

  package var kind: DeclarationKind
  /// Raised when the same fields come to mean different results.
  package var version: Int
  package var nameForm: NameForm
  package var form: Form
  package var fields: [FieldSchema]
  /// What says how the declaration is shown: it is no part of the value, and no identity has it.
  package var presentation: [FieldSchema]
  package var documentation: String
  package var example: String

  package init(
    _ kind: DeclarationKind, version: Int = 1, name nameForm: NameForm = .bare, form: Form,
    fields: [any DeclaredField] = [], presentation: [FieldSchema] = [], _ documentation: String,
    example: String
  ) {
    self.kind = kind
    self.version = version
    self.nameForm = nameForm
    self.form = form
    self.fields = fields.map(\.schema)
    self.presentation = presentation
    self.documentation = documentation
    self.example = example
  }

  package func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }

  /// The names of its fields, and of those that say how it is shown.
  package var allNames: [String] { (fields + presentation).map(\.name) }
}
