/// A Swift type that the value of a field may have.
public protocol FieldValue: Sendable {
  /// What the field accepts where nothing else is said.
  static var fieldType: FieldType { get }
  /// What a value of the type is, in a message: `an integer`.
  static var expectation: String { get }
  /// The value where nothing sets the field; nil for a field that is absent then.
  static var whereAbsent: Self? { get }
  /// The value as a default in the schema; nil for one that leaves the field absent.
  var schemaValue: SchemaValue? { get }
  /// The value that a file gave; nil for one of another type.
  init?(_ content: FieldContent)
}

extension FieldValue {
  public static var whereAbsent: Self? { nil }
}

/// What a file, a profile or a default gave a field, after all names were looked up.
public indirect enum FieldContent: Sendable, Hashable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case text(String)
  case symbol(String)
  case list([FieldContent])
  case call(FieldValues)
  /// What only the language knows, such as a cell of a run.
  case other
}

extension Int: FieldValue {
  public static var fieldType: FieldType { .integer }
  public static var expectation: String { "an integer" }
  public var schemaValue: SchemaValue? { .integer(self) }

  public init?(_ content: FieldContent) {
    switch content {
    case .integer(let value): self = value
    case .number(let value): self.init(exactly: value)
    default: return nil
    }
  }
}

extension Double: FieldValue {
  public static var fieldType: FieldType { .number }
  public static var expectation: String { "a number" }
  public var schemaValue: SchemaValue? { .number(self) }

  public init?(_ content: FieldContent) {
    switch content {
    case .integer(let value): self.init(value)
    case .number(let value): self = value
    default: return nil
    }
  }
}

extension Bool: FieldValue {
  public static var fieldType: FieldType { .boolean }
  public static var expectation: String { "true or false" }
  public var schemaValue: SchemaValue? { .boolean(self) }

  public init?(_ content: FieldContent) {
    guard case .boolean(let value) = content else { return nil }
    self = value
  }
}

extension String: FieldValue {
  public static var fieldType: FieldType { .text }
  public static var expectation: String { "a name" }
  public var schemaValue: SchemaValue? { .text(self) }

  public init?(_ content: FieldContent) {
    switch content {
    case .symbol(let value), .text(let value): self = value
    default: return nil
    }
  }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  public static var fieldType: FieldType { Wrapped.fieldType }
  public static var expectation: String { Wrapped.expectation }
  public static var whereAbsent: Wrapped?? { .some(nil) }
  public var schemaValue: SchemaValue? { flatMap(\.schemaValue) }

  public init?(_ content: FieldContent) {
    guard let value = Wrapped(content) else { return nil }
    self = .some(value)
  }
}

extension Array: FieldValue where Element: FieldValue {
  public static var fieldType: FieldType { .list(Element.fieldType) }
  public static var expectation: String { "a list" }
  public var schemaValue: SchemaValue? { .list(compactMap(\.schemaValue)) }

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
