import FPTFiles
import FPTResults

/// Repositories of the hub in the data folder: `hf/ORG/NAME/COMMIT`.
extension AssetStore {
  private static let hubFolder = "hf"

  static func hubPlace(_ repository: String) -> String { "\(hubFolder)/\(repository)" }

  /// The folder of a repository, with one folder for each commit that is here.
  func folder(ofRepository name: HubName) -> String { "\(root)/\(Self.hubPlace(name.repository))" }

  /// The folder of a repository at a commit, all of whose files are in place, by presence and size; no file is read but the manifest.
  ///
  /// - Throws: `HubNameUnpinned` for a name without a commit; `AssetError.missing` (with the command that gets it), `.wrongFile`, or
  ///   `.folderUnusable` for a damaged manifest.
  public func locate(_ name: HubName) throws -> String {
    let folder = try locate(fetched(name))
    try requireOwnWeights(name, folder)
    return folder
  }

  /// Like `locate`, and checks the digest of every file against the one at which it was fetched.
  ///
  /// Reads every byte that was not read before.
  @discardableResult
  public func verify(_ name: HubName) throws -> String {
    let folder = try verify(fetched(name))
    try requireOwnWeights(name, folder)
    return folder
  }

  /// A repository at a commit as an asset.
  ///
  /// - Throws: as `locate` does, where it is not here.
  func fetched(_ name: HubName) throws -> Asset {
    guard name.commit != nil else { throw HubNameUnpinned(name: name, here: try commits(of: name)) }
    let expected = Asset(fetched: name, files: [AssetFile("config.json", .unpublished())])
    let folder = folder(of: expected)
    guard let manifest = try HubManifest(in: folder, of: name) else {
      throw AssetError.missing(name: "\(name)", folder: folder, files: ["config.json", "weights"])
    }
    return manifest.asset
  }

  /// What would be opened has to be what was fetched: of weights in several formats, one is taken.
  private func requireOwnWeights(_ name: HubName, _ folder: String) throws {
    let manifest = try HubManifest(in: folder, of: name)
    let files = try AtomicFile.names(in: folder)
    guard let opened = TensorFile.weightsNames.first(where: files.contains),
      manifest?.files.contains(where: { $0.path == opened }) != true
    else { return }
    throw AssetError.wrongFile(name: "\(name)", path: "\(folder)/\(opened)", mismatch: .foreign)
  }

  /// The commits of a repository that are here, sorted.
  ///
  /// - Throws: `ResultFileError` where the folder cannot be listed.
  func commits(of name: HubName) throws(ResultFileError) -> [String] {
    let folder = folder(ofRepository: name)
    guard AtomicFile.isFolder(folder) else { return [] }
    var commits: [String] = []
    for commit in try AtomicFile.names(in: folder)
    where HubName.isCommit(commit) && AtomicFile.isFolder("\(folder)/\(commit)") {
      commits.append(commit)
    }
    return commits
  }

  /// Every repository of the hub that is here, at each of its commits, as its manifest says what it has.
  ///
  /// A damaged manifest stands for no files.
  ///
  /// - Throws: `ResultFileError` where a folder cannot be listed.
  public func hubAssets() throws -> [Asset] {
    try hubNames().map { name in
      do { return try fetched(name) } catch is AssetError {
        return Asset(fetched: name, files: [AssetFile("config.json", .unpublished())])
      }
    }
  }

  /// Names with commits, sorted.
  package func hubNames() throws(ResultFileError) -> [HubName] {
    let folder = "\(root)/\(Self.hubFolder)"
    guard AtomicFile.isFolder(folder) else { return [] }
    var repositories: [HubName] = []
    for first in try AtomicFile.names(in: folder) where AtomicFile.isFolder("\(folder)/\(first)") {
      if let name = Self.name(first) { repositories.append(name) }
      for second in try AtomicFile.names(in: "\(folder)/\(first)") {
        if let name = Self.name("\(first)/\(second)") { repositories.append(name) }
      }
    }
    var names: [HubName] = []
    for repository in repositories {
      names += try commits(of: repository).map { HubName(repository, commit: $0) }
    }
    return names
  }

  /// Nil for a folder that no repository can have.
  private static func name(_ repository: String) -> HubName? {
    do throws(HubNameError) { return try HubName(HubName.prefix + repository) } catch { return nil }
  }
}

extension Asset {
  /// Whether this is a repository of the hub, at the commit that a name has, or at any where it has none.
  package func isOf(_ name: HubName) -> Bool {
    let repository = "\(HubName(name, commit: ""))"
    return name.commit != nil ? self.name == "\(name)" : self.name.hasPrefix(repository)
  }

  /// A repository of the hub at a commit.
  init(fetched name: HubName, license: String? = nil, source: String? = nil, files: [AssetFile]) {
    self.init(
      name: "\(name)", kind: .weights, summary: "\(name.repository) of the Hugging Face hub",
      files: files, license: license ?? "not stated",
      citation: "\(HubAccess.hub)/\(name.repository)",
      sources: [.http(base: source ?? HubAccess.hub)],
      place: "\(AssetStore.hubPlace(name.repository))/\(name.commit ?? "")")
  }
}

/// A name of the hub without a commit where only a commit stands for the same bytes tomorrow.
public struct HubNameUnpinned: Error, Sendable, Hashable {
  /// The name as written.
  public var name: HubName
  /// The commits of this repository that are in the store.
  public var here: [String]

  /// What to do about it.
  package var help: String {
    let command = AssetStore.command(fetching: "\(name)")
    guard let first = here.first else {
      return "`\(command)` gets it and prints the name with its commit"
    }
    return here.count == 1
      ? "here is \"\(HubName(name, commit: first))\"; `\(command)` asks the hub which commit it is now"
      : "here are the commits \(here.joined(separator: ", ")); `\(command)` asks the hub which it is now"
  }
}

extension HubNameUnpinned: CustomStringConvertible {
  /// A sentence with the name, what is expected and what was found.
  public var description: String {
    let found =
      name.revision.map { "`\($0)`, which may be another commit tomorrow" } ?? "no revision"
    return "`\(name)` needs a commit, 40 hexadecimal digits behind `@`; found \(found)"
  }
}
