/// The summary of a stored cell for planning: everything except curves, measures and weights.
///
/// It stands in the trailer of the cell's file, so that a store of ten thousand cells is looked through without opening any as HDF5.
package struct CellSummary: Sendable, Hashable {
  package var hash: String
  package var state: CellRecord.State
  /// Why the cell is in this state, where that needs words.
  package var message: String?
  /// The canonical configuration, as JSON.
  package var configuration: String
  /// Names of the measures that are done.
  package var measures: [String]
  /// True if the trained parameters were kept.
  package var hasWeights: Bool
  /// True if there is a checkpoint to continue from.
  package var hasCheckpoint: Bool
  /// The step of that checkpoint; nil where there is none or it does not say.
  package var checkpointStep: Int?
  /// Seconds of computation; nil if unknown.
  package var seconds: Double?
  /// Version of the engine's numerics; nil where the provenance does not say.
  package var numericsVersion: Int?
  /// Version of the format that the file is in.
  package var formatVersion: Int64

  /// The summary of a record that is to be written, or that was read of a file without a trailer.
  package init(_ record: CellRecord, formatVersion: Int64 = ResultFormat.version) {
    hash = record.hash
    state = record.state
    message = record.message
    configuration = record.configuration
    measures = record.measures.map(\.name)
    hasWeights = !record.trained.isEmpty
    hasCheckpoint = record.checkpoint != nil
    checkpointStep = record.checkpoint?.attribute("step")?.integer.flatMap { Int(exactly: $0) }
    seconds = record.provenanceValue("seconds")?.number
    numericsVersion =
      record.provenanceValue("numerics_version")?.integer.flatMap { Int(exactly: $0) }
    self.formatVersion = formatVersion
  }

  /// True if nothing remains to compute.
  ///
  /// Divergence is a result.
  package var isFinal: Bool { state == .done || state == .diverged }
}

extension CellSummary {
  /// The fields of the trailer, in order.
  var fields: [(key: String, value: String)] {
    var fields = [
      ("cell", hash), ("format", "\(formatVersion)"), ("state", state.rawValue),
      ("configuration", configuration), ("weights", hasWeights ? "1" : "0"),
      ("checkpoint", hasCheckpoint ? "1" : "0"),
    ]
    if let message { fields.append(("message", message)) }
    if let checkpointStep { fields.append(("step", "\(checkpointStep)")) }
    if let seconds { fields.append(("seconds", "\(seconds)")) }
    if let numericsVersion { fields.append(("numerics", "\(numericsVersion)")) }
    fields += measures.map { ("measure", $0) }
    return fields.map { (key: $0.0, value: $0.1) }
  }

  /// Reads the fields of a trailer; keys that are not known are ignored.
  init(fields: [(key: String, value: String)]) throws(CellTrailer.Fault) {
    var values: [String: String] = [:]
    measures = []
    for (key, value) in fields {
      if key == "measure" {
        measures.append(value)
      } else if key != "extent", values.updateValue(value, forKey: key) != nil {
        throw CellTrailer.Fault(place: key, expected: "one value", found: "two")
      }
    }
    func required(_ key: String) throws(CellTrailer.Fault) -> String {
      guard let value = values[key] else {
        throw CellTrailer.Fault(place: key, expected: "a value", found: "none")
      }
      return value
    }
    func flag(_ key: String) throws(CellTrailer.Fault) -> Bool {
      let value = try required(key)
      guard ["0", "1"].contains(value) else {
        throw CellTrailer.Fault(place: key, expected: "0 or 1", found: "`\(value)`")
      }
      return value == "1"
    }
    func number<Number: LosslessStringConvertible & Comparable>(
      _ key: String, _ type: Number.Type, in range: ClosedRange<Number>
    ) throws(CellTrailer.Fault) -> Number? {
      guard let text = values[key] else { return nil }
      guard let number = Number(text), range.contains(number) else {
        throw CellTrailer.Fault(
          place: key, expected: "a number from \(range.lowerBound) to \(range.upperBound)",
          found: "`\(text)`")
      }
      return number
    }
    hash = try required("cell")
    configuration = try required("configuration")
    let name = try required("state")
    guard let state = CellRecord.State(rawValue: name) else {
      throw CellTrailer.Fault(
        place: "state", expected: CellRecord.State.allCases.map(\.rawValue).joined(separator: ", "),
        found: "`\(name)`")
    }
    self.state = state
    message = values["message"]
    hasWeights = try flag("weights")
    hasCheckpoint = try flag("checkpoint")
    checkpointStep = try number("step", Int.self, in: 0...Int.max)
    // Three thousand years.
    seconds = try number("seconds", Double.self, in: 0...1e11)
    numericsVersion = try number("numerics", Int.self, in: 0...Int.max)
    guard let formatVersion = try number("format", Int64.self, in: 1...Int64.max) else {
      throw CellTrailer.Fault(place: "format", expected: "an integer from 1", found: "nothing")
    }
    self.formatVersion = formatVersion
  }
}
