import FPTCheckpoints
import FPTEngine
import FPTJSON

/// What configurations of a family call the members of its rotation outside of `rope_parameters`, and what it leaves out.
struct RotaryKeys: Sendable {
  var base = "rope_theta"
  var defaultBase = 10_000.0
  /// The share of a head's columns that turn; nil where all of them do.
  var share: String?
  var defaultShare = 1.0
}

/// The rotation of queries and keys as a configuration describes it.
///
/// transformers 4 writes `rope_theta` and, where frequencies are scaled, `rope_scaling`; transformers 5 writes both in `rope_parameters`.
struct RotaryConfiguration: Sendable, Hashable {
  /// How frequencies differ from those of the base.
  enum Scaling: Sendable, Hashable {
    case none
    /// All are divided by a factor (Chen et al. 2023).
    case linear(factor: Double)
    /// Those of long wavelengths are divided by a factor, as in Llama 3.1.
    case llama3(factor: Double, lowFactor: Double, highFactor: Double, originalTokens: Int)
  }

  /// Pair i of n has the frequency base^(−i / n), radians a token.
  var base = 10_000.0
  /// The share of a head's columns that turn, above 0 and at most 1.
  var share = 1.0
  var scaling = Scaling.none

  /// A rotation whose frequencies are those of the base.
  init(base: Double = 10_000, share: Double = 1) {
    self.base = base
    self.share = share
  }

  /// Reads the rotation of a configuration.
  ///
  /// - Parameters:
  ///   - c: the configuration, of transformers 4 or 5.
  ///   - keys: what the family calls its members.
  ///   - layerType: the member of `rope_parameters` that describes these layers; nil where there is one rotation for all.
  /// - Throws: `CheckpointError.wrongValue` for a type that is not known here, a member that the type does not have, and a number that
  ///   makes no sense.
  init(
    _ c: ModelConfiguration, _ keys: RotaryKeys = RotaryKeys(), layerType: String? = nil
  ) throws(CheckpointError) {
    let outerBase = try c.number(keys.base, in: Self.bases, default: keys.defaultBase)
    var outerShare = keys.defaultShare
    if let key = keys.share {
      outerShare = try c.number(key, in: 0...1, default: keys.defaultShare)
    }
    self.init(base: outerBase, share: outerShare)
    guard let inner = try Self.parameters(c, layerType: layerType) else { return }
    base = try inner.number("rope_theta", in: Self.bases, default: outerBase)
    share = try inner.number("partial_rotary_factor", in: 0...1, default: outerShare)
    if keys.share == nil, share != 1 {
      throw inner.wrongValue("partial_rotary_factor", expected: "1: whole heads turn")
    }
    if base != outerBase { try Self.refuseAnother(keys.base, in: c, or: "rope_theta", in: inner) }
    if share != outerShare, let key = keys.share {
      try Self.refuseAnother(key, in: c, or: "partial_rotary_factor", in: inner)
    }
    scaling = try Scaling(inner, maximumTokens: c)
  }

  /// Refuses two members that both give a number, and not the same.
  private static func refuseAnother(
    _ outside: String, in c: ModelConfiguration, or name: String, in inner: ModelConfiguration
  ) throws(CheckpointError) {
    guard c.contains(outside), inner.contains(name) else { return }
    throw inner.wrongValue(name, expected: "what `\(outside)` has")
  }

  /// The kinds of layers that may have rotations of their own.
  private static let layerTypes = ["full_attention", "sliding_attention"]

  /// A base of 1 would turn all pairs alike.
  private static let bases = 1.0...1e12

  /// The object that describes the rotation; nil where there is none.
  private static func parameters(
    _ c: ModelConfiguration, layerType: String?
  ) throws(CheckpointError) -> ModelConfiguration? {
    if let scaling = try c.object("rope_scaling") {
      guard !c.contains("rope_parameters") else {
        throw c.wrongValue("rope_scaling", expected: "absent beside `rope_parameters`")
      }
      return scaling
    }
    let parameters = try c.object("rope_parameters")
    guard let layerType else { return parameters }
    try parameters?.requireOnly(layerTypes, of: "a model with a rotation for each kind of layer")
    return try parameters?.object(layerType)
  }

