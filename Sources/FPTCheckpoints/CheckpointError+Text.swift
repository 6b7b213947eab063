extension CheckpointError: CustomStringConvertible {
  /// A sentence that names the file and says what is wrong and what to do.
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
    case .malformedGGUF(let file, let problem):
      "\(file) is not a GGUF file that can be read: \(problem)"
    case .foreignFile(let file, let expected, let found):
      "\(file) should be \(expected) and is \(found.words); \(found.remedy)"
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
    case .notFinite(let file, let tensor, let value, let index):
      "\(file): tensor `\(tensor)` has the value \(value.isNaN ? .nan : value) at \(index) as float32, and no model computes with "
        + "it; where a number was too large for F16, save the model in F32 or BF16"
    case .malformedJSON(let file, let problem):
      "\(file) is not valid JSON: \(problem)"
    case .missingKey(let file, let key, let expected):
      "\(file) lacks `\(key)`, which should be \(expected)"
    case .wrongValue(let file, let key, let expected, let found):
      "\(file): `\(key)` should be \(expected) and is \(found)"
    case .refusedKeys(let file, let model, let keys):
      Self.text(file: file, model: model, keys: keys)
    case .refusedTensors(let file, let model, let tensors):
      Self.text(file: file, model: model, tensors: tensors)
    case .severalModels(let file, let model, let prefixes):
      "\(file) has \(prefixes.count) complete \(model) models, under the prefixes "
        + prefixes.map { "`\($0)`" }.joined(separator: " and ")
        + "; `prefix: \"\(prefixes.first(where: { !$0.isEmpty }) ?? "")\"` on the model chooses one"
    case .needlessAcceptance(let file, let entries):
      "`accept` names " + entries.map { "`\($0)`" }.joined(separator: ", ")
        + ", and nothing in \(file) is refused under "
        + (entries.count == 1 ? "this name" : "these names")
        + "; take it out of the list"
    case .incompleteFolder(let folder, let missing, let advice):
      "\(folder) is not a checkpoint folder: it lacks \(missing.joined(separator: " and "))"
        + (advice.map { "; \($0)" } ?? "")
    case .adapterBeside(let folder):
      "\(folder) has an adapter of PEFT beside its weights, `\(CheckpointFolder.adapterConfiguration)`, and only the weights "
        + "are read; \(CheckpointFolder.adapterRemedy), or "
        + "`accept: [\"\(CheckpointFolder.adapterConfiguration)\"]` on the model leaves it out"
    case .severalFiles(let folder, let files):
      "\(folder) has \(files.count) GGUF files, "
        + files.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        + (files.count > 3 ? " and others" : "")
        + "; name one of them, as in \"\(folder)/\(files.first ?? "")\""
    case .missingShards(let index, let expected, let missing):
      "\(index) lists \(expected) files, and \(missing.count == expected ? "none of them is there" : "\(missing.count == 1 ? "one is" : "\(missing.count) are") not there"): "
        + missing.prefix(Self.shardLimit).joined(separator: ", ")
        + (missing.count > Self.shardLimit ? " and \(missing.count - Self.shardLimit) more" : "")
        + "; put them into the same folder"
    case .staleIndex(let index, let stale):
      "\(index) is not the index of the files beside it:\(stale)\n"
        + "Download index and files together, or save the model again"
    case .unwritable(let file, let tensor, let reason):
      "cannot write tensor `\(tensor)` to \(file): \(reason)"
    }
  }
}

extension CheckpointError {
  /// How many missing files a message names.
  private static var shardLimit: Int { 256 }

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

extension CheckpointError {
  private static func text(file: String, model: String, keys: [RefusedKey]) -> String {
    let named = keys.map { key in
      key.expected.map { "`\(key.key)` is \(key.found), and only \($0) can be computed" }
        ?? "`\(key.key)` is \(key.found), and this \(model) does not know the key"
    }
    let accepted = keys.map(\.key).joined(separator: ", ")
    let way =
      "what the model computes may depend on it; "
      + "`accept: [\(accepted)]` on the model ignores it"
    guard named.count > 1 else { return "\(file): \(named.joined()); \(way)" }
    return "\(file) has keys that this \(model) cannot follow:"
      + named.map { "\n  \($0)" }.joined() + "\n"
      + way.replacing("ignores it", with: "ignores them")
      .replacing("depend on it", with: "depend on them")
  }

  private static func text(file: String, model: String, tensors: RefusedTensors) -> String {
    var text = "\(file) has "
    if let blocks = tensors.blocks {
      text += "\(blocks.found) blocks of a \(model), and its configuration says \(blocks.expected)"
    } else {
      text +=
        (tensors.names.count == 1 ? "a tensor" : "\(tensors.names.count) tensors")
        + " beside those of a \(model) that nothing reads"
    }
    let shown = tensors.names.prefix(MissingTensor.suggestionLimit)
    text += ":" + shown.map { "\n  `\($0)`" }.joined()
    if tensors.names.count > shown.count {
      text += "\n  and \(tensors.names.count - shown.count) more"
    }
    return text + "\nThe model that was saved computed something with them; "
      + "`accept: [\(tensors.patterns.prefix(3).map { "\"\($0)\"" }.joined(separator: ", "))]` on the model leaves them out"
  }
}

extension SafetensorsProblem: CustomStringConvertible {
  /// What is wrong with the file as a whole, in words.
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
  /// What is wrong with the entry, in words.
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
