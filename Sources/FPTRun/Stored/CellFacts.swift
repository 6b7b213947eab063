import FPTCatalog
import FPTJSON
import FPTLib
import FPTResults
import FPTSchema

/// What the attributes of a file say of one cell: enough to list it, without reading its numbers.
package struct CellFacts: Sendable {
  package let hash: String
  /// Why it is in its state, where that takes words.
  package let message: String?
  /// The first step without a finite loss; nil for a cell that did not diverge.
  package let divergedAtStep: Int64?
  /// The digest of the pretrained weights that the model took values from; nil for none.
  package let weights: String?
  package let data: Data?
  private let train: JSONValue?
  /// The configuration with every default.
  private let resolvedConfiguration: String?
  private let provenance: [ResultAttribute]

  /// What a cell learned from.
  package struct Data: Sendable, Hashable {
    /// The task's constructor.
    package let task: String
    package let digest: String
    /// What of the known assets it is of.
    package let assets: [Asset]
  }

  /// The facts of some cells of a file, in their order.
  ///
  /// A cell whose data or weights are missing has no hash, an empty text, and no facts.
  ///
  /// - Complexity: opens the file twice; only attributes are read.
  package static func all(
    of hashes: [String], in path: String
  ) throws(ResultFileError) -> [CellFacts] {
    let hashes = hashes.filter { !$0.isEmpty }
    if hashes.isEmpty { return [] }
    let records = try ResultFile.attributes(path, of: hashes, in: ["cells"])
    let origins = try ResultFile.attributes(
      path, of: hashes, in: [ResultFormat.provenanceGroup, "cells"])
    return zip(hashes, zip(records, origins)).map { hash, attributes in
      func value(_ name: String) -> ResultAttribute.Value? {
        attributes.0?.first { $0.name == name }?.value
      }
      let text = value("configuration")?.text
      // Versions of the format have other forms; what is not understood says nothing.
      let root = text.flatMap { try? JSONParser.parse(Array($0.utf8)) }
      var weights: String?
      if case .text(let digest)? = root?["model"]?["weights"]?["weights"] { weights = digest }
      return CellFacts(
        hash: hash, message: value("message")?.text,
        divergedAtStep: value("diverged_at_step")?.integer, weights: weights,
        data: root?["task"].flatMap { Data($0) }, train: root?["train"]?["fields"],
        resolvedConfiguration: value("resolved_configuration")?.text, provenance: attributes.1 ?? []
      )
    }
  }

  /// What the provenance has under a name, in words; nil where it has nothing, or does not know.
  package func provenance(_ name: String) -> String? {
    let text = provenance.first { $0.name == name }?.value.shown
    return text == Provenance.unknown ? nil : text
  }

  /// The results file that the cell was imported from, with the first digits of its content digest, and the measures where only these
  /// were; nil for a cell that was computed in the store it is from.
  package var importedFrom: String? {
    let values = [ImportedCells.attribute, ImportedCells.measuresAttribute].lazy.compactMap {
      name in
      provenance.first { $0.name == name }?.value
    }
    guard let value = values.first else { return nil }
    guard let source = ImportedCells.sources(value).first else { return "a file without a name" }
    let words = source.split(separator: " ").map { word in
      word.utf8.count == 64 ? String(word.prefix(CellHash.shownDigits)) : String(word)
    }
    return String(words.joined(separator: " ").prefix(80))
  }

  package var seconds: Double? { provenance.first { $0.name == "seconds" }?.value.number }

  /// The share of units that are dropped while it trains; nil where the file does not say.
  package var dropout: Double? {
    if let dropout = train?["dropout"]?.number { return dropout }
    // What the canonical configuration leaves out is a default of the version that wrote it.
    let root = resolvedConfiguration.flatMap { try? JSONParser.parse(Array($0.utf8)) }
    return root?["train"]?["fields"]?["dropout"]?.number
  }
}

extension CellFacts.Data {
  /// Nil for what is no task.
  fileprivate init?(_ task: JSONValue) {
    guard case .text(let digest)? = task["data"],
      case .text(let name)? = task["definition"]?["constructor"]
    else { return nil }
    var fields: [String: FieldContent] = [:]
    if case .object(let members)? = task["definition"]?["fields"] {
      for (field, value) in members { fields[field] = FieldContent(value) }
    }
    let values = FieldValues(of: name, fields)
    // A task of another version may have other fields.
    let assets = (try? Catalog.current.task(name).assets(of: values)) ?? []
    self.init(task: name, digest: digest, assets: Asset.all.filter { assets.contains($0.name) })
  }
}

extension FieldContent {
  fileprivate init?(_ value: JSONValue) {
    switch value {
    case .text(let text): self = .text(text)
    case .boolean(let value): self = .boolean(value)
    case .list(let elements): self = .list(elements.compactMap { FieldContent($0) })
    default:
      guard let number = value.number else { return nil }
      self = Int(exactly: number).map { .integer($0) } ?? .number(number)
    }
  }
}

extension Asset {
  /// The known weights that have a file of some digest; nil for weights that nobody here knows.
  package static func weights(withDigest digest: String) -> Asset? {
    all.first { $0.kind == .weights && $0.files.contains { $0.sha256.contains(digest) } }
  }
}
