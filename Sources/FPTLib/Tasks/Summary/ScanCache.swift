import Foundation

/// Summaries of data that were looked through, kept beside the cells by digest: the data are not read for it again.
///
/// Each summary is a file of its own, put in place whole, so that any number of processes may keep the same one. A file that is damaged or
/// cannot be read counts as absent: what it would say can be found out again.
public struct ScanCache: Sendable {
  /// Rises with every change of what a scan finds out.
  private static let version = 1
  private static let sizeLimit = 1 << 24
  private let folder: String

  /// - Parameter store: the folder of the store of cells.
  public init(store: String) { folder = "\(store)/scans" }

  private struct Entry: Codable {
    var key: String
    /// Of the summary's bytes.
    var sha256: String
    var summary: String
  }

  /// The summary of a task, kept or made now.
  ///
  /// - Parameter definition: the task's declaration; with the digest of its data it tells tasks apart.
  public func summary(of task: any SequenceTask, definition: String) -> DataSummary {
    guard task.dataNotes.isScanned else { return DataSummary(shapeOf: task) }
    let key = FileDigest.sha256(
      of: "scan \(Self.version)\n\(task.dataDigest)\n\(definition)".utf8)
    if let kept = kept(key) { return kept }
    let summary = DataSummary(scanning: task)
    keep(summary, key)
    return summary
  }

  private func path(_ key: String) -> String { "\(folder)/\(key).json" }

  private func kept(_ key: String) -> DataSummary? {
    guard let size = AssetStore.size(ofFile: path(key)), size <= Self.sizeLimit,
      let data = FileManager.default.contents(atPath: path(key)),
      let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.key == key,
      entry.sha256 == FileDigest.sha256(of: entry.summary.utf8)
    else { return nil }
    return try? JSONDecoder().decode(DataSummary.self, from: Data(entry.summary.utf8))
  }

  /// A summary that cannot be kept is made again the next time.
  private func keep(_ summary: DataSummary, _ key: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(summary) else { return }
    let text = String(decoding: data, as: UTF8.self)
    let entry = Entry(key: key, sha256: FileDigest.sha256(of: text.utf8), summary: text)
    guard let file = try? encoder.encode(entry) else { return }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try? FileReplacement.write(Array(file), to: path(key))
  }
}
