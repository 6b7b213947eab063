import FPTSchema

/// The state of one check. Its concerns are in extensions, one file each.
///
/// A check goes over the declarations twice: as written, so that everything in the files is
/// looked at whatever the profile, and then with the profile and the overrides in force.
final class Checker {
  /// Points of an axis, and cells of all runs together; far beyond what anyone can compute.
  static let mostCells = 20_000
  static let deepestDerivation = 32
  /// Work that one check may do on cells: cells times what each of them is made of.
  static let mostWork = 5_000_000

  /// Names of the axes of the experiment's own runs.
  lazy var axisNames = ownAxisNames()

  let schema: Schema
  let diagnostics = DiagnosticList()
  var sources: [SourceFile] = []
  var files: [SyntaxFile] = []
  var declarations: [DeclarationKey: Declared] = [:]
  /// Declarations in file order, imported files first met first.
  var order: [DeclarationKey] = []
  var names: [DeclarationKind: [String]] = [:]
  /// Names of declarations that could not be read.
  var poisoned: Set<String> = []
  /// True where a used file could not be read: names may then be declared there.
  var hasUnreadableUse = false
  var used: Set<DeclarationKey> = []
  var unknownNames: Set<DeclarationKey> = []

  var isAsWritten = true
  var title: String?
  var profile: Declared?
  /// Settings of the profile in force, then those of the command line.
  var settings: [Setting] = []
  var commandLine: [Field] = []
  /// Earlier values that each setting replaced, in the order they were met.
  var replaced: [[String]] = []
  /// Indices of settings that are already known to change nothing.
  var withoutEffect: Set<Int> = []
  /// Indices into `settings` by the declaration, and by the kind, that they are about.
  var settingsByKey: [DeclarationKey: [Int]] = [:]
  var settingsByKind: [DeclarationKind: [Int]] = [:]
  /// Values of declarations, with the number of derivations beneath them.
  var memo: [DeclarationKey: Outcome] = [:]
  var parts: [PartKey: Part?] = [:]
  /// Declarations being evaluated, innermost last.
  var stack: [DeclarationKey] = []
  /// For each of them, the most derivations met beneath it so far.
  var depths: [Int] = []
  var hasReportedDepth = false
  /// References to cells, by the name of the run, with the settings in force.
  var referredCells: [String: [Expression.Call]] = [:]
  var arms: [DeclarationKey: [PartSetting]] = [:]
  var drafts: [DeclarationKey: RunDraft] = [:]
  /// Where groups and patterns of freezing policies stand.
  var selectorPlaces: [SelectorPlace] = []
  /// Labels of the axes of each run as the file is written, whatever the profile, by run and axis.
  var writtenLabels: [String: [String: [String]]] = [:]
  /// What cells have cost so far, against a cap.
  var cellCount = 0
  var workCount = 0

  init(schema: Schema) { self.schema = schema }

  struct Outcome {
    var value: Value?
    var depth: Int
  }

  struct PartKey: Hashable {
    var kind: DeclarationKind
    var span: SourceSpan
  }

  func text(_ span: SourceSpan) -> String {
    guard sources.indices.contains(span.file) else { return "" }
    let utf8 = sources[span.file].text.utf8
    let lower = utf8.index(utf8.startIndex, offsetBy: span.range.lowerBound)
    let upper = utf8.index(utf8.startIndex, offsetBy: span.range.upperBound)
    return String(sources[span.file].text[lower..<upper])
  }

  /// An expression as written, on one line.
  func oneLine(_ expression: Expression) -> String {
    text(expression.span).split { $0.isWhitespace }.joined(separator: " ")
  }
}

struct DeclarationKey: Hashable {
  var kind: DeclarationKind
  var name: String
}

/// A declaration with the file it stands in.
struct Declared {
  var key: DeclarationKey
  var syntax: Declaration
  var file: Int
  var isImported: Bool { file > 0 }
}

/// What sets a value: decides precedence and origin.
enum Layer {
  case declaration
  case profile(String)
  case with
  case armOrRun
  case axis(String)
  case rule
  case commandLine(String)

  func origin(_ span: SourceSpan) -> Origin {
    switch self {
    case .declaration: .declaration(span)
    case .profile(let name): .profile(name: name, span)
    case .with: .with(span)
    case .armOrRun: .armOrRun(span)
    case .axis(let name): .axis(name: name, span)
    case .rule: .rule(span)
    case .commandLine(let text): .commandLine(text)
    }
  }

  var isCommandLine: Bool { if case .commandLine = self { true } else { false } }
}

/// A task, model, policy or training setting of a cell, with the name tables give it.
struct Part {
  var name: String
  /// Nil for one written in place.
  var key: DeclarationKey?
  var value: Value
}
