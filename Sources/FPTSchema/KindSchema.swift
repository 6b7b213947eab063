/// How declarations of a kind are written, and which fields their block has.
public struct KindSchema: Sendable, Hashable {
  /// How the declaration is named.
  public enum NameForm: Sendable, Hashable {
    /// A bare name: `model language`.
    case bare
    /// A bare name or a quoted one: `arm "language, frozen"`.
    case either
    /// A quoted string that is a path: `use "tasks.fpt"`.
    case path
  }

  /// What follows the name.
  public enum Form: Sendable, Hashable {
    /// `= expression`, nothing else.
    case value
    /// `{ … }`, nothing else.
    case block
    /// `{ … }`, or `= other with { … }`.
    case derivableBlock
    /// Nothing.
    case bare
  }

  public var kind: DeclarationKind
  /// Raised when the same fields come to mean different results.
  public var version: Int
  public var nameForm: NameForm
  public var form: Form
  public var fields: [FieldSchema]
  public var documentation: String
  public var example: String

  public init(
    _ kind: DeclarationKind, version: Int = 1, name nameForm: NameForm = .bare, form: Form,
    fields: [any DeclaredField] = [], _ documentation: String, example: String
  ) {
    self.kind = kind
    self.version = version
    self.nameForm = nameForm
    self.form = form
    self.fields = fields.map(\.schema)
    self.documentation = documentation
    self.example = example
  }

  public func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }
}
