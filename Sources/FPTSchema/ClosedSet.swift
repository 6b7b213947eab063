/// A fixed set of names that a field chooses from.
public struct ClosedSet: Sendable, Hashable {
  /// The noun for one member in a message: `no split is called …`.
  public var noun: String
  /// The members, in the order in which they are listed to a reader.
  public var members: [String]

  /// A set of names.
  public init(noun: String, members: [String]) {
    self.noun = noun
    self.members = members
  }
}

/// An enumeration whose cases are the names that a field chooses from.
///
/// The names are the raw values, so that they are stated once, where they mean something:
/// ```swift
/// enum Encoding: String, FieldChoice {
///   case linear, embedding
///   static let noun = "encoding"
/// }
/// ```
public protocol FieldChoice: FieldValue, CaseIterable, RawRepresentable where RawValue == String {
  /// The noun for one case in a message: `no encoding is called …`.
  static var noun: String { get }
}

extension FieldChoice {
  /// The cases as a set of names.
  public static var closedSet: ClosedSet {
    ClosedSet(noun: noun, members: allCases.map(\.rawValue))
  }

  /// A name of the set.
  public static var fieldType: FieldType { .symbol(closedSet) }

  /// What a value should be, in a message.
  public static var expectation: String { "a name" }

  /// The case as a default of a schema.
  public var schemaValue: SchemaValue? { .symbol(rawValue) }

  /// Reads a name of the set; nil for anything else.
  public init?(_ content: FieldContent) {
    switch content {
    case .symbol(let name), .text(let name): self.init(rawValue: name)
    default: return nil
    }
  }
}

/// The parts that a cell can keep besides curves and measures.
package enum Retention: String, FieldChoice, Sendable, Hashable {
  /// Every parameter that some stage of the freezing policy trains.
  case weights

  /// What one of them is called in a message.
  package static let noun = "kept part"
}
