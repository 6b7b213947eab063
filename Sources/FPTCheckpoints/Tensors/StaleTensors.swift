/// Tensors that an index and the files beside it disagree about.
public struct StaleTensors: Sendable, Hashable {
  /// A tensor, the file that has it, and the file that should.
  public struct Entry: Sendable, Hashable {
    /// The name of the tensor.
    public var tensor: String
    /// The file that has it; nil where none has.
    public var file: String?
    /// The file that the index gives it; nil where the index does not list it.
    public var listed: String?
  }

  /// In another file than the index says.
  public internal(set) var misplaced: [Entry] = []
  /// In a file, and not in the index.
  public internal(set) var unlisted: [Entry] = []
  /// In the index, and in no file of it.
  public internal(set) var missing: [Entry] = []

  /// Files that are called as the listed ones are, and that the index does not list.
  public internal(set) var extraFiles: [String] = []

  var isEmpty: Bool {
    misplaced.isEmpty && unlisted.isEmpty && missing.isEmpty && extraFiles.isEmpty
  }
}

extension StaleTensors: CustomStringConvertible {
  /// A line for each tensor, those of one kind together, and the first few of them.
  public var description: String {
    let lines =
      misplaced.map {
        "`\($0.tensor)` should be in \($0.listed ?? "") and is in \($0.file ?? "")"
      } + missing.map { "`\($0.tensor)` should be in \($0.listed ?? "") and is not there" }
      + unlisted.map { "`\($0.tensor)` is in \($0.file ?? ""), and the index does not list it" }
      + extraFiles.map { "\($0) is there, and the index does not list it" }
    let shown = lines.prefix(MissingTensor.suggestionLimit)
    let rest = lines.count - shown.count
    return shown.map { "\n  " + $0 }.joined() + (rest > 0 ? "\n  and \(rest) more" : "")
  }
}
