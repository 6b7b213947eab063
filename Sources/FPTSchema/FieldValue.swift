/// A Swift type that the value of a field may have.
public protocol FieldValue: Sendable {
  /// The type of the field, unless the field says otherwise.
  static var fieldType: FieldType { get }
  /// The noun for a value of the type in a message: `an integer`.
  static var expectation: String { get }
  /// The value as a default in the schema; nil for one that leaves the field absent.
  var schemaValue: SchemaValue? { get }
  /// The value that a file gave; nil for one of another type.
  init?(_ content: FieldContent)
}

/// The content of a field from a file, a profile or a default, with all names resolved.
public indirect enum FieldContent: Sendable, Hashable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case text(String)
  case symbol(String)
  case list([FieldContent])
  case call(FieldValues)
  /// A value that only the language knows, such as a cell of a run.
  case other
}

extension Int: FieldValue {
  /// A whole number.
  public static var fieldType: FieldType { .integer }
  /// What a value should be, in a message.
  public static var expectation: String { "an integer" }
  /// The number as a default of a schema.
  public var schemaValue: SchemaValue? { .integer(self) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    switch content {
    case .integer(let value): self = value
    case .number(let value): self.init(exactly: value)
    default: return nil
    }
  }
}

extension Double: FieldValue {
  /// A number.
  public static var fieldType: FieldType { .number }
  /// What a value should be, in a message.
  public static var expectation: String { "a number" }
  /// The number as a default of a schema.
  public var schemaValue: SchemaValue? { .number(self) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    switch content {
    case .integer(let value): self.init(value)
    case .number(let value): self = value
    default: return nil
    }
  }
}

extension Bool: FieldValue {
  /// `true` or `false`.
  public static var fieldType: FieldType { .boolean }
  /// What a value should be, in a message.
  public static var expectation: String { "true or false" }
  /// The truth value as a default of a schema.
  public var schemaValue: SchemaValue? { .boolean(self) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    guard case .boolean(let value) = content else { return nil }
    self = value
  }
}

extension String: FieldValue {
  /// A quoted text.
  public static var fieldType: FieldType { .text }
  /// What a value should be, in a message.
  public static var expectation: String { "a name" }
  /// The text as a default of a schema.
  public var schemaValue: SchemaValue? { .text(self) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    switch content {
    case .symbol(let value), .text(let value): self = value
    default: return nil
    }
  }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  /// What the wrapped type accepts.
  public static var fieldType: FieldType { Wrapped.fieldType }
  /// What a value should be, in a message.
  public static var expectation: String { Wrapped.expectation }
  /// The value as a default of a schema.
  public var schemaValue: SchemaValue? { flatMap(\.schemaValue) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    guard let value = Wrapped(content) else { return nil }
    self = .some(value)
  }
}

extension Array: FieldValue where Element: FieldValue {
  /// A list of what its elements accept.
  public static var fieldType: FieldType { .list(Element.fieldType) }
  /// What a value should be, in a message.
  public static var expectation: String { "a list" }
  /// The list as a default of a schema.
  public var schemaValue: SchemaValue? { .list(compactMap(\.schemaValue)) }

  /// Reads a value of a file; nil for one of another type.
  public init?(_ content: FieldContent) {
    guard case .list(let contents) = content else { return nil }
    let elements = contents.compactMap { Element($0) }
    guard elements.count == contents.count else { return nil }
    self = elements
  }
}

extension Double {
  /// The number as an experiment file writes it: whole where it is whole, and `1e-8` where Swift writes `1e-08`.
  public var literalText: String {
    if let integer = Int(exactly: self), magnitude < 1e15 { return String(integer) }
    return description.replacing("e-0", with: "e-").replacing("e+0", with: "e+")
  }
}
