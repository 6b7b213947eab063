import FPTLib
import FPTSchema
import FPTScript

/// The places in a file that what is wrong with a cell's parts is about.
extension ResolvedCell {
  /// What names the task's data; else what chose the task.
  var taskPlace: SourceSpan? {
    task.value.place(of: ["file", "files", "source"]) ?? origins["task"]?.span
  }

  /// What names the model's weights; else what chose the model.
  var modelPlace: SourceSpan? { model.value.place(of: ["weights"]) ?? origins["model"]?.span }

  /// What names the adapter of the model.
  var adapterPlace: SourceSpan? { model.value.place(of: ["adapter"]) ?? modelPlace }

  /// What an error of making the task or the model is about.
  func place(of error: any Error, isTask: Bool) -> SourceSpan? {
    switch error {
    case is UnfittingAdapter, is ForeignBase, is UnreadableBase: adapterPlace
    case let error as UnexpectedValue where !isTask:
      model.value.place(of: [error.field]) ?? modelPlace
    case CheckpointError.unreadable where !isTask && model.value["weights"] == nil: adapterPlace
    case is FileError where !isTask && model.value["weights"] == nil: adapterPlace
    case TaskError.parameterOutOfRange(_, let parameter, _, _):
      task.value.place(of: [parameter]) ?? taskPlace
    default:
      isTask
        ? task.value.place(ofFileIn: "\(error)") ?? taskPlace
        : model.value.place(ofFileIn: "\(error)") ?? modelPlace
    }
  }

  /// What a measure says; else what lists the measures.
  func place(of measure: NamedValue) -> SourceSpan? {
    measure.value.fields.lazy.compactMap(\.origin.span).first ?? origins["measure"]?.span
  }

  /// A task with more tokens than the model has positions, with both places.
  func tooLong(tokens: Int, limit: Int) -> Diagnostic {
    let sizes = ["length", "tokens", "patch", "size", "patterns"]
    let taskPlace = task.value.place(of: sizes) ?? origins["task"]?.span
    let modelPlace = model.value.place(of: ["weights", "layers"]) ?? origins["model"]?.span
    var labels: [Diagnostic.Label] = []
    if let taskPlace { labels.append(.init(taskPlace, "\(tokens) tokens an example")) }
    if let modelPlace { labels.append(.init(modelPlace, "positions for \(limit)")) }
    let canExtend = model.value["positions"] == .symbol("pretrained")
    return Diagnostic(
      message: "task \(task.name) has \(tokens) tokens an example, and model "
        + "\(model.name) has positions for \(limit)", labels: labels,
      help: "shorten the task, "
        + (canExtend
          ? "or give the model new rows of positions with `positions: extend`"
          : "or take a model with more positions"))
  }
}

extension Constructed {
  /// The place of the field whose file a message is about: of several, the one with the longest name.
  func place(ofFileIn message: String) -> SourceSpan? {
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

  /// The place in a file that set the first of some fields that a file did set.
  func place(of names: [String]) -> SourceSpan? {
    for name in names {
      if let span = fields.first(where: { $0.name == name })?.origin.span { return span }
    }
    return nil
  }
}
