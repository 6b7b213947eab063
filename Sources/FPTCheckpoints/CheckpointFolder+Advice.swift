import FPTFiles
import Foundation

extension CheckpointFolder {
  /// What PEFT calls the description of an adapter, which transformers applies to the weights beside it.
  package static let adapterConfiguration = "adapter_config.json"

  /// What to do with an adapter of PEFT, in Python.
  package static let adapterRemedy =
    "merge it in Python: `PeftModel.from_pretrained(BASE, ADAPTER).merge_and_unload().save_pretrained(FOLDER)`"

  /// What files with weights of some kind end in.
  private static let weightsEndings = [
    ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".npz", ".onnx", ".gguf",
  ]
  private static let mostNamed = 3

  /// Makes sure that a path is a folder.
  ///
  /// - Throws: `CheckpointError.unreadable`, which says what is there instead.
  static func requireFolder(_ path: String) throws(CheckpointError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let parts = path.split(separator: "/").filter { $0 != "." }
      // What looks like a repository of the hub was perhaps meant as one.
      let isLikeHub = parts.count == 2 && !path.hasPrefix("/") && !path.contains("..")
      throw .unreadable(
        file: path, operation: "open",
        reason: "there is no such folder"
          + (isLikeHub
            ? "; weights of the hub are named \"hf:\(parts.joined(separator: "/"))@COMMIT\"" : ""))
    }
    guard isFolder.boolValue else {
      throw .unreadable(
        file: path, operation: "open",
        reason: "it is a file; weights are named by the folder that has config.json beside them")
    }
  }

  /// What a folder without a part of a checkpoint has instead, and what to do; nil where that says nothing.
  static func advice(on names: [String]) -> String? {
    if names.contains(adapterConfiguration) {
      return "it is an adapter of PEFT, which is not read; \(adapterRemedy)"
    }
    let shards = names.filter { $0.contains("-of-") && $0.hasSuffix(".safetensors") }
    if !shards.isEmpty {
      return
        "it has \(shards.count == 1 ? "a shard" : "\(shards.count) shards"), and not their index, "
        + "`model.safetensors.index.json`"
    }
    let weights = names.filter { name in
      !name.hasPrefix(".") && weightsEndings.contains { name.lowercased().hasSuffix($0) }
    }.sorted()
    guard !weights.isEmpty else { return nil }
    let rest = weights.count - mostNamed
    return "it has "
      + weights.prefix(mostNamed).map { "`\($0)`" }.joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "") + ", and weights are read as "
      + weightsNames.map { "`\($0)`" }.joined(separator: ", ")
  }
}
