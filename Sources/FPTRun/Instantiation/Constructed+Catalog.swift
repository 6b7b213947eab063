import FPTCatalog
import FPTLib
import FPTSchema
import FPTScript

/// What the catalog makes of a call.
extension Constructed {
  /// The measure that is declared.
  ///
  /// - Throws: `UnknownConstructor`.
  func measure() throws -> any DeclaredMeasure { try Catalog.current.measure(values) }

  /// The measure that is declared; nil for one that this version does not have.
  var knownMeasure: (any DeclaredMeasure)? { try? measure() }

  /// What the number of a measure is; nil for one that records something else.
  var quantity: Quantity? {
    guard case .number(let quantity)? = Schema.current.constructor(constructor)?.measure else {
      return nil
    }
    return quantity
  }

  /// The settings of a `train` declaration.
  func trainingSettings() throws -> TrainingSettings { try TrainingSettings(values) }

  /// The accuracy of chance in a task; nil where that is known of its data alone, and for a task that this version does not have.
  var chanceAccuracy: Double? {
    (try? Catalog.current.task(constructor).shape(of: values))?.chanceAccuracy
  }

  /// Where the values of a model's backbone begin.
  ///
  /// A constructor without weights has no such field.
  func startingValues() throws -> StartingValues {
    self[ModelFields.initialization.name] == nil
      ? .random : try values[ModelFields.initialization]
  }

  /// What a model takes by `accept:`.
  var accepted: [String] {
    guard case .list(let entries)? = self[ModelFields.accept.name] else { return [] }
    return entries.compactMap { if case .text(let name) = $0 { name } else { nil } }
  }

  /// Whether a task longer than the table of positions makes it longer.
  ///
  /// An LSTM has a field of the same name and another meaning.
  var extendsPositions: Bool {
    self[ModelFields.positions.name] == .symbol(PositionTable.extend.rawValue)
  }

  /// Where the table begins that is added to a model without one; nil where none is added.
  var addedPositions: LearnedPositions.Start? {
    guard case .symbol(let name)? = self[ModelFields.addedPositions.name] else { return nil }
    return AddedPositions(rawValue: name)?.start
  }

  /// Whether the task decides what positions the model has.
  var fitsPositions: Bool { extendsPositions || addedPositions != nil }

  /// A backbone with the positions that its declaration asks for, for a task of so many tokens.
  func fitting(_ backbone: any Backbone, tokens: Int) -> any Backbone {
    if extendsPositions { return backbone.extendingPositions(to: tokens) }
    if let addedPositions {
      return LearnedPositions(for: backbone, start: addedPositions, tokens: tokens)
    }
    return backbone
  }
}
