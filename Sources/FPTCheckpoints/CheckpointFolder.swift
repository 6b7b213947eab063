import FPTFiles
import Foundation

/// A folder with `config.json` and the weights beside it, as model hubs lay them out, or a GGUF file, which has both.
///
/// ```swift
/// let checkpoint = try CheckpointFolder(path: "minilm")
/// let backbone = try checkpoint.configuration.backbone()
/// print(backbone.architecture, backbone.width, checkpoint.weights.names.count)
/// ```
public struct CheckpointFolder: Sendable {
  /// The path of the folder, or of the file.
  public let path: String
  /// What `config.json` says, or the file's metadata.
  public let configuration: ModelConfiguration
  /// The tensors, whatever the format of their files.
  public let weights: any TensorSource
  /// What the configuration was read from, where that is no file of its own.
  private let derivedConfiguration: String?
  /// Whether an adapter of PEFT lies beside the weights.
  package let hasAdapter: Bool

  /// Names that weights have, the one that is taken first where there are several.
  ///
  /// An index lists the files of sharded weights.
  package static let weightsNames = TensorFile.weightsNames

  /// Opens the files and checks them; no tensor's data are read.
  ///
  /// `path` is a folder, or a GGUF file; a folder with one such file and none of the others stands for the file.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    if let file = try Self.wholeFile(at: path) {
      let file = try GGUFFile(path: file)
      let text = try GGUFConfiguration(file).text
      configuration = try ModelConfiguration(text: Array(text.utf8), path: file.path)
      derivedConfiguration = text
      weights = file
      hasAdapter = false
      return
    }
    let here = try Self.names(in: path)
    let name = Self.weightsNames.first(where: here.contains)
    let missing =
      ["config.json"].filter { !here.contains($0) } + (name == nil ? ["model.safetensors"] : [])
    guard missing.isEmpty, let name else {
      try Self.requireFolder(path)
      throw .incompleteFolder(folder: path, missing: missing, advice: Self.advice(on: here))
    }
    hasAdapter = here.contains(Self.adapterConfiguration)
    configuration = try ModelConfiguration(path: "\(path)/config.json")
    derivedConfiguration = nil
    weights = try TensorFile.open("\(path)/\(name)")
  }

  /// Whether a name is that of a file which has weights and configuration, a GGUF file.
  package static func isWholeFile(_ name: String) -> Bool { name.hasSuffix(GGUFFile.suffix) }

  /// The GGUF file that a path names, or that a folder has in the place of all else; nil where there is none.
  ///
  /// - Throws: `CheckpointError.severalFiles` where a folder has more than one, `.unreadable` where it cannot be listed.
  package static func wholeFile(at path: String) throws(CheckpointError) -> String? {
    var isFolder: ObjCBool = false
    let isHere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    // What is named as a file is missed as one.
    guard isHere, isFolder.boolValue else { return isWholeFile(path) ? path : nil }
    let names = try Self.names(in: path)
    guard !names.contains(where: { $0 == "config.json" || weightsNames.contains($0) }) else {
      return nil
    }
    let files = names.filter(isWholeFile)
    guard files.count < 2 else { throw .severalFiles(folder: path, files: files) }
    return files.first.map { "\(path)/\($0)" }
  }

  /// What a folder has, links that lead nowhere included: what is there and cannot be opened is not passed over.
  private static func names(in folder: String) throws(CheckpointError) -> [String] {
    try CheckpointError.reading { () throws(FileError) in try FilePresence.names(in: folder) }
  }

  /// SHA-256 of `config.json` and of the weights, which together identify the pretrained model.
  ///
  /// Each is in lowercase hexadecimal. Of a GGUF file, the first is that of what its metadata say, in the keys of `config.json`.
  ///
  /// - Throws: `CheckpointError` from the system.
  /// - Complexity: reads every byte.
  public func digests() throws(CheckpointError) -> (configuration: String, weights: String) {
    let ofConfiguration: String
    if let derivedConfiguration {
      ofConfiguration = FileDigest.sha256(of: derivedConfiguration.utf8)
    } else {
      ofConfiguration = try CheckpointError.reading { () throws(FileError) in
        try FileDigest.sha256(ofFile: configuration.path)
      }
    }
    return (ofConfiguration, try weights.digest())
  }
}
