/// Where a constructor may be called.
package enum ConstructorRole: String, Sendable, Hashable, CaseIterable {
  case task, model, optimizer, measure, reference, format, checkpoint, choice

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

/// What a measure records in one cell.
package enum MeasureShape: Sendable, Hashable {
  /// One number.
  case scalar
  /// A number at every evaluated step, for each of its splits and metrics.
  case curve
  /// A map over two named dimensions, for a heat map; other dimensions may stand before them.
  case map(rows: String, columns: String)
  /// Arrays that the results file keeps and no report shows.
  case arrays
  /// What depends on the clock: kept in the provenance, and no part of the results.
  case timing
}

/// A name that can be called: a task, a model, an optimizer, a measure, a format.
package struct ConstructorSchema: Sendable, Hashable {
  package var name: String
  package var role: ConstructorRole
  /// Raised when the same fields come to mean different results; part of a cell's identity.
  package var version: Int
  /// The field that the one unlabeled argument sets.
  package var unlabeled: String?
  package var fields: [FieldSchema]
  package var rules: [FieldRule]
  /// What is recorded, for measures.
  package var measures: MeasureShape?
  package var documentation: String
  package var example: String

  package init(
    _ name: String, _ role: ConstructorRole, version: Int = 1, unlabeled: String? = nil,
    fields: [FieldSchema] = [], rules: [FieldRule] = [], measures: MeasureShape? = nil,
    _ documentation: String, example: String
  ) {
    self.name = name
    self.role = role
    self.version = version
    self.unlabeled = unlabeled
    self.fields = fields
    self.rules = rules
    self.measures = measures
    self.documentation = documentation
    self.example = example
  }

  package func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }
}