  /// The columns of a head that turn, an even number.
  func columns(ofHead width: Int) -> Int { Int(Double(width) * share) }

  /// The frequencies of a head's pairs of columns.
  func frequencies(headWidth: Int) -> RotaryFrequencies {
    let frequencies = RotaryFrequencies(width: columns(ofHead: headWidth), base: base)
    switch scaling {
    case .none: return frequencies
    case .linear(let factor): return frequencies.linear(factor: factor)
    case .llama3(let factor, let low, let high, let tokens):
      return frequencies.llama3(
        factor: factor, lowFactor: low, highFactor: high, originalTokens: tokens)
    }
  }

  /// - Parameters:
  ///   - headWidth: columns of a head.
  ///   - key: the key that says so.
  ///   - c: the configuration.
  /// - Throws: `CheckpointError.wrongValue` unless the columns that turn are pairs.
  func requirePairs(
    headWidth: Int, _ key: String, _ c: ModelConfiguration
  ) throws(CheckpointError) {
    let columns = columns(ofHead: headWidth)
    guard columns >= 2, columns % 2 == 0 else {
      throw .wrongValue(
        file: c.path, key: key, expected: "heads in which an even number of columns turns",
        found: "\(columns) of \(headWidth) columns")
    }
  }

  /// The members of a configuration that describe the rotation as transformers 4 writes it, and as 4 and 5 read it.
  func members(_ keys: RotaryKeys = RotaryKeys()) -> JSONValue.Members {
    var members: JSONValue.Members = [keys.base: .real(base)]
    if let key = keys.share { members[key] = .real(share) }
    if scaling != .none { members["rope_scaling"] = .object(scaling.members) }
    return members
  }
}

extension RotaryConfiguration.Scaling {
  /// Reads the type and its members; `c` has the longest sequence, which stands for that of pretraining where none is given.
  init(
    _ parameters: ModelConfiguration, maximumTokens c: ModelConfiguration
  ) throws(CheckpointError) {
    let types = ["default", "linear", "llama3"]
    let common = ["rope_type", "type", "rope_theta", "partial_rotary_factor"]
    // Before transformers 4.43, `rope_type` was called `type`.
    let older = try parameters.text("type", oneOf: types, default: "default")
    let type = try parameters.text("rope_type", oneOf: types, default: older)
    if parameters.contains("type"), older != type {
      throw parameters.wrongValue("type", expected: "what `rope_type` has")
    }
    let owner = "the rotation of type \"\(type)\""
    let factors = 1e-3...1e6
    switch type {
    case "linear":
      try parameters.requireOnly(common + ["factor"], of: owner)
      self = .linear(factor: try parameters.number("factor", in: factors))
    case "llama3":
      try parameters.requireOnly(
        common + [
          "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings",
        ], of: owner)
      let low = try parameters.number("low_freq_factor", in: factors)
      let high = try parameters.number("high_freq_factor", in: factors)
      guard low < high else {
        throw parameters.wrongValue(
          "high_freq_factor", expected: "more than `low_freq_factor`, which is \(low)")
      }
      let length = "original_max_position_embeddings"
      self = .llama3(
        factor: try parameters.number("factor", in: factors), lowFactor: low, highFactor: high,
        originalTokens: parameters.contains(length)
          ? try parameters.integer(length) : try c.integer("max_position_embeddings"))
    default:
      try parameters.requireOnly(common, of: owner)
      self = .none
    }
  }

  /// The members of `rope_scaling`.
  fileprivate var members: JSONValue.Members {
    switch self {
    case .none: ["rope_type": .text("default")]
    case .linear(let factor): ["rope_type": .text("linear"), "factor": .real(factor)]
    case .llama3(let factor, let low, let high, let tokens):
      [
        "rope_type": .text("llama3"), "factor": .real(factor),
        "low_freq_factor": .real(low), "high_freq_factor": .real(high),
        "original_max_position_embeddings": .integer(Int64(tokens)),
      ]
    }
  }
}
