import FPTFiles
import FPTResults
import Foundation

/// Gets checkpoints from the Hugging Face hub into a store, a repository at a commit at a time.
///
/// ```swift
/// let environment = ProcessInfo.processInfo.environment
/// let fetcher = HubFetcher(
///   store: try AssetStore(environment: environment), access: try HubAccess(environment: environment))
/// let pinned = try await fetcher.fetch(HubName("hf:openai-community/gpt2@main"))
/// print(pinned, try fetcher.store.locate(pinned))
/// ```
public struct HubFetcher: Sendable {
  /// Where the repositories are put.
  public let store: AssetStore
  /// The hub or its mirror.
  public let access: HubAccess
  /// How long the server may take.
  public var limits: TransferLimits
  /// How often a server that fails is asked again.
  public var patience: HubPatience

  /// Makes a fetcher; nothing is fetched yet.
  public init(
    store: AssetStore, access: HubAccess, limits: TransferLimits = TransferLimits(answer: 20),
    patience: HubPatience = HubPatience()
  ) {
    (self.store, self.access, self.limits, self.patience) = (store, access, limits, patience)
  }

  /// Makes a repository complete in the store: configuration, weights in the format that is read first, and a tokenizer where there
  /// is one that is read.
  ///
  /// Every file is checked against its published size and digest; what has none is recorded. All files are put in place at once. What
  /// an interrupted fetch had received is kept for the next one. A `folder` that holds the files, or the cache of Hugging Face's own
  /// programs, is the only source where it is given. `progress` is called from any thread.
  ///
  /// - Returns: the name with the commit that was fetched.
  /// - Throws: `HubError`; `AssetError.busy` while another process fetches it, `.folderUnusable`.
  @discardableResult
  public func fetch(
    _ name: HubName, from folder: String? = nil,
    progress: @escaping @Sendable (AssetFetcher.Progress) -> Void = { _ in }
  ) async throws -> HubName {
    if name.commit != nil, try isComplete(name) {
      progress(.alreadyComplete)
      return name
    }
    let source: any HubSource
    if let folder {
      source = HubFolder(path: folder)
    } else {
      if let variable = access.offline {
        throw HubError(
          name: name, place: access.address,
          problem: .offline(variable: variable, here: try store.commits(of: name)))
      }
      source = HubServer(access: access, limits: limits, patience: patience, progress: progress)
    }
    progress(.trying(source: source.place))
    do {
      let listing = try await source.listing(of: name)
      if let commit = name.commit, commit != listing.commit {
        throw HubProblem.wrongRevision(expected: commit, found: listing.commit)
      }
      let pinned = HubName(name, commit: listing.commit)
      if pinned != name {
        progress(.resolved(name: pinned, repository: listing.repository))
        if try isComplete(pinned) {
          progress(.alreadyComplete)
          return pinned
        }
      }
      try await HubCollection(
        name: pinned, listing: listing, source: source, store: store, progress: progress
      ).collect()
      return pinned
    } catch let problem as HubProblem {
      throw HubError(name: name, place: source.place, problem: problem)
    }
  }

  /// Whether everything is in place with the digests of its manifest; what is damaged is fetched again.
  private func isComplete(_ name: HubName) throws -> Bool {
    do {
      try store.verify(name)
      return true
    } catch AssetError.missing { return false } catch AssetError.wrongFile { return false }
  }

  /// What came in the place of a file, where its first bytes say so.
  ///
  /// - Throws: `HubProblem.system`.
  static func foreignKind(of path: String) throws(HubProblem) -> FileKind? {
    do throws(FileError) {
      let file = try MappedFile(path: path)
      return withExtendedLifetime(file) {
        FileKind(of: file.bytes).flatMap { [.webPage, .lfsPointer].contains($0) ? $0 : nil }
      }
    } catch { throw .system("\(error)") }
  }
}
