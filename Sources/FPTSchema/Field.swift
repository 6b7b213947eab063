/// A field together with the Swift type of its value.
///
/// Name, type, default, limits and documentation are stated here and nowhere else: the checker reads ``schema``, the factory of
/// whatever has the field reads its value, and a Swift initializer takes its default from ``defaultValue``.
/// ```swift
/// static let length = Field("length", default: 5, range: 1...4_096, unit: "bits",
///   "Bits in each string.", example: "length: 5")
/// ```
public struct Field<Value: FieldValue>: DeclaredField {
  /// The field as the language knows it.
  package let schema: FieldSchema
  /// The value where nothing sets the field.
  public let defaultValue: Value

  /// A field with a default; a default of nil leaves the field absent.
  ///
  /// `type` says what the field accepts where its Swift type does not: a fraction, a word. Both
  /// limits of `range` are allowed. The documentation is one line for the manual; the example is
  /// the field as a file would write it.
  package init(
    _ name: String, default defaultValue: Value, type: FieldType = Value.fieldType,
    range: NumberRange? = nil, unit: String? = nil, _ documentation: String, example: String
  ) {
    self.defaultValue = defaultValue
    schema = FieldSchema(
      name, type, default: defaultValue.schemaValue, range: range, unit: unit, documentation,
      example: example)
  }
}

/// A field that has to be set, together with the Swift type of its value.
package struct RequiredField<Value: FieldValue>: DeclaredField {
  /// The field as the language knows it.
  package let schema: FieldSchema

  /// A field without a default.
  package init(
    _ name: String, type: FieldType = Value.fieldType, range: NumberRange? = nil,
    unit: String? = nil, _ documentation: String, example: String
  ) {
    schema = FieldSchema(
      name, type, required: true, range: range, unit: unit, documentation, example: example)
  }
}

/// Whatever describes a field of a constructor or a kind.
package protocol DeclaredField: Sendable {
  /// The field as the language knows it.
  var schema: FieldSchema { get }
}

extension DeclaredField {
  /// The name as a file writes it.
  package var name: String { schema.name }
}

extension FieldSchema: DeclaredField {
  /// The field itself.
  package var schema: FieldSchema { self }
}
