import FPTSchema

/// The key of a declaration: its kind and its name.
struct DeclarationKey: Hashable {
  var kind: DeclarationKind
  var name: String
}

/// A declaration with the file it stands in.
struct Declared {
  var key: DeclarationKey
  /// The declaration without what says how it is shown.
  var syntax: Declaration
  /// What says how it is shown, as it is written.
  var presentation: [Field]
  var file: Int
  var isImported: Bool { file > 0 }
}

extension DeclarationKind {
  /// The role of constructors whose calls declare this kind.
  var role: ConstructorRole? {
    switch self {
    case .task: .task
    case .model: .model
    case .measure: .measure
    case .reference: .reference
    default: nil
    }
  }

  /// The kind in the middle of a sentence.
  var noun: String {
    switch self {
    case .freeze: "freezing policy"
    case .train: "`train` declaration"
    default: rawValue
    }
  }
}
