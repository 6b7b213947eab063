/// The role of a constructor: the fields that accept a call of it.
public enum ConstructorRole: String, Sendable, Hashable, CaseIterable {
  case task, model, optimizer, schedule, measure, reference, format, checkpoint, choice

  /// The role with its article, as messages use it.
  package var withArticle: String {
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
package enum FieldRule: Sendable, Hashable {
  /// The field divides a fixed size: a patch divides the image's side.
  case divides(field: String, size: Int, of: String)
  /// The first field is a multiple of the second: a width of its heads.
  case multiple(field: String, of: String)
  /// The first field is an even multiple of the second: a width of heads whose columns turn in pairs.
  case evenMultiple(field: String, of: String)
  /// Without `weights` a model is randomly initialized: it needs these fields, and `init: random`.
  case freshNeeds([String])
  /// With `weights`, the weights determine these fields.
  case loadedExcludes([String])
  /// If the field names files, the files determine these fields.
  case filesExclude(field: String, [String])
  /// All of these fields are given, or none.
  case together([String])
  /// At most one of two fields is written out.
  case excludes(String, String)
}

/// A name that can be called: a task, a model, an optimizer, a measure, a format.
package struct ConstructorSchema: Sendable, Hashable {
  /// The name that a file calls.
  package var name: String
  /// Where it may be called.
  package var role: ConstructorRole
  /// Raised when the same fields come to mean different results; part of a cell's identity.
  package var version: Int
  /// The field that the one unlabeled argument sets.
  package var unlabeled: String?
  /// Its fields, in the order in which they are listed.
  package var fields: [FieldSchema]
  /// What has to hold between fields.
  package var rules: [FieldRule]
  /// The kind of record; only measures have it.
  package var measure: MeasureSchema?
  /// One paragraph for the manual.
  package var documentation: String
  /// A call as a file would write it.
  package var example: String

  /// A constructor; its fields in the order in which they are listed.
  package init(
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
  package func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }
}
