import FPTJSON
import FPTLib
import FPTResults

/// What a reader of results has to know about the pretrained weights behind them.
///
/// It is said where results are shown and stands in no file: weights are known by their digest, whatever an experiment calls them.
package enum WeightsCautions {
  /// A line for each of the known weights that some cell of a file took values from, in the order of the table of assets.
  ///
  /// - Complexity: opens the file once; only attributes of cells are read.
  package static func lines(
    of document: ResultsDocument, in path: String
  ) throws(ResultFileError) -> [String] {
    var digests: Set<String> = []
    // Of a cell without a result, the file has nothing.
    let points = document.runs.flatMap(\.points).filter { [.done, .diverged].contains($0.state) }
    let hashes = Set(points.map(\.cell)).sorted()
    if hashes.isEmpty { return [] }
    for attributes in try ResultFile.attributes(path, of: hashes, in: ["cells"]) {
      let configuration = attributes?.first { $0.name == "configuration" }?.value.text
      if let configuration, let digest = weights(inConfiguration: configuration) {
        digests.insert(digest)
      }
    }
    return lines(weights: digests)
  }

  /// The lines for weights of some digests.
  static func lines(weights digests: Set<String>) -> [String] {
    Asset.all.compactMap { asset in
      guard let caution = asset.caution,
        asset.files.contains(where: { !$0.sha256.isDisjoint(with: digests) })
      else { return nil }
      return "weights \(asset.name): \(caution)"
    }
  }

  /// The digest of the weights that a cell's model took values from; nil where it took none from a file.
  private static func weights(inConfiguration json: String) -> String? {
    // Versions of the format have other forms; what is not understood says nothing.
    guard let root = try? JSONParser.parse(Array(json.utf8)),
      case .text(let digest)? = root["model"]?["weights"]?["weights"]
    else { return nil }
    return digest
  }
}
