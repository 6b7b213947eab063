import FPTDigest
import FPTResults

/// A cache that outlives the process: digests of files under the files' states, and texts under the digests of what they describe.
///
/// It only saves time. Data are compared with what the cache says of them before anything is computed with them.
package struct DigestCache: Sendable {
  /// The cache of this task; nil outside of the command.
  @TaskLocal package static var current: DigestCache?

  /// A file that was changed this short a time before it is hashed may be changed again without a trace: some file systems stamp
  /// changes in steps of two seconds.
  static let youngestAge = 2.5

  private let digests: KeptTexts
  private let texts: KeptTexts

  package init(folder: String) {
    digests = KeptTexts(folder: "\(folder)/digests")
    texts = KeptTexts(folder: "\(folder)/tasks")
  }

  /// In `fpt-script` in the XDG cache folder (`XDG_CACHE_HOME`, by default `~/.cache`); nil where the environment names no home.
  package init?(environment: [String: String]) {
    // The XDG specification: a path that is not absolute is ignored.
    func absolute(_ key: String) -> String? {
      environment[key].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let cache = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map({ "\($0)/.cache" }) else {
      return nil
    }
    self.init(folder: "\(cache)/fpt-script")
  }

  /// The digest of a file in this state; nil where it is not known.
  func digest(of state: FileState, _ function: String) -> String? {
    let (name, key) = Self.names(state, function)
    guard let text = digests.text(name, key: key), text.utf8.count == 64,
      text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { return nil }
    return text
  }

  /// Keeps the digest of a file in the place of that of its earlier states.
  func keep(_ digest: String, of state: FileState, _ function: String) {
    let (name, key) = Self.names(state, function)
    digests.keep(digest, as: name, key: key)
  }

  private static func names(_ state: FileState, _ function: String) -> (String, String) {
    let (file, state) = state.texts
    return (Digest(.sha256, of: "\(function) \(file)").hexadecimal, "\(function) \(file) \(state)")
  }

  /// What was kept for a key, a text of any length.
  package func text(for key: String) -> String? { texts.text(Self.name(key), key: Self.name(key)) }

  /// Keeps a text for a key.
  package func keep(_ text: String, for key: String) {
    texts.keep(text, as: Self.name(key), key: Self.name(key))
  }

  /// Forgets what was kept for a key.
  package func forget(_ key: String) { texts.forget(Self.name(key)) }

  private static func name(_ key: String) -> String { Digest(.sha256, of: key).hexadecimal }
}
