/// How the tensors of a checkpoint correspond to the parameters of a model.
public struct CheckpointMatch: Sendable, Hashable {
  /// What stands before the model's own names in this checkpoint, such as `transformer.`.
  public let prefix: String
  /// The tensor of each parameter that is read and found, by the parameter's name.
  public let tensors: [String: String]
  /// Parameters that are read and that the checkpoint lacks, in the model's order.
  public let missing: [MissingTensor]
  /// Tensors that this use of the model never reads, such as token tables, in the file's order.
  public let unread: [String]
  /// Tensors that are no part of the model, such as a head, a pooler or blocks beyond those kept, in the file's order.
  public let surplus: [String]

  /// Finds the prefix under which most parameters are there, and matches names; no tensor is read.
  ///
  /// - Complexity: O(parameters · prefixes + tensors).
  public init(of backbone: any Backbone, in file: SafetensorsFile) {
    let parameters = backbone.parameters.filter { !$0.isNew }
    let read = parameters.filter(\.isRead)
    func tensor(of name: String, under prefix: String) -> String? {
      ([name] + backbone.otherNames(of: name)).lazy.map { prefix + $0 }.first(where: file.contains)
    }
    var prefix = ""
    var most = -1
    for candidate in Self.prefixes(of: backbone, probe: read, in: file) {
      let found = read.count { tensor(of: $0.name, under: candidate) != nil }
      if found > most { (prefix, most) = (candidate, found) }
    }
    var tensors: [String: String] = [:]
    var missing: [MissingTensor] = []
    for parameter in read {
      if let name = tensor(of: parameter.name, under: prefix) {
        tensors[parameter.name] = name
      } else {
        // Looking for similar names costs time, and nobody reads a hundred suggestions.
        let similar =
          missing.count < MissingTensor.suggestionLimit
          ? MissingTensor.names(similarTo: prefix + parameter.name, in: file) : []
        missing.append(MissingTensor(name: prefix + parameter.name, similar: similar))
      }
    }
    let used = Set(tensors.values)
    let unread = Set(
      parameters.filter { !$0.isRead }.compactMap { tensor(of: $0.name, under: prefix) })
    self.prefix = prefix
    self.tensors = tensors
    self.missing = missing
    self.unread = file.names.filter(unread.contains)
    surplus = file.names.filter { !used.contains($0) && !unread.contains($0) }
  }

  /// The library's own prefixes, then what stands before a probe's name in this file.
  private static func prefixes(
    of backbone: any Backbone, probe: [ParameterSpecification], in file: SafetensorsFile
  ) -> [String] {
    var prefixes = backbone.checkpointPrefixes
    guard let name = probe.first(where: { $0.layer != nil })?.name else { return prefixes }
    for spelling in [name] + backbone.otherNames(of: name) {
      for tensor in file.names where tensor.hasSuffix("." + spelling) {
        let prefix = String(tensor.dropLast(spelling.count))
        if !prefixes.contains(prefix), prefixes.count < 16 { prefixes.append(prefix) }
      }
    }
    return prefixes
  }

  /// - Throws: `CheckpointError.missingTensors`, which names everything that is missing.
  func requireComplete(_ backbone: any Backbone, in file: SafetensorsFile) throws(CheckpointError) {
    guard missing.isEmpty else {
      throw .missingTensors(
        file: file.path, model: backbone.architecture, found: tensors.count, missing: missing)
    }
  }
}

/// A tensor that should be in a checkpoint and is not.
public struct MissingTensor: Sendable, Hashable {
  public let name: String
  /// Names that the checkpoint has and that end alike, the most alike first.
  public let similar: [String]

  public init(name: String, similar: [String]) {
    self.name = name
    self.similar = similar
  }

  /// For how many missing tensors similar names are looked for.
  static let suggestionLimit = 8

  /// Up to three names of a file that share at least their last component with `name`, by how much of the end is shared.
  static func names(similarTo name: String, in file: SafetensorsFile) -> [String] {
    let parts = name.split(separator: ".")
    var ranked: [(shared: Int, name: String)] = []
    for candidate in file.names {
      let others = candidate.split(separator: ".")
      let end = zip(parts.reversed(), others.reversed()).prefix { $0 == $1 }.count
      guard end > 0 else { continue }
      // Between equal ends, as many components and then shared ones decide.
      let shared =
        100 * end - 10 * min(9, abs(parts.count - others.count))
        + min(9, parts.count { others.contains($0) })
      let place = ranked.firstIndex { $0.shared < shared } ?? ranked.endIndex
      if place < 3 {
        ranked.insert((shared, candidate), at: place)
        if ranked.count > 3 { ranked.removeLast() }
      }
    }
    return ranked.map(\.name)
  }
}
