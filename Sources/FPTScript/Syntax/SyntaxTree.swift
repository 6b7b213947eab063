import FPTSchema

/// One parsed file.
///
/// Comments are kept by their ranges; everything else has its span.
package struct SyntaxFile: Sendable {
  package var items: [Item]
  /// Every `//` comment, in order; prose is among the items.
  package var comments: [SourceSpan]

  package enum Item: Sendable {
    case prose(Prose)
    case declaration(Declaration)
  }

  /// Consecutive lines that start with `///`.
  package struct Prose: Sendable {
    /// Markdown, each line without its mark and the one blank after it.
    package var text: String
    package var span: SourceSpan
  }
}

/// A name where it stands; quoted ones are what the string says.
package struct Name: Sendable {
  package var text: String
  package var span: SourceSpan
  package var isQuoted = false
}

/// `kind name = expression { … }`.
package struct Declaration: Sendable {
  package var kind: DeclarationKind
  package var kindSpan: SourceSpan
  package var name: Name?
  package var value: Expression?
  package var block: Block?
  /// False where part of it could not be read; what is missing is then not reported again.
  package var isWhole: Bool

  /// The smallest place to point at when the declaration as a whole is meant.
  package var headSpan: SourceSpan { name?.span ?? kindSpan }
}

/// `{ … }` of a declaration or of `with`.
package struct Block: Sendable {
  package var entries: [Entry]
  package var span: SourceSpan
  package var isWhole: Bool

  package enum Entry: Sendable {
    case field(Field)
    case axes(Block, SourceSpan)
    case rule(Rule)
  }

  var fields: [Field] {
    entries.compactMap { if case .field(let field) = $0 { field } else { nil } }
  }
}

/// `path: expression`.
package struct Field: Sendable {
  package var path: Path
  package var value: Expression
}

/// `set { … } where condition` or `skip where condition`.
package struct Rule: Sendable {
  /// The settings; nil for `skip`.
  package var settings: Block?
  package var condition: Condition?
  package var span: SourceSpan
}

/// Names joined by dots.
package struct Path: Sendable {
  package var segments: [Name]
  package var span: SourceSpan
  package var text: String { segments.map(\.text).joined(separator: ".") }
}

/// Comparisons of axes, joined by `and`, `or` and `not`.
package indirect enum Condition: Sendable {
  package enum Comparison: Sendable { case equal, notEqual, within }
  case comparison(Path, Comparison, Expression)
  case all([Condition])
  case any([Condition])
  case not(Condition)
}

/// An expression with the place it was written.
package struct Expression: Sendable {
  package var node: Node
  package var span: SourceSpan

  package indirect enum Node: Sendable {
    case number(NumberLiteral)
    case text(String)
    case boolean(Bool)
    case path(Path)
    case range(Expression, Expression, isClosed: Bool)
    case list([Expression])
    case call(Call)
    case with(Expression, Block)
    case selector(Selector)
    /// `left against right`.
    case comparison(Expression, Expression)
    /// `within 2%`.
    case margin(Expression)
    /// An unreadable expression, which was already reported.
    case missing
  }

  package struct NumberLiteral: Sendable {
    /// In units: `10%` is 0.1.
    package var value: Double
    /// Exact, where the literal is a whole number that fits.
    package var integer: Int?
    package var isPercent: Bool
    /// As written, without underscores: the label of an axis point.
    package var text: String
  }

  package struct Call: Sendable {
    package var name: Name
    package var arguments: [Argument]
    package var isWhole: Bool
  }

  package struct Argument: Sendable {
    package var label: Name?
    package var value: Expression
  }

  /// A freezing policy: a base, groups that are free although the base freezes them, and an end.
  package struct Selector: Sendable {
    /// `nothing`, `all` or the name of a policy.
    package var base: Path
    package var exceptions: [Group]
    package var until: Expression?
  }

  package struct Group: Sendable {
    package enum Layers: Sendable {
      case range(Expression)
      case first(Expression)
      case last(Expression)
    }
    package var name: Name
    package var layers: Layers?
    package var span: SourceSpan
  }
}
