import FPTData
import FPTSchema

/// The snapshot of the parameters that a measure uses: the end of training, or the best evaluated step.
public enum MeasuredSnapshot: Sendable, Hashable {
  /// The end of training.
  case end
  /// The evaluated step with the best accuracy on a split.
  case best(TaskSplit)

  /// The split that decides; nil at the end.
  package var bestSplit: TaskSplit? { if case .best(let split) = self { split } else { nil } }

  /// After the name of a number: `, at the step that is best on validation`.
  var words: String { bestSplit.map { ", at the step that is best on \($0.rawValue)" } ?? "" }
}

/// A split whose best step is known: that of training is not evaluated on the way.
enum HeldOutSplit: String, FieldChoice {
  case validation, test
  static let noun = "split whose best step is known"
}

/// The snapshot that needs no call.
private enum End: String, FieldChoice {
  case end
  static let noun = "moment"
}

extension MeasuredSnapshot: FieldValue {
  /// The name `end`, or a call such as `best(validation)`.
  public static var fieldType: FieldType { .either(End.fieldType, .constructor(.checkpoint)) }
  /// What a value should be, in a message.
  public static var expectation: String { "a moment of training" }
  /// The end of training, which is the default.
  public var schemaValue: SchemaValue? { .symbol(End.end.rawValue) }

  private static let split = RequiredField<HeldOutSplit>(
    "split", "The split whose accuracy decides; that of training is not evaluated on the way.",
    example: "validation")

  /// The call `best(validation)`.
  package static let constructor = ConstructorSchema(
    "best", .checkpoint, unlabeled: split.name, fields: [split],
    "The evaluated step with the best accuracy on a split.", example: "best(validation)")

  /// Reads a snapshot; nil for anything else.
  public init?(_ content: FieldContent) {
    if End(content) != nil {
      self = .end
      return
    }
    guard case .call(let call) = content, call.constructor == Self.constructor.name,
      let name = call.content(of: Self.split.name), let split = TaskSplit(name)
    else { return nil }
    self = .best(split)
  }
}
