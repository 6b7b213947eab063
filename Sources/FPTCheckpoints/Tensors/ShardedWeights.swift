import FPTFiles
import OrderedCollections

/// Weights in several files, as an index beside them lists them.
struct ShardedWeights: TensorSource {
  let path: String
  private let parts: [any TensorSource]
  /// The part that has each tensor, in the order of the files and of their data.
  private let places: OrderedDictionary<String, Int>

  /// What the name of an index ends in.
  static let indexSuffix = ".index.json"

  /// Opens and checks all files of an index.
  ///
  /// - Throws: `CheckpointError`.
  init(index path: String) throws(CheckpointError) {
    let shards = try WeightShards(index: path)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .map { $0 + "/" }.joined()
    var parts: [any TensorSource] = []
    var places: OrderedDictionary<String, Int> = [:]
    for name in shards.files {
      let part = try TensorFile.openOne(folder + name)
      for tensor in part.names {
        // A tensor that the index gives to another file, or to none, would be read by some programs and not by others.
        guard shards.map[tensor] == name else {
          throw .wrongValue(
            file: path, key: "weight_map.\(tensor)", expected: "\"\(name)\", which has it",
            found: shards.map[tensor].map { "\"\($0)\"" } ?? "missing")
        }
        places[tensor] = parts.count
      }
      parts.append(part)
    }
    if let lost = shards.map.keys.filter({ places[$0] == nil }).min() {
      throw .missingTensor(file: folder + (shards.map[lost] ?? ""), tensor: lost, similar: [])
    }
    self.path = path
    self.parts = parts
    self.places = places
  }

  var names: [String] { Array(places.keys) }
  var metadata: [(key: String, value: String)] { parts.first?.metadata ?? [] }

  func shape(of name: String) -> [Int]? { part(with: name)?.shape(of: name) }

  func type(of name: String) -> TensorType? { part(with: name)?.type(of: name) }

  func tensor(named name: String) throws(CheckpointError) -> MappedTensor {
    guard let part = part(with: name) else { throw missing(name) }
    return try part.tensor(named: name).named(in: path)
  }

  private func part(with name: String) -> (any TensorSource)? { places[name].map { parts[$0] } }

  /// That of the digests of index and files, one behind the other.
  func digest() throws(CheckpointError) -> String {
    var all = try CheckpointError.reading { () throws(FileError) in
      try FileDigest.sha256(ofFile: path)
    }
    for part in parts { all += try part.digest() }
    return FileDigest.sha256(of: all.utf8)
  }
}
