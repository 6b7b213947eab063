import OrderedCollections

/// Everything the language knows about kinds, constructors and fields, as data.
///
/// The checker, the suggestions, the reference manual and editor completion read this one table.
package struct Schema: Sendable {
  package var kinds: [KindSchema] { kindsByName.values.elements }
  package var constructors: [ConstructorSchema] { constructorsByName.values.elements }
  private let kindsByName: OrderedDictionary<DeclarationKind, KindSchema>
  private let constructorsByName: OrderedDictionary<String, ConstructorSchema>

  package init(kinds: [KindSchema], constructors: [ConstructorSchema]) {
    kindsByName = OrderedDictionary(
      kinds.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    constructorsByName = OrderedDictionary(
      constructors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func kind(_ kind: DeclarationKind) -> KindSchema? { kindsByName[kind] }

  package func constructor(_ name: String) -> ConstructorSchema? { constructorsByName[name] }

  /// The constructors that may be called in one place, in schema order.
  package func constructors(in role: ConstructorRole) -> [ConstructorSchema] {
    constructors.filter { $0.role == role }
  }

  /// Fields and version of a constructed value: of a constructor, or of the kind `train`.
  package func fields(of name: String) -> (fields: [FieldSchema], version: Int)? {
    if let constructor = constructor(name) { return (constructor.fields, constructor.version) }
    if let kind = DeclarationKind(rawValue: name).flatMap({ kind($0) }) {
      return (kind.fields, kind.version)
    }
    return nil
  }

  /// The language as this package speaks it.
  package static let current = Schema(
    kinds: kindTable,
    constructors: taskTable + sequenceTaskTable + fileTaskTable + modelTable + trainingTable
      + measureTable + presentationTable)
}
