/// The type of a field's values.
public indirect enum FieldType: Sendable, Hashable {
  /// A whole number.
  case integer
  case number
  /// A number that may also be written as a percentage: `10%` is `0.1`.
  case fraction
  case boolean
  /// A quoted string.
  case text
  case symbol(ClosedSet)
  /// The name of a declaration of this kind or, where the kind has them, an expression for one.
  case declared(DeclarationKind)
  /// A call of one of the constructors with this role.
  case constructor(ConstructorRole)
  /// An asset name, a folder or one cell of a run.
  case weights
  /// A word of another file, such as a key or a tensor's name: bare, or in quotes where it has other characters.
  case word
  /// The name of an axis of the run that the declaration is about.
  case axis
  /// A run's measure: `main.accuracy`.
  case runMeasure
  /// The vertical quantity of a plot, a split and one of its values: `test.accuracy`.
  case splitMetric(splits: ClosedSet)
  /// Two points of an axis of the run: `random against language`.
  case comparison
  /// How far apart two equal values may be: `within 2%`.
  case margin
  /// Several values in brackets; a single one may stand without them.
  case list(FieldType)
  /// Either of two types; the first is tried first.
  case either(FieldType, FieldType)
}

/// A value written in the schema itself: a default.
public indirect enum SchemaValue: Sendable, Hashable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case text(String)
  case symbol(String)
  case list([SchemaValue])
  /// A call of a constructor with all its defaults.
  case call(String)
}

/// Limits of a number; both ends are allowed unless said otherwise.
///
/// A Swift range stands for one with both ends: `1...64`.
package struct NumberRange: Sendable, Hashable {
  /// The lower limit; nil for none.
  package var lower: Double?
  /// The upper limit; nil for none.
  package var upper: Double?
  /// Whether the lower limit itself is not allowed.
  package var excludesLower: Bool
  /// Whether the upper limit itself is not allowed.
  package var excludesUpper: Bool

  package init(
    from lower: Double? = nil, to upper: Double? = nil, excludesLower: Bool = false,
    excludesUpper: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
    self.excludesUpper = excludesUpper
  }

  /// The whole numbers of a range.
  package init(_ range: ClosedRange<Int>) {
    self.init(from: Double(range.lowerBound), to: Double(range.upperBound))
  }

  /// True where the number lies within the limits; never for NaN.
  ///
  /// What is computed with is a 32-bit float: one that is the lower limit then is not more than it.
  package func contains(_ number: Double) -> Bool {
    if let lower, !(excludesLower ? Float(number) > Float(lower) : number >= lower) { return false }
    if let upper, !(excludesUpper ? number < upper : number <= upper) { return false }
    return !number.isNaN
  }
}

/// One field of a kind or a constructor.
package struct FieldSchema: Sendable, Hashable {
  /// The name as a file writes it.
  package var name: String
  /// What the field accepts.
  package var type: FieldType
  /// The default of the field; nil if the field is absent unless it is set.
  package var defaultValue: SchemaValue?
  /// Whether a file has to set it.
  package var isRequired: Bool
  /// Limits of a number; nil for none.
  package var range: NumberRange?
  /// The unit of a number: `steps`, `bits`, `pixels`.
  package var unit: String?
  /// One line for the manual and for `explain`.
  package var documentation: String
  /// The field as a file would write it: `lr: 1e-3`.
  package var example: String

  package init(
    _ name: String, _ type: FieldType, default defaultValue: SchemaValue? = nil,
    required isRequired: Bool = false, range: NumberRange? = nil, unit: String? = nil,
    _ documentation: String, example: String
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.range = range
    self.unit = unit
    self.documentation = documentation
    self.example = example
  }
}
