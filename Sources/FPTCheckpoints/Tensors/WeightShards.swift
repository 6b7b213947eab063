import Foundation

/// Weights in several files, as `model.safetensors.index.json` lists them: which file has each tensor.
///
/// The index is what transformers writes beside sharded weights: an object `weight_map` from tensors to names of files in its folder.
struct WeightShards {
  /// The files, in the order of their names.
  let files: [String]
  /// The file of each tensor.
  let map: [String: String]

  /// The most files that are opened.
  static let limit = 4096

  /// - Throws: `CheckpointError.foreignFile`, `.malformedJSON`, `.missingKey`, `.wrongValue` or `.unreadable`.
  init(index path: String) throws(CheckpointError) {
    let index = try ModelConfiguration(path: path)
    guard let value = index.members["weight_map"] else {
      throw .missingKey(file: path, key: "weight_map", expected: "an object of tensors and files")
    }
    guard case .object(let members) = value, !members.isEmpty else {
      throw .wrongValue(
        file: path, key: "weight_map", expected: "an object of tensors and files",
        found: value.summary)
    }
    var map: [String: String] = [:]
    for member in members {
      // Nothing outside of the folder is opened.
      guard case .text(let name) = member.value, !name.isEmpty, !name.contains("/"),
        !name.hasPrefix(".")
      else {
        throw .wrongValue(
          file: path, key: "weight_map.\(member.key)",
          expected: "the name of a file in the same folder", found: member.value.summary)
      }
      map[member.key] = name
    }
    self.map = map
    files = Set(map.values).sorted()
    guard files.count <= Self.limit else {
      throw .wrongValue(
        file: path, key: "weight_map", expected: "at most \(Self.limit) files",
        found: "\(files.count)")
    }
  }

  /// Files that are called `model-00001-of-00002.safetensors` as some of the listed ones are, and are not listed.
  func unlistedFiles(among names: [String]) -> [String] {
    let patterns = Set(files.compactMap(Self.pattern))
    guard !patterns.isEmpty else { return [] }
    let listed = Set(files)
    return names.filter { name in
      !listed.contains(name) && Self.pattern(of: name).map(patterns.contains) ?? false
    }
  }

  /// The name of a numbered file without its numbers; nil for any other.
  private static func pattern(of name: String) -> String? {
    guard let match = name.firstMatch(of: /-[0-9]{5}-of-[0-9]{5}\./) else { return nil }
    return name.replacingCharacters(in: match.range, with: "-of.")
  }
}
