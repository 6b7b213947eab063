/// The name of a repository of the Hugging Face hub at one revision: `hf:ORG/NAME@REVISION`.
///
/// ```swift
/// let name = try HubName("hf:openai-community/gpt2@607a30d783dfa663caf39e06633721c8d4cfcd7e")
/// print(name.repository, name.commit != nil)
/// ```
public struct HubName: Sendable, Hashable {
  /// `ORG/NAME`, or the `NAME` alone of one of the first repositories, such as `gpt2`.
  public let repository: String
  /// A commit, or a branch or tag that the hub resolves to one; nil where none is named, which means the branch `main`.
  public let revision: String?

  /// What every such name begins with.
  package static let prefix = "hf:"

  /// Whether a name is meant as one of the hub's, well formed or not.
  package static func isOne(_ text: String) -> Bool { text.hasPrefix(prefix) }

  /// Reads `hf:ORG/NAME`, `hf:ORG/NAME@REVISION`, and either without `ORG/`.
  ///
  /// - Throws: `HubNameError` that says which part is malformed.
  public init(_ text: String) throws(HubNameError) {
    func fail(_ problem: HubNameError.Problem) -> HubNameError {
      HubNameError(name: text, problem: problem)
    }
    guard Self.isOne(text) else { throw fail(.noPrefix) }
    let parts = text.dropFirst(Self.prefix.count).split(
      separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let words = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard words.count <= 2, words != [""] else { throw fail(.parts(words.count)) }
    for word in words {
      if let reason = Self.problem(ofWord: word) { throw fail(.word(String(word), reason)) }
    }
    if let last = words.last, Self.isCommit(last) { throw fail(.commitAsName) }
    repository = words.joined(separator: "/")
    revision = parts.count == 2 ? String(parts[1]) : nil
    if let revision, let reason = Self.problem(ofRevision: revision) {
      throw fail(.revision(revision, reason))
    }
  }

  /// The repository of another name at a commit.
  package init(_ other: HubName, commit: String) {
    (repository, revision) = (other.repository, commit)
  }

  /// The full commit, where that is the revision: then the name stands for the same bytes for ever.
  public var commit: String? { revision.flatMap { Self.isCommit($0) ? $0 : nil } }

  /// Whether a text is a full commit: 40 hexadecimal digits in lower case.
  package static func isCommit(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 40 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }

  /// The hub's own rules for names; they also keep a name from leaving the folder it stands for.
  private static func problem(ofWord word: Substring) -> String? {
    if word.isEmpty { return "is empty" }
    if word.utf8.count > 96 { return "is longer than 96 characters" }
    let isAllowed = word.utf8.allSatisfy { byte in
      let character = Character(Unicode.Scalar(byte))
      return byte < 128 && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
    if !isAllowed { return "has a character that is no letter, digit, `-`, `_` or `.`" }
    if "-.".contains(word.first ?? "-") || "-.".contains(word.last ?? "-") {
      return "begins or ends with `-` or `.`"
    }
    if word.contains("--") || word.contains("..") { return "has `--` or `..`" }
    return word.hasSuffix(".git") ? "ends in `.git`" : nil
  }

  /// Git's rules for names of branches and tags, as far as hubs allow them.
  private static func problem(ofRevision revision: String) -> String? {
    if revision.isEmpty { return "is empty" }
    if revision.utf8.count > 255 { return "is longer than 255 characters" }
    let isAllowed = revision.utf8.allSatisfy { byte in
      let character = Character(Unicode.Scalar(byte))
      return byte < 128 && (character.isLetter || character.isNumber || "-_./+".contains(character))
    }
    if !isAllowed { return "has a character that no branch, tag or commit has" }
    let words = revision.split(separator: "/", omittingEmptySubsequences: false)
    if words.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.hasSuffix(".lock") })
      || revision.contains("..") || revision.hasPrefix("-") || revision.hasSuffix(".")
    {
      return "is no name that git allows"
    }
    if !isCommit(revision), isCommit(revision.lowercased()) {
      return "is a commit in capital letters; write \(revision.lowercased())"
    }
    return nil
  }
}

extension HubName: CustomStringConvertible {
  /// The name as it is written in an experiment file.
  public var description: String {
    Self.prefix + repository + (revision.map { "@" + $0 } ?? "")
  }
}

/// A name that is meant as one of the hub's and is none.
public struct HubNameError: Error, Sendable, Hashable {
  /// What is malformed.
  public enum Problem: Sendable, Hashable {
    /// It does not begin with `hf:`.
    case noPrefix
    /// It has none, or more than two, parts between slashes.
    case parts(Int)
    /// A part with this reason.
    case word(String, String)
    /// A revision with this reason.
    case revision(String, String)
    /// A commit behind a slash, where `@` belongs.
    case commitAsName
  }
  /// The name as written.
  public var name: String
  /// What is wrong with it.
  public var problem: Problem
}

extension HubNameError: CustomStringConvertible {
  /// A sentence with the name, what is wrong, and the form that is expected.
  public var description: String {
    let what =
      switch problem {
      case .noPrefix: "it does not begin with `hf:`"
      case .parts(let count): count > 2 ? "it has \(count) parts between slashes" : "it is empty"
      case .word(let word, let reason): "`\(word)` \(reason)"
      case .revision(let revision, let reason): "the revision `\(revision)` \(reason)"
      case .commitAsName: "a commit stands behind `@`, not behind `/`"
      }
    return "`\(name)` names no repository of the hub: \(what); expected is hf:ORG/NAME@REVISION"
  }
}
