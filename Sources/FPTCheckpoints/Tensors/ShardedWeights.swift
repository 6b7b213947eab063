import FPTFiles
import Foundation
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
    let here = try CheckpointError.reading { () throws(FileError) in
      try FilePresence.names(in: folder.isEmpty ? "." : folder)
    }
    let lost = Set(shards.files).subtracting(here).sorted()
    guard lost.isEmpty else {
      throw .missingShards(index: path, expected: shards.files.count, missing: lost)
    }
    var parts: [any TensorSource] = []
    var places: OrderedDictionary<String, Int> = [:]
    var stale = StaleTensors()
    stale.extraFiles = shards.unlistedFiles(among: here)
    for name in shards.files {
      let part = try TensorFile.openOne(folder + name)
      for tensor in part.names {
        // A tensor that the index gives to another file, or to none, would be read by some programs and not by others.
        switch shards.map[tensor] {
        case name: places[tensor] = parts.count
        case nil: stale.unlisted.append(.init(tensor: tensor, file: name))
        case let other?: stale.misplaced.append(.init(tensor: tensor, file: name, listed: other))
        }
      }
      parts.append(part)
    }
    stale.missing = shards.map.filter { places[$0.key] == nil }.map {
      .init(tensor: $0.key, file: nil, listed: $0.value)
    }.sorted { $0.tensor < $1.tensor }
    // Where it is instead has been said.
    let elsewhere = Set(stale.misplaced.map(\.tensor))
    stale.missing.removeAll { elsewhere.contains($0.tensor) }
    guard stale.isEmpty else { throw .staleIndex(index: path, stale) }
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

  func requireUnchanged() throws(CheckpointError) {
    for part in parts { try part.requireUnchanged() }
  }

  /// That of the digests of index and files, one behind the other.
  func digest() throws(CheckpointError) -> String {
    var all = try CheckpointError.reading { () throws(FileError) in
      try FileDigest.sha256(ofFile: path)
    }
    for part in parts { all += try part.digest() }
    return FileDigest.sha256(of: all.utf8)
  }
}
