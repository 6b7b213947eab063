import FPTLib
import FPTSchema
import FPTScript

/// The source spans that a diagnostic about a part of a cell points to.
extension ResolvedCell {
  /// Where the task's data are named, or else where the task was chosen.
  var taskSpan: SourceSpan? {
    task.value.span(of: ["file", "files", "source"]) ?? origins["task"]?.span
  }

  /// Where the model's weights are named, or else where the model was chosen.
  var modelSpan: SourceSpan? { model.value.span(of: ["weights"]) ?? origins["model"]?.span }

  /// Where the model's adapter is named.
  var adapterSpan: SourceSpan? { model.value.span(of: ["adapter"]) ?? modelSpan }

  /// Where an error of making the task or the model has its cause.
  func span(of error: any Error, isTask: Bool) -> SourceSpan? {
    switch error {
    case is UnfittingAdapter, is ForeignBase, is UnreadableBase: adapterSpan
    case let error as UnexpectedValue where !isTask:
      model.value.span(of: [error.field]) ?? modelSpan
    case CheckpointError.unreadable where !isTask && model.value["weights"] == nil: adapterSpan
    case is FileError where !isTask && model.value["weights"] == nil: adapterSpan
    case TaskError.parameterOutOfRange(_, let parameter, _, _):
      task.value.span(of: [parameter]) ?? taskSpan
    default:
      isTask
        ? task.value.span(ofFileIn: "\(error)") ?? taskSpan
        : model.value.span(ofFileIn: "\(error)") ?? modelSpan
    }
  }

  /// Where a measure is written, or else where the measures are listed.
  func span(of measure: NamedValue) -> SourceSpan? {
    measure.value.fields.lazy.compactMap(\.origin.span).first ?? origins["measure"]?.span
  }

  /// A task with more tokens than the model has positions, with the spans of both.
  func tooLong(tokens: Int, limit: Int) -> Diagnostic {
    let sizes = ["length", "tokens", "patch", "size", "patterns"]
    let taskSpan = task.value.span(of: sizes) ?? origins["task"]?.span
    let modelSpan = model.value.span(of: ["weights", "layers"]) ?? origins["model"]?.span
    var labels: [Diagnostic.Label] = []
    if let taskSpan { labels.append(.init(taskSpan, "\(tokens) tokens an example")) }
    if let modelSpan { labels.append(.init(modelSpan, "positions for \(limit)")) }
    // A model that took over a table has it without saying so.
    let growing =
      switch model.value["positions"] {
      case .symbol(PositionTable.pretrained.rawValue): PositionTable.extend.rawValue
      case .symbol(AddedPositions.own.rawValue): AddedPositions.learned.rawValue
      default: String?.none
      }
    return Diagnostic(
      message: "task \(task.name) has \(tokens) tokens an example, and model "
        + "\(model.name) has positions for \(limit)", labels: labels,
      help: "shorten the task, "
        + (growing.map { "or give the model new rows of positions with `positions: \($0)`" }
          ?? "or take a model with more positions"))
  }
}

extension Constructed {
  /// The span of the field that names a file of a message.
  ///
  /// Of several, the field with the longest name wins.
  func span(ofFileIn message: String) -> SourceSpan? {
    var best: (length: Int, span: SourceSpan)?
    for field in fields {
      var names: [Value] = [field.value]
      if case .list(let values) = field.value { names = values }
      for case .text(let name) in names
      where name.utf8.count > best?.length ?? 0 && message.contains(name) {
        if let span = field.origin.span { best = (name.utf8.count, span) }
      }
    }
    return best?.span
  }

  /// The span of the first of some fields that a file sets.
  func span(of names: [String]) -> SourceSpan? {
    for name in names {
      if let span = fields.first(where: { $0.name == name })?.origin.span { return span }
    }
    return nil
  }
}
