import FPTFiles
import Foundation

/// A folder with `config.json` and the weights beside it, as model hubs lay them out.
///
/// ```swift
/// let checkpoint = try CheckpointFolder(path: "minilm")
/// let backbone = try checkpoint.configuration.backbone()
/// print(backbone.architecture, backbone.width, checkpoint.weights.names.count)
/// ```
public struct CheckpointFolder: Sendable {
  /// The path of the folder.
  public let path: String
  /// What `config.json` says.
  public let configuration: ModelConfiguration
  /// The tensors, whatever the format of their files.
  public let weights: any TensorSource

  /// Names that weights have, the one that is taken first where there are several.
  ///
  /// An index lists the files of sharded weights.
  package static let weightsNames = TensorFile.weightsNames

  /// Opens both files and checks them; no tensor's data are read.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    func isHere(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(path)/\(name)")
    }
    let name = Self.weightsNames.first(where: isHere)
    let missing =
      ["config.json"].filter { !isHere($0) } + (name == nil ? ["model.safetensors"] : [])
    guard missing.isEmpty, let name else {
      throw .incompleteFolder(folder: path, missing: missing)
    }
    self.path = path
    self.configuration = try ModelConfiguration(path: "\(path)/config.json")
    self.weights = try TensorFile.open("\(path)/\(name)")
  }

  /// SHA-256 of `config.json` and of the weights, which together identify the pretrained model.
  ///
  /// Each is in lowercase hexadecimal.
  ///
  /// - Throws: `CheckpointError` from the system.
  /// - Complexity: reads every byte.
  public func digests() throws(CheckpointError) -> (configuration: String, weights: String) {
    (
      try CheckpointError.reading { () throws(FileError) in
        try FileDigest.sha256(ofFile: configuration.path)
      }, try weights.digest()
    )
  }
}
