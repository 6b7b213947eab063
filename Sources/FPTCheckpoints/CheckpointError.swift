import FPTFiles
import FPTJSON

/// Why a checkpoint could not be read or written.
///
/// Every case names the file.
public enum CheckpointError: Error, Sendable, Hashable {
  /// The operating system refused: the operation in words and the system's own message.
  case unreadable(file: String, operation: String, reason: String)
  /// The file breaks the safetensors format at its outermost level.
  case malformedFile(file: String, problem: SafetensorsProblem)
  /// One tensor's entry breaks the format.
  case malformedTensor(file: String, tensor: String, problem: TensorProblem)
  /// The file is a PyTorch checkpoint that is damaged, or holds what is never run or not understood.
  case malformedTorch(file: String, problem: TorchProblem)
  /// The file is a GGUF file that is damaged, or of a form that is not read.
  case malformedGGUF(file: String, problem: GGUFProblem)
  /// The file is something else: a Git LFS pointer, a web page, an archive.
  case foreignFile(file: String, expected: String, found: FileKind)
  case missingTensor(file: String, tensor: String, similar: [String])
  /// A checkpoint lacks tensors that a model reads: all of them, and how many it has.
  case missingTensors(file: String, model: String, found: Int, missing: [MissingTensor])
  /// An adapter holds a tensor that the model has no parameter for.
  case unknownTensor(file: String, tensor: String, model: String, similar: [String])
  case shapeMismatch(file: String, tensor: String, expected: [Int], found: [Int])
  /// A tensor that is read has values of another type; `remedy` says how to convert them.
  case typeMismatch(
    file: String, tensor: String, expected: String, found: String, remedy: String)
  /// A tensor that is read has an infinite value or NaN: the first one, as float32, and its index.
  case notFinite(file: String, tensor: String, value: Float, index: [Int])
  case malformedJSON(file: String, problem: JSONProblem)
  case missingKey(file: String, key: String, expected: String)
  case wrongValue(file: String, key: String, expected: String, found: String)
  /// A configuration has keys that may change what the model computes, and that the model does not know.
  case refusedKeys(file: String, model: String, keys: [RefusedKey])
  /// A checkpoint has tensors where the model's own lie, and the model does not read them.
  case refusedTensors(file: String, model: String, tensors: RefusedTensors)
  /// A checkpoint has several complete models, under these prefixes.
  case severalModels(file: String, model: String, prefixes: [String])
  /// `accept` names what nothing refuses.
  case needlessAcceptance(file: String, entries: [String])
  /// A folder lacks one of the files that make a checkpoint; `advice` says what it has instead.
  case incompleteFolder(folder: String, missing: [String], advice: String? = nil)
  /// A folder has an adapter of PEFT beside its weights, which transformers would apply.
  case adapterBeside(folder: String)
  /// A folder has several files that could be meant.
  case severalFiles(folder: String, files: [String])
  /// Files that an index of sharded weights lists, all that are not there, and how many it lists.
  case missingShards(index: String, expected: Int, missing: [String])
  /// An index of sharded weights and the files beside it do not belong together.
  case staleIndex(index: String, StaleTensors)
  /// A tensor handed to the writer contradicts itself or another.
  case unwritable(file: String, tensor: String, reason: String)
}

/// What is wrong with a safetensors file as a whole.
public enum SafetensorsProblem: Sendable, Hashable {
  case tooShort(bytes: Int)
  case headerTooLarge(bytes: UInt64, limit: Int)
  case headerBeyondEnd(bytes: UInt64, available: Int)
  case headerNotJSON(JSONProblem)
  case headerNotObject
  case malformedMetadata
  case dataLength(described: Int, found: Int)
}

/// What is wrong with one tensor's entry in a safetensors header.
public enum TensorProblem: Sendable, Hashable {
  case notAnObject
  case missingField(String)
  case unknownField(String)
  case malformedType
  case malformedShape
  case malformedOffsets
  case sizeOverflow(shape: [Int])
  case sizeMismatch(expected: Int, found: Int)
  case hole(expectedOffset: Int, found: Int)
  case overlap(expectedOffset: Int, found: Int)
  case beyondEnd(end: Int, available: Int)
}
