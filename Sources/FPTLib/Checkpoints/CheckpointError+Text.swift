extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let file, let operation, let reason):
      "cannot \(operation) \(file): \(reason)"
    case .malformedFile(let file, let problem):
      "\(file) is not a valid safetensors file: \(problem)"
    case .malformedTensor(let file, let tensor, let problem):
      "\(file) is not a valid safetensors file: tensor `\(tensor)` \(problem)"
    case .malformedTorch(let file, let problem):
      "\(file) is not a PyTorch checkpoint that can be read: \(problem)"
    case .missingTensor(let file, let tensor, let similar):
      "\(file) has no tensor `\(tensor)`"
        + (similar.isEmpty
          ? "" : "; it has " + similar.map { "`\($0)`" }.joined(separator: ", "))
    case .missingTensors(let file, let model, let found, let missing):
      Self.text(file: file, model: model, found: found, missing: missing)
    case .unknownTensor(let file, let tensor, let model, let similar):
      "\(file): the tensor `\(tensor)` is no parameter of this \(model)"
        + (similar.isEmpty
          ? "" : "; there is " + similar.map { "`\($0)`" }.joined(separator: ", "))
    case .shapeMismatch(let file, let tensor, let expected, let found):
      "\(file): tensor `\(tensor)` should have shape \(expected) and has \(found)"
    case .typeMismatch(let file, let tensor, let expected, let found, let remedy):
      "\(file): tensor `\(tensor)` should hold \(expected) and holds \(found); \(remedy)"
    case .malformedJSON(let file, let problem):
      "\(file) is not valid JSON: \(problem)"
    case .missingKey(let file, let key, let expected):
      "\(file) lacks `\(key)`, which should be \(expected)"
    case .wrongValue(let file, let key, let expected, let found):
      "\(file): `\(key)` should be \(expected) and is \(found)"
    case .incompleteFolder(let folder, let missing):
      "\(folder) is not a checkpoint folder: it lacks \(missing.joined(separator: " and "))"
    case .unwritable(let file, let tensor, let reason):
      "cannot write tensor `\(tensor)` to \(file): \(reason)"
    }
  }
}

extension CheckpointError {
  /// All missing tensors are in the error; the text names the first few of them.
  private static func text(
    file: String, model: String, found: Int, missing: [MissingTensor]
  ) -> String {
    let count = missing.count == 1 ? "a tensor" : "\(missing.count) tensors"
    let subject =
      found == 0
      ? "\(file) has none of the tensors of a \(model)" : "\(file) lacks \(count) of a \(model)"
    let named = missing.prefix(MissingTensor.suggestionLimit).map { tensor in
      "\n  `\(tensor.name)`"
        + (tensor.similar.isEmpty
          ? "" : "; it has " + tensor.similar.map { "`\($0)`" }.joined(separator: ", "))
    }
    let rest = missing.count - named.count
    return subject + ":" + named.joined() + (rest > 0 ? "\n  and \(rest) more" : "")
  }
}

extension SafetensorsProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooShort(let bytes): "it has \(bytes) bytes, too few for a header"
    case .headerTooLarge(let bytes, let limit):
      "its header claims \(bytes) bytes, and \(limit) is the most that is read"
    case .headerBeyondEnd(let bytes, let available):
      "its header claims \(bytes) bytes where \(available) follow; the file may be truncated"
    case .headerNotJSON(let problem): "its header is not valid JSON: \(problem)"
    case .headerNotObject: "its header is not a JSON object"
    case .malformedMetadata: "`__metadata__` is not an object of texts"
    case .dataLength(let described, let found):
      "its header describes \(described) bytes of data where \(found) follow"
    }
  }
}

extension TensorProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAnObject: "is not described by a JSON object"
    case .missingField(let field): "lacks the field `\(field)`"
    case .unknownField(let field): "has the unknown field `\(field)`"
    case .malformedType: "has a type that is not a text"
    case .malformedShape: "has a shape that is not a list of non-negative integers"
    case .malformedOffsets: "has data_offsets that are not [begin, end] with begin ≤ end"
    case .sizeOverflow(let shape): "has shape \(shape), more bytes than can be addressed"
    case .sizeMismatch(let expected, let found):
      "should take \(expected) bytes by its shape and type, and takes \(found)"
    case .hole(let expected, let found):
      "begins at byte \(found) of the data where \(expected) is the end of the one before"
    case .overlap(let expected, let found):
      "begins at byte \(found) of the data, inside the one before, which ends at \(expected)"
    case .beyondEnd(let end, let available):
      "ends at byte \(end) of the data, of which the file has \(available); it may be truncated"
    }
  }
}

extension JSONProblem: CustomStringConvertible {
  public var description: String {
    let what =
      switch kind {
      case .notUTF8: "the text is not UTF-8"
      case .unexpectedEnd: "the text ends too early"
      case .unexpectedByte(let byte):
        byte >= 0x20 && byte < 0x7F
          ? "`\(Character(Unicode.Scalar(byte)))` is not expected here"
          : "byte \(byte) is not expected here"
      case .trailingText: "something follows the value"
      case .tooDeep(let limit): "it is nested more than \(limit) deep"
      case .tooMany(let limit): "it has more than \(limit) values"
      case .duplicateKey(let key): "the key `\(key)` occurs twice"
      case .malformedNumber: "a number is malformed"
      case .malformedString: "a text is malformed"
      }
    return "\(what) (byte \(offset))"
  }
}
