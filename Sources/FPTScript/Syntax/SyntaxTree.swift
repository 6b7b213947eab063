import FPTSchema

/// One parsed file. Comments are kept by their ranges; everything else has its span.
public struct SyntaxFile: Sendable {
  public var items: [Item]
  /// Every `//` comment, in order; prose is among the items.
  public var comments: [SourceSpan]

  public enum Item: Sendable {
    case prose(Prose)
    case declaration(Declaration)
  }

  /// Consecutive lines that start with `///`.
  public struct Prose: Sendable {
    /// Markdown, each line without its mark and the one blank after it.
    public var text: String
    public var span: SourceSpan
  }
}

/// A name where it stands; quoted ones are what the string says.
public struct Name: Sendable {
  public var text: String
  public var span: SourceSpan
  public var isQuoted = false
}

/// `kind name = expression { … }`.
public struct Declaration: Sendable {
  public var kind: DeclarationKind
  public var kindSpan: SourceSpan
  public var name: Name?
  public var value: Expression?
  public var block: Block?
  /// False where part of it could not be read; what is missing is then not reported again.
  public var isWhole: Bool

  /// The smallest place to point at when the declaration as a whole is meant.
  public var headSpan: SourceSpan { name?.span ?? kindSpan }
}

/// `{ … }` of a declaration or of `with`.
public struct Block: Sendable {
  public var entries: [Entry]
  public var span: SourceSpan
  public var isWhole: Bool

  public enum Entry: Sendable {
    case field(Field)
    case axes(Block, SourceSpan)
    case rule(Rule)
  }

  var fields: [Field] {
    entries.compactMap { if case .field(let field) = $0 { field } else { nil } }
  }
}

/// `path: expression`.
public struct Field: Sendable {
  public var path: Path
  public var value: Expression
}

/// `set { … } where condition` or `skip where condition`.
public struct Rule: Sendable {
  /// What is set; nil for `skip`.
  public var settings: Block?
  public var condition: Condition?
  public var span: SourceSpan
}

/// Names joined by dots.
public struct Path: Sendable {
  public var segments: [Name]
  public var span: SourceSpan
  public var text: String { segments.map(\.text).joined(separator: ".") }
}

/// Comparisons of axes, joined by `and`, `or` and `not`.
public indirect enum Condition: Sendable {
  public enum Comparison: Sendable { case equal, notEqual, within }
  case comparison(Path, Comparison, Expression)
  case all([Condition])
  case any([Condition])
  case not(Condition)
}

/// An expression with the place it was written.
public struct Expression: Sendable {
  public var node: Node
  public var span: SourceSpan

  public indirect enum Node: Sendable {
    case number(NumberLiteral)
    case text(String)
    case boolean(Bool)
    case path(Path)
    case range(Expression, Expression, isClosed: Bool)
    case list([Expression])
    case call(Call)
    case with(Expression, Block)
    case selector(Selector)
    /// What could not be read; already reported.
    case missing
  }

  public struct NumberLiteral: Sendable {
    /// In units: `10%` is 0.1.
    public var value: Double
    /// Exact, where the literal is a whole number that fits.
    public var integer: Int?
    public var isPercent: Bool
    /// As written, without underscores: the label of an axis point.
    public var text: String
  }

  public struct Call: Sendable {
    public var name: Name
    public var arguments: [Argument]
    public var isWhole: Bool
  }

  public struct Argument: Sendable {
    public var label: Name?
    public var value: Expression
  }

  /// A freezing policy: a base, groups that are free although the base freezes them, and an end.
  public struct Selector: Sendable {
    /// `nothing`, `all` or the name of a policy.
    public var base: Path
    public var exceptions: [Group]
    public var until: Expression?
  }

  public struct Group: Sendable {
    public enum Layers: Sendable {
      case range(Expression)
      case first(Expression)
      case last(Expression)
    }
    public var name: Name
    public var layers: Layers?
    public var span: SourceSpan
  }
}
