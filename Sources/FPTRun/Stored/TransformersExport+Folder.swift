import FPTJSON
import FPTLib
import FPTResults
import Foundation

extension TransformersExport {
  private static let layersFile = "fpt_layers.safetensors"
  private static let files = ["README.md", "config.json", layersFile, "model.safetensors"]

  /// Writes the folder, whole or not at all.
  ///
  /// One that an earlier export wrote is replaced.
  ///
  /// - Throws: `Failure` where something else has the name; `CheckpointError` and `ResultFileError` from the system.
  package func write(to folder: String) throws {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let isThere = try Self.requireOwn(folder)
    try AtomicFile.createFolder(AtomicFile.folder(of: folder))
    let temporary = folder + ".partial-\(UUID())"
    do {
      try AtomicFile.createFolder(temporary)
      let metadata = metadata
      try published.writeWeights(to: temporary + "/model.safetensors", metadata: metadata)
      try published.writeLayers(to: "\(temporary)/\(Self.layersFile)", metadata: metadata)
      try ResultFile.write(
        text: JSONValue.object(configuration).indentedText + "\n", to: temporary + "/config.json")
      try ResultFile.write(text: TransformersReadme(self).text, to: temporary + "/README.md")
      if isThere {
        try Self.replace(folder, by: temporary)
      } else {
        try AtomicFile.move(temporary, to: folder)
      }
    } catch {
      Self.remove(temporary)
      throw error
    }
  }

  /// What the files say of themselves.
  private var metadata: [(key: String, value: String)] {
    [
      (key: "format", value: "pt"), (key: "cell", value: record.hash),
      (key: "results_digest", value: results.digest.hexadecimal),
    ]
  }

  /// Whether a folder of this name is there.
  ///
  /// - Throws: `Failure` for anything but an empty folder, or one that an export wrote.
  private static func requireOwn(_ folder: String) throws -> Bool {
    guard try AtomicFile.exists(folder) else { return false }
    guard AtomicFile.isFolder(folder) else {
      throw Failure(description: "\(folder) is a file; -o names a folder for this format")
    }
    let names = try AtomicFile.names(in: folder)
    if names.isEmpty { return true }
    let isOwn =
      names == files
      && (try? SafetensorsFile(path: "\(folder)/\(layersFile)"))?.metadata.contains {
        $0.key == "cell"
      } == true
    guard isOwn else {
      throw Failure(
        description: "\(folder) is there already and is no folder of an earlier export, "
          + "so that nothing is written")
    }
    return true
  }

  private static func replace(_ folder: String, by new: String) throws {
    let old = folder + ".old-\(UUID())"
    try AtomicFile.move(folder, to: old)
    do { try AtomicFile.move(new, to: folder) } catch {
      try AtomicFile.move(old, to: folder)
      throw error
    }
    remove(old)
  }

  /// Removes a folder of files that are no longer wanted; what cannot be removed is no one's concern here.
  private static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
  }
}

extension JSONValue {
  /// The value with a line for each member of the outermost object.
  fileprivate var indentedText: String {
    guard case .object(let members) = self, !members.isEmpty else { return text }
    let lines = members.map { "  \(JSONValue.text($0.key).text): \($0.value.text)" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }
}
