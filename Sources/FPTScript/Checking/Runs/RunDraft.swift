import FPTSchema

/// A run before its cells: axes, what its block sets, and its rules.
struct RunDraft {
  var declared: Declared
  var axes: [AxisDraft] = []
  var settings: [PartSetting] = []
  var arm: Expression?
  var rules: [RuleDraft] = []
  var measures: [NamedValue] = []
  var keep: [String] = []
  /// The origins of `arm`, `measure` and `keep`.
  var origins: [String: Origin] = [:]
  /// False where part of it could not be read.
  var isWhole = true

  func axis(_ name: String) -> Int? { axes.firstIndex { $0.name == name } }
}

struct RuleDraft {
  /// What is set; nil where the rule skips points.
  var settings: [PartSetting]?
  var condition: Predicate
}

struct AxisDraft {
  var name: String
  var span: SourceSpan
  var points: [AxisPoint]
  var target: AxisTarget
}

/// The kind of an axis' points.
enum AxisTarget {
  case seed, arm
  case part(DeclarationKind)
  case field(DeclarationKind, DeclarationKey?, [Name])

  /// True where points are told apart by value.
  var isNumeric: Bool {
    switch self {
    case .seed, .field: true
    case .arm, .part: false
    }
  }
}

struct AxisPoint {
  var label: String
  var value: Value
  var expression: Expression
  var layer: Layer
}

/// Something that sets a part of a cell, or a field of one.
struct PartSetting {
  var kind: DeclarationKind
  /// Only where the part is this declaration.
  var key: DeclarationKey?
  /// The field; empty where the whole part is meant.
  var rest: [Name]
  var value: Expression
  var layer: Layer
  /// Index of the profile's or command line's entry behind it.
  var setting: Int?
}

/// A condition compiled to sets of points.
indirect enum Predicate {
  case member(axis: Int, Set<Int>)
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)

  func holds(at point: [Int]) -> Bool {
    switch self {
    case .member(let axis, let points): points.contains(point[axis])
    case .all(let parts): parts.allSatisfy { $0.holds(at: point) }
    case .any(let parts): parts.contains { $0.holds(at: point) }
    case .not(let part): !part.holds(at: point)
    }
  }
}
