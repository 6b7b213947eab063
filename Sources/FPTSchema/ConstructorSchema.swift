/// Where a constructor may be called.
public enum ConstructorRole: String, Sendable, Hashable, CaseIterable {
  case task, model, optimizer, schedule, measure, reference, format, checkpoint, choice

  /// The role with its article, as messages use it.
  public var withArticle: String {
    switch self {
    case .optimizer: "an optimizer"
    case .format: "a number format"
    case .checkpoint: "a choice of checkpoint"
    case .choice: "a choice over an axis"
    default: "a \(rawValue)"
    }
  }
}

/// A condition between fields that the schema alone can decide.
public enum FieldRule: Sendable, Hashable {
  /// The field divides a fixed size: a patch divides the image's side.
  case divides(field: String, size: Int, of: String)
  /// The first field is a multiple of the second: a width of its heads.
  case multiple(field: String, of: String)
  /// Without `weights` a model is fresh: it needs these fields, and `init: random`.
  case freshNeeds([String])
  /// With `weights` these fields are given by the weights.
  case loadedExcludes([String])
  /// Where the field names files, these fields are given by them.
  case filesExclude(field: String, [String])
  /// All of these fields are given, or none.
  case together([String])
  /// At most one of two fields is written out.
  case excludes(String, String)
}

/// A name that can be called: a task, a model, an optimizer, a measure, a format.
public struct ConstructorSchema: Sendable, Hashable {
  public var name: String
  public var role: ConstructorRole
  /// Raised when the same fields come to mean different results; part of a cell's identity.
  public var version: Int
  /// The field that the one unlabeled argument sets.
  public var unlabeled: String?
  public var fields: [FieldSchema]
  public var rules: [FieldRule]
  /// What is recorded, for measures.
  public var measure: MeasureSchema?
  public var documentation: String
  public var example: String

  /// A constructor; its fields in the order in which they are listed.
  public init(
    _ name: String, _ role: ConstructorRole, version: Int = 1, unlabeled: String? = nil,
    fields: [any DeclaredField] = [], rules: [FieldRule] = [], measure: MeasureSchema? = nil,
    _ documentation: String, example: String
  ) {
    self.name = name
    self.role = role
    self.version = version
    self.unlabeled = unlabeled
    self.fields = fields.map(\.schema)
    self.rules = rules
    self.measure = measure
    self.documentation = documentation
    self.example = example
  }

  /// The field of a name; nil where there is none.
  public func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }
}
