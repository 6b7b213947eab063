import FPTCheckpoints

/// How the tensors of a checkpoint correspond to the parameters of a model: every tensor of the file has exactly one role.
public struct CheckpointMatch: Sendable, Hashable {
  /// What stands before the model's own names in this checkpoint, such as `transformer.`.
  public let prefix: String
  /// The tensor of each parameter that is read and found, by the parameter's name.
  public let tensors: [String: String]
  /// Parameters that are read and that the checkpoint lacks, in the model's order.
  public let missing: [MissingTensor]
  /// The role of every tensor, in the file's order.
  public let roles: [TensorRole]
  /// Prefixes under which the checkpoint has the whole model, each tensor in its shape.
  public let completePrefixes: [String]
  /// Blocks under the prefix, the kept ones included.
  public let blocks: Int

  /// A tensor of the file and what becomes of it.
  public struct TensorRole: Sendable, Hashable {
    /// The name in the file.
    public let name: String
    /// What becomes of it.
    public let role: Role
  }

  /// What becomes of a tensor.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// A parameter's values.
    case used
    /// A table that this use of the model never reads, such as that of tokens.
    case unread
    /// A buffer, a pooler, a head: known to change nothing here.
    case harmless
    /// Of a block beyond those that `layers:` keeps.
    case leftOut
    /// Of another part of the file, under another prefix.
    case outside
    /// Refused, but for the user, who answers for it.
    case accepted
    /// Where the model's own tensors lie, and read by nobody: the model that was saved computed something with it.
    case refused
  }

  /// Finds the prefix under which most parameters are there, and gives every tensor its role; no
  /// tensor is read.
  ///
  /// A choice may name a prefix to take instead, and the tensors that the user answers for.
  ///
  /// - Complexity: O(parameters · prefixes + tensors · patterns).
  package init(
    of backbone: any Backbone, in file: any TensorSource,
    choice: CheckpointChoice = CheckpointChoice()
  ) {
    let parameters = backbone.parameters.filter { !$0.isNew }
    let read = parameters.filter(\.isRead)
    let candidates = PrefixCandidate.all(of: backbone, read: read, in: file)
    let best = candidates.max { ($0.found, $0.fitting) < ($1.found, $1.fitting) }
    let prefix = choice.prefix ?? best?.prefix ?? ""
    let others = candidates.filter { $0.prefix != prefix && $0.found == read.count }.map(\.prefix)

    var tensors: [String: String] = [:]
    var missing: [MissingTensor] = []
    for parameter in read {
      if let name = backbone.tensor(of: parameter.name, under: prefix, in: file) {
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
      parameters.filter { !$0.isRead }.compactMap {
        backbone.tensor(of: $0.name, under: prefix, in: file)
      })
    let harmless = backbone.harmlessTensors.map(NamePattern.init)
    let buffers = Self.buffers.map(NamePattern.init)
    let accepted = choice.accepted.map(NamePattern.init)

    func role(of name: String) -> Role {
      if used.contains(name) { return .used }
      if unread.contains(name) { return .unread }
      // The longer of two prefixes is the one that a name belongs to.
      let isOfAnother = others.contains { $0.count > prefix.count && name.hasPrefix($0) }
      guard name.hasPrefix(prefix), !isOfAnother else { return .outside }
      let own = String(name.dropFirst(prefix.count))
      if harmless.contains(where: { $0.matches(own) }) { return .harmless }
      // Truth values are masks: no parameter is learned in them.
      if buffers.contains(where: { $0.matches(own) }) || file.type(of: name) == .bool,
        !Self.isShapedAsWeights(name, of: used, in: file)
      {
        return .harmless
      }
      if let block = backbone.block(ofTensor: own), block >= backbone.layerCount,
        block < backbone.sourceLayerCount
      {
        return .leftOut
      }
      return accepted.contains { $0.matches(name, orAfter: prefix) } ? .accepted : .refused
    }
    self.prefix = prefix
    self.tensors = tensors
    self.missing = missing
    roles = file.names.map { TensorRole(name: $0, role: role(of: $0)) }
    completePrefixes = candidates.filter { $0.fitting == read.count && !read.isEmpty }.map(\.prefix)
    blocks =
      file.names.filter { $0.hasPrefix(prefix) }.compactMap {
        backbone.block(ofTensor: String($0.dropFirst(prefix.count))).map { $0 + 1 }
      }.max() ?? 0
  }

  /// Buffers that PyTorch modules of many models keep among their tensors.
  private static let buffers = [
    "*.position_ids", "position_ids", "*.rotary_emb.inv_freq", "*.mask", "*.masked_bias",
  ]

  /// Whether a tensor has the shape of the parameter beside it, weights or bias: a mask of those, with which pruned layers compute, and
  /// none of tokens.
  private static func isShapedAsWeights(
    _ name: String, of used: Set<String>, in file: any TensorSource
  ) -> Bool {
    guard let dot = name.lastIndex(of: "."), let shape = file.shape(of: name) else { return false }
    return ["weight", "bias"].map { String(name[...dot] + $0) }.contains {
      used.contains($0) && file.shape(of: $0) == shape
    }
  }

  /// The tensors of a role, in the file's order.
  public func names(_ role: Role) -> [String] { roles.filter { $0.role == role }.map(\.name) }

  /// Makes sure that the checkpoint is the whole model, and nothing but the model where the model's tensors lie.
  ///
  /// - Throws: `CheckpointError.severalModels`, `.missingTensors` or `.refusedTensors`, each of which names all that it is about;
  ///   `.shapeMismatch` or `.typeMismatch` for the first parameter of another shape or of no floats.
  func requireSound(
    _ backbone: any Backbone, in file: any TensorSource, choice: CheckpointChoice
  ) throws(CheckpointError) {
    if choice.prefix == nil, completePrefixes.count > 1 {
      throw .severalModels(
        file: file.path, model: backbone.architecture, prefixes: completePrefixes)
    }
    guard missing.isEmpty else {
      throw .missingTensors(
        file: file.path, model: backbone.architecture, found: tensors.count, missing: missing)
    }
    let refused = names(.refused)
    guard refused.isEmpty else {
      throw .refusedTensors(
        file: file.path, model: backbone.architecture,
        tensors: RefusedTensors(
          names: refused,
          blocks: blocks > backbone.sourceLayerCount
            ? .init(found: blocks, expected: backbone.sourceLayerCount) : nil))
    }
    for parameter in backbone.parameters {
      guard let name = tensors[parameter.name] else { continue }
      let shape = (parameter.atSource ?? parameter).shape
      // Of a sparse or quantized tensor the type says what it is; its shape does not.
      if file.type(of: name)?.isFloat != true { try file.tensor(named: name).requireFloats() }
      if let found = file.shape(of: name), found != shape {
        throw .shapeMismatch(file: file.path, tensor: name, expected: shape, found: found)
      }
    }
  }
}

extension Backbone {
  /// The tensor of a parameter in a file, under its own name or one that other versions of the library give it.
  func tensor(of name: String, under prefix: String, in file: any TensorSource) -> String? {
    ([name] + otherNames(of: name)).lazy.map { prefix + $0 }.first(where: file.contains)
  }

  /// The number of the block that a tensor belongs to by its name without prefix; nil outside the blocks.
  func block(ofTensor name: String) -> Int? {
    for prefix in blockPrefixes where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      let number = rest.prefix { $0 != "." }
      // A number beyond any model's names no block.
      if number.count < rest.count, number.allSatisfy(\.isNumber), let block = Int(number),
        block < 1 << 20
      {
        return block
      }
    }
    return nil
  }
}
