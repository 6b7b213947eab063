import FPTFiles

/// A place that files of repositories come from: a hub, a mirror of one, or a folder on this machine.
protocol HubSource: Sendable {
  /// The place in words, as messages and manifests name it.
  var place: String { get }

  /// Which commit the name's revision is, and what it has.
  ///
  /// - Throws: `HubProblem`.
  func listing(of name: HubName) async throws -> HubListing

  /// Brings one file of a repository at a commit to `path`, going on behind what is there already.
  ///
  /// - Returns: false where there is no such file.
  /// - Throws: `HubProblem`. What has come stays for the next attempt.
  func get(
    _ file: AssetFile, of name: HubName, to path: String,
    progress: @escaping @Sendable (AssetFetcher.Progress) -> Void
  ) async throws -> Bool
}
