import FPTJSON

/// What a model makes of the keys of a configuration: every key that can stand in one is in exactly one of three lists, and
/// what is in none of them is refused, since it may change the forward pass.
package struct ConfigurationKeys: Sendable {
  /// Keys that the model reads: their values change what it computes.
  let understood: Set<String>
  /// Keys of whose values the model can compute only some.
  let required: [String: ConfigurationRequirement]
  /// Keys that change nothing of what is computed here: dropout rates, heads, tokens, generation, training.
  let harmless: Set<String>

  package init(
    understood: Set<String>, required: [String: ConfigurationRequirement], harmless: Set<String>
  ) {
    self.understood = understood
    self.required = required
    self.harmless = harmless
  }
}

/// The values of a key that a model can compute.
package struct ConfigurationRequirement: Sendable {
  /// In words, for messages: `"absolute"`, `an empty object`.
  let expected: String
  let allows: @Sendable (JSONValue) -> Bool

  /// One of some values.
  package static func oneOf(_ values: JSONValue...) -> ConfigurationRequirement {
    ConfigurationRequirement(expected: values.map(\.summary).joined(separator: " or ")) {
      values.contains($0)
    }
  }

  /// No value but null: the key has to be absent.
  package static let never = ConfigurationRequirement(expected: "null") { _ in false }

  /// No members, as in `"pruned_heads": {}`.
  static let empty = ConfigurationRequirement(expected: "empty") {
    $0 == .object([:]) || $0 == .list([])
  }
}

/// A key of a configuration that is refused.
public struct RefusedKey: Sendable, Hashable {
  /// The name of the key.
  public let key: String
  /// Its value, in words short enough for a message.
  public let found: String
  /// The values that can be computed; nil for a key that is not known.
  public let expected: String?
}

extension ModelConfiguration {
  /// The keys that a model refuses, in the file's order, whatever the user accepts.
  package func refused(by keys: ConfigurationKeys) -> [RefusedKey] {
    members.compactMap { member in
      // A null stands for the default.
      guard member.value != .null, !keys.understood.contains(member.key),
        !keys.harmless.contains(member.key)
      else { return nil }
      let requirement = keys.required[member.key]
      if let requirement, requirement.allows(member.value) { return nil }
      return RefusedKey(
        key: member.key, found: Self.words(for: member.value), expected: requirement?.expected)
    }
  }

  /// A short list of names is shown whole.
  private static func words(for value: JSONValue) -> String {
    guard case .list(let elements) = value, (1...3).contains(elements.count) else {
      return value.summary
    }
    return "[" + elements.map(\.summary).joined(separator: ", ") + "]"
  }

  /// - Throws: `CheckpointError.refusedKeys`, which names all that are refused and not accepted.
  package func requireKnown(_ keys: ConfigurationKeys, model: String) throws(CheckpointError) {
    let refused = refused(by: keys).filter { !accepted.contains($0.key) }
    guard refused.isEmpty else { throw .refusedKeys(file: path, model: model, keys: refused) }
  }
}
