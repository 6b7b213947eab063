import FPTSchema

/// A resolved value of a field: what an expression means once names, defaults and overrides are applied.
package indirect enum Value: Sendable, Hashable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  /// A quoted string.
  case text(String)
  /// A member of a closed set of names, such as `test` or `pretrained`.
  case symbol(String)
  case list([Value])
  case constructed(Constructed)
  case freezing([FreezingStage])
  /// One cell of a run: `pretrain(seed: 0)`.
  case cell(CellReference)
}

/// A call of a schema constructor with every field resolved, defaults included, in schema order.
package struct Constructed: Sendable, Hashable {
  package var constructor: String
  /// The constructor's version in the schema; part of every identity that contains it.
  package var version: Int
  package var fields: [ResolvedField]

  package init(constructor: String, version: Int, fields: [ResolvedField]) {
    self.constructor = constructor
    self.version = version
    self.fields = fields
  }

  package subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

  /// The values by the names of their fields, for whatever is made of them.
  package var values: FieldValues {
    FieldValues(
      of: constructor,
      Dictionary(
        fields.map { ($0.name, $0.value.content) }, uniquingKeysWith: { first, _ in first }))
  }
}

/// One field with its value and the origin of the value.
package struct ResolvedField: Sendable, Hashable {
  package var name: String
  package var value: Value
  /// True where the value equals the schema default; such fields are left out of identities.
  package var isDefault: Bool
  package var origin: Origin

  package init(name: String, value: Value, isDefault: Bool, origin: Origin) {
    self.name = name
    self.value = value
    self.isDefault = isDefault
    self.origin = origin
  }
}

/// The origin of a field's value, lowest precedence first.
package enum Origin: Sendable, Hashable {
  case schemaDefault
  case declaration(SourceSpan)
  case profile(name: String, SourceSpan)
  case with(SourceSpan)
  case armOrRun(SourceSpan)
  case axis(name: String, SourceSpan)
  case rule(SourceSpan)
  case commandLine(String)

  /// The source span; nil if the value came from the schema or the command line.
  package var span: SourceSpan? {
    switch self {
    case .schemaDefault, .commandLine: nil
    case .declaration(let span), .profile(_, let span), .with(let span), .armOrRun(let span),
      .axis(_, let span), .rule(let span):
      span
    }
  }
}

/// One stage of a freezing schedule; a plain policy is a single stage without an end.
package struct FreezingStage: Sendable, Hashable {
  package enum Base: Sendable, Hashable { case nothing, all }
  package var base: Base
  /// The parameters that are trained although `base` is `all`.
  package var exceptions: [GroupSelector]
  /// End of the stage as a fraction of the run's steps; nil for the last stage.
  package var until: Double?

  package init(base: Base, exceptions: [GroupSelector], until: Double? = nil) {
    self.base = base
    self.exceptions = exceptions
    self.until = until
  }
}

/// A parameter group, narrowed to layers if wanted, or a pattern over parameter names.
package enum GroupSelector: Sendable, Hashable {
  package enum Layers: Sendable, Hashable {
    case range(Range<Int>)
    case first(Int)
    case last(Int)
  }
  /// The name of a group that the schema knows.
  case group(String, layers: Layers?)
  case pattern(String)
}

/// A reference to one cell of a run by its axes.
package struct CellReference: Sendable, Hashable {
  package struct Coordinate: Sendable, Hashable {
    package var axis: String
    package var value: Value
    package init(axis: String, value: Value) {
      self.axis = axis
      self.value = value
    }
  }
  package var run: String
  package var coordinates: [Coordinate]
  /// The cell itself, as it is resolved; never nil in a resolved experiment.
  package var cell: ResolvedCell?

  package init(run: String, coordinates: [Coordinate], cell: ResolvedCell? = nil) {
    self.run = run
    self.coordinates = coordinates
    self.cell = cell
  }
}

extension Value {
  /// The value without what only the language knows.
  fileprivate var content: FieldContent {
    switch self {
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .text(let value): .text(value)
    case .symbol(let value): .symbol(value)
    case .list(let values): .list(values.map(\.content))
    case .constructed(let value): .call(value.values)
    case .freezing, .cell: .other
    }
  }
}
