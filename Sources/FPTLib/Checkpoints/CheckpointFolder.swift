import Foundation

/// A folder with `config.json` and `model.safetensors`, as model hubs lay them out.
public struct CheckpointFolder: Sendable {
  public let path: String
  public let configuration: ModelConfiguration
  public let weights: SafetensorsFile

  /// Opens both files and checks them; no tensor's data are read.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    let missing = ["config.json", "model.safetensors"].filter {
      !FileManager.default.fileExists(atPath: "\(path)/\($0)")
    }
    guard missing.isEmpty else { throw .incompleteFolder(folder: path, missing: missing) }
    self.path = path
    self.configuration = try ModelConfiguration(path: "\(path)/config.json")
    self.weights = try SafetensorsFile(path: "\(path)/model.safetensors")
  }

  /// SHA-256 of `config.json` and of `model.safetensors`, each as lower-case hexadecimal: together they identify the
  /// pretrained model. Reads every byte.
  public func digests() throws(CheckpointError) -> (configuration: String, weights: String) {
    (try FileDigest.sha256(ofFile: configuration.path), try weights.digest())
  }
}
