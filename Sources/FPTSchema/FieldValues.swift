/// The values of the fields of a constructor that a file called, by name.
public struct FieldValues: Sendable, Hashable {
  /// The constructor's name.
  package let constructor: String
  private let contents: [String: FieldContent]

  /// The values of some fields.
  package init(of constructor: String, _ contents: [String: FieldContent] = [:]) {
    self.constructor = constructor
    self.contents = contents
  }

  /// The content of a field; nil if it is absent.
  package func content(of field: String) -> FieldContent? { contents[field] }

  /// The value of a field; its default where nothing sets it.
  ///
  /// - Throws: `UnexpectedValue` for a value of another type, which the checker lets nobody write.
  package subscript<Value: FieldValue>(field: Field<Value>) -> Value {
    get throws(UnexpectedValue) {
      guard let content = contents[field.name] else { return field.defaultValue }
      return try value(of: content, in: field.name)
    }
  }

  /// The value of a field that has to be set.
  ///
  /// - Throws: `UnexpectedValue` where it is absent or of another type.
  package subscript<Value: FieldValue>(field: RequiredField<Value>) -> Value {
    get throws(UnexpectedValue) {
      guard let content = contents[field.name] else {
        throw UnexpectedValue(
          constructor: constructor, field: field.name, expected: Value.expectation)
      }
      return try value(of: content, in: field.name)
    }
  }

  private func value<Value: FieldValue>(
    of content: FieldContent, in field: String
  ) throws(UnexpectedValue) -> Value {
    guard let value = Value(content) else {
      throw UnexpectedValue(constructor: constructor, field: field, expected: Value.expectation)
    }
    return value
  }
}

extension FieldValues: FieldValue {
  /// A call of a task's constructor.
  public static var fieldType: FieldType { .constructor(.task) }
  /// What a value should be, in a message.
  public static var expectation: String { "a call" }
  /// The call as a default of a schema: the constructor with all its defaults.
  public var schemaValue: SchemaValue? { .call(constructor) }

  /// Reads a call; nil for anything else.
  public init?(_ content: FieldContent) {
    guard case .call(let values) = content else { return nil }
    self = values
  }
}

/// A value of a field that does not fit what the field is for.
package struct UnexpectedValue: Error, Sendable, Hashable, CustomStringConvertible {
  /// The constructor that has the field.
  package var constructor: String
  /// The field's name.
  package var field: String
  /// The expected value, in words.
  package var expected: String

  /// A value of a field that should be something else.
  package init(constructor: String, field: String, expected: String) {
    self.constructor = constructor
    self.field = field
    self.expected = expected
  }

  package var description: String { "\(constructor): `\(field)` should be \(expected)" }
}

/// A constructor that the schema knows and the catalog does not: a result file or a plan of another version.
package struct UnknownConstructor: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it should be, such as `task` or `model`.
  package var kind: String
  /// Its name.
  package var name: String

  /// A constructor that nothing here is made by.
  package init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  package var description: String { "no \(kind) called \(name) can be run by this version" }
}
