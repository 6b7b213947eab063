/// Everything the language knows about kinds, constructors and fields, as data.
///
/// The checker, the suggestions, the reference manual and editor completion read this one table.
public struct Schema: Sendable {
  public let kinds: [KindSchema]
  public let constructors: [ConstructorSchema]
  private let kindIndex: [DeclarationKind: Int]
  private let constructorIndex: [String: Int]

  public init(kinds: [KindSchema], constructors: [ConstructorSchema]) {
    self.kinds = kinds
    self.constructors = constructors
    kindIndex = Dictionary(
      kinds.enumerated().map { ($1.kind, $0) }, uniquingKeysWith: { first, _ in first })
    constructorIndex = Dictionary(
      constructors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func kind(_ kind: DeclarationKind) -> KindSchema? { kindIndex[kind].map { kinds[$0] } }

  public func constructor(_ name: String) -> ConstructorSchema? {
    constructorIndex[name].map { constructors[$0] }
  }

  /// The constructors that may be called in one place, in schema order.
  public func constructors(in role: ConstructorRole) -> [ConstructorSchema] {
    constructors.filter { $0.role == role }
  }

  /// Fields and version of a constructed value: of a constructor, or of the kind `train`.
  public func fields(of name: String) -> (fields: [FieldSchema], version: Int)? {
    if let constructor = constructor(name) { return (constructor.fields, constructor.version) }
    if let kind = DeclarationKind(rawValue: name).flatMap({ kind($0) }) {
      return (kind.fields, kind.version)
    }
    return nil
  }

  /// The language as this package speaks it.
  public static let current = Schema(
    kinds: kindTable,
    constructors: taskTable + sequenceTaskTable + fileTaskTable + modelTable + trainingTable
      + measureTable + presentationTable)
}
