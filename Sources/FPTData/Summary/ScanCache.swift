import FPTFiles
import Foundation

/// Caches summaries of scanned data beside the cells, by digest, so that data are scanned once.
package struct ScanCache: Sendable {
  /// The version of scans.
  ///
  /// It rises with every change of their content.
  private static let version = 1
  private let texts: KeptTexts

  /// Keeps summaries in the folder of a store of cells.
  package init(store: String) { texts = KeptTexts(folder: "\(store)/scans") }

  /// The summary of a task, kept or made now.
  ///
  /// The task's declaration, with the digest of its data, tells tasks apart.
  package func summary(of task: any SequenceTask, definition: String) -> DataSummary {
    guard task.dataNotes.isScanned else { return DataSummary(shapeOf: task) }
    if let kept = summary(ofData: task.dataDigest, definition: definition) { return kept }
    let summary = DataSummary(scanning: task)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    if let text = try? encoder.encode(summary) {
      let name = Self.name(task.dataDigest, definition)
      texts.keep(String(decoding: text, as: UTF8.self), as: name, key: name)
    }
    return summary
  }

  /// The summary of data with a digest; nil where none is kept.
  package func summary(ofData digest: String, definition: String) -> DataSummary? {
    let name = Self.name(digest, definition)
    return texts.text(name, key: name).flatMap {
      try? JSONDecoder().decode(DataSummary.self, from: Data($0.utf8))
    }
  }

  private static func name(_ digest: String, _ definition: String) -> String {
    FileDigest.sha256(of: "scan \(version)\n\(digest)\n\(definition)".utf8)
  }
}
