import FPTSchema

/// Entries of words that several places have: fields by their name alone, and members of closed sets.
extension ReferenceEntry {
  /// The entry of a field by its name, wherever it stands; nil where no field is called so.
  init?(field name: String, in schema: Schema) {
    let places = schema.fieldPlaces.filter { $0.field.name == name }
    guard !places.isEmpty else { return nil }
    var fields: [FieldSchema] = []
    for place in places where !fields.contains(place.field) { fields.append(place.field) }
    let paths = schema.settingPaths(ofField: name)
    var documentation = Self.joined(fields.count == 1 ? [fields[0].documentation] : [])
    if !paths.isEmpty {
      documentation +=
        (documentation.isEmpty ? "" : "\n")
        + "In an axis, a profile or after --set it is \(paths.map { "`\($0)`" }.joined(separator: ", "))."
    }
    if documentation.isEmpty { documentation = "Several fields have this name." }
    self.init(
      word: name, nature: "a field of \(Self.owners(of: places))", documentation: documentation,
      example: nil, fields: [])
    // Fields of one name that differ say whose they are.
    self.fields = fields.map { field in
      var row = Field(field)
      if fields.count > 1 {
        row.name = Self.owners(of: places.filter { $0.field == field }) + ": " + field.name
      }
      return row
    }
  }

  private static func joined(_ sentences: [String]) -> String { sentences.joined(separator: " ") }

  private static func owners(of places: [FieldPlace]) -> String {
    var owners: [String] = []
    for place in places where !owners.contains(place.owner) { owners.append(place.owner) }
    guard owners.count > 6 else { return owners.map { "`\($0)`" }.joined(separator: ", ") }
    return owners.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
      + " and \(owners.count - 4) others"
  }

  /// The entry of a name that fields choose from, such as `validation`; nil where none does.
  init?(member name: String, in schema: Schema) {
    let sets = schema.closedSets.filter { $0.members.contains(name) }
    guard let first = sets.first else { return nil }
    let places = schema.fieldPlaces.filter { place in
      sets.contains { set in place.field.type.chooses(from: set) }
    }
    var shown: [FieldSchema] = []
    for place in places where !shown.contains(place.field) { shown.append(place.field) }
    self.init(
      word: name, nature: "\(first.article) \(first.noun)",
      documentation: sets.map { set in
        let members = set.members.map { "`\($0)`" }.joined(separator: ", ")
        return (set.article == "an" ? "An" : "A") + " \(set.noun) is one of \(members)."
      }.joined(separator: "\n"), example: nil, fields: shown.prefix(6).map(Field.init))
    isMember = true
  }

  /// What belongs to a kind of declaration beside its fields.
  static func details(of kind: DeclarationKind, in schema: Schema) -> [Detail] {
    switch kind {
    case .freeze:
      [
        Detail(
          heading: "Parameter groups", rows: schema.groups.map { [$0.name, $0.documentation] }),
        narrowing(of: schema.groups.first?.name ?? "layernorm"),
        Detail(
          heading: "Policies",
          rows: [
            ["nothing", "everything is trained"],
            ["all", "everything is frozen"],
            ["all except [output]", "these groups are trained, and nothing else"],
            ["fpt except [feedforward]", "an existing policy that frees more groups"],
            [
              "[all except [output] until 10%, nothing]",
              "a schedule: each policy until a share of the steps, the last one to the end",
            ],
          ]),
      ]
    case .reference:
      [Detail(heading: "Columns of the file", rows: PublishedValues.columns.map { [$0.0, $0.1] })]
    default: []
    }
  }

  /// How a group is narrowed to some layers, and parameters are chosen by name.
  static func narrowing(of group: String) -> Detail {
    Detail(
      heading: "Narrower",
      rows: [
        ["\(group)(layers: last 2)", "only in the last two layers"],
        ["\(group)(layers: first 2)", "only in the first two"],
        ["\(group)(layers: 0..<3)", "only in these, counted from 0"],
        [
          "\"h.*.ln_1.weight\"",
          "parameters by name, in quotes; `explain FILE --arm NAME` lists the names",
        ],
      ])
  }
}

extension ClosedSet {
  /// `a` or `an`, before the noun of one member.
  fileprivate var article: String {
    guard let first = noun.first, "aeiou".contains(first) else { return "a" }
    return "an"
  }
}

extension FieldType {
  fileprivate func chooses(from set: ClosedSet) -> Bool {
    switch self {
    case .symbol(let own): own == set
    case .list(let element): element.chooses(from: set)
    case .either(let one, let other): one.chooses(from: set) || other.chooses(from: set)
    default: false
    }
  }
}
