import OrderedCollections

/// Everything the language knows about kinds, constructors and fields, as data.
///
/// The checker, the suggestions, the reference manual and editor completion read this one table.
package struct Schema: Sendable {
  package var kinds: [KindSchema] { kindsByName.values.elements }
  package var constructors: [ConstructorSchema] { constructorsByName.values.elements }
  /// Groups of parameters that a freezing policy can name, in the order in which they are listed.
  package let groups: [GroupSchema]
  /// The kinds of plots of numbers that the field `kind` chooses from, in the order in which they are listed.
  package let plots: [PlotSchema]
  private let kindsByName: OrderedDictionary<DeclarationKind, KindSchema>
  private let constructorsByName: OrderedDictionary<String, ConstructorSchema>

  /// A language of these kinds, constructors and groups; of two with one name the first counts.
  package init(
    kinds: [KindSchema], constructors: [ConstructorSchema], groups: [GroupSchema] = [],
    plots: [PlotSchema] = []
  ) {
    self.groups = groups
    self.plots = plots
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

  /// The group of a name; nil where there is none.
  package func group(_ name: String) -> GroupSchema? { groups.first { $0.name == name } }

  /// Every closed set that a field chooses from, each once, in the order of the fields.
  package var closedSets: [ClosedSet] {
    var sets: [ClosedSet] = []
    for type in (kinds.flatMap(\.fields) + constructors.flatMap(\.fields)).map(\.type) {
      for set in type.closedSets where !sets.contains(set) { sets.append(set) }
    }
    return sets
  }
}

extension FieldType {
  /// The sets of names among what the type accepts.
  fileprivate var closedSets: [ClosedSet] {
    switch self {
    case .symbol(let set): [set]
    case .list(let element): element.closedSets
    case .either(let one, let other): one.closedSets + other.closedSets
    default: []
    }
  }
}
