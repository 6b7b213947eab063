import FPTFiles
import FPTResults
import Foundation

/// Files of a repository in a folder on this machine: plain ones, or the cache of Hugging Face's own programs.
///
/// Their cache has `models--ORG--NAME/snapshots/COMMIT/` for each repository, where every file is a link to `blobs/DIGEST`, and the
/// commits of branches in `refs/`. It may be given as a whole, or one of the folders in it.
struct HubFolder: HubSource {
  let path: String

  var place: String { path }

  /// The folder of the files, and the commit where the place says it.
  private struct Snapshot {
    var folder: String
    var commit: String?
  }

  func listing(of name: HubName) async throws -> HubListing {
    let snapshot = try snapshot(of: name)
    guard let commit = snapshot.commit ?? name.commit else { throw HubProblem.unknownCommit }
    if let expected = name.commit, expected != commit {
      throw HubProblem.wrongRevision(expected: expected, found: commit)
    }
    let names = try Self.names(in: snapshot.folder)
    var files: [AssetFile] = []
    for name in names where !name.hasPrefix(".") {
      let path = "\(snapshot.folder)/\(name)"
      if let found = try Self.commit(ofFile: name, in: snapshot.folder), found != commit {
        throw HubProblem.wrongRevision(expected: commit, found: "\(found), which \(name) is of")
      }
      guard let size = AssetStore.size(ofFile: path) else { continue }
      files.append(AssetFile(name, .init(size: size, checksum: Self.checksum(ofLink: path))))
    }
    return HubListing(commit: commit, files: files)
  }

  func get(
    _ file: AssetFile, of name: HubName, to path: String,
    progress: @escaping @Sendable (AssetFetcher.Progress) -> Void
  ) async throws -> Bool {
    let source = "\(try snapshot(of: name).folder)/\(file.path)"
    guard AssetStore.size(ofFile: source) != nil else { return false }
    unlink(path)
    do {
      // A link stands for the file it leads to.
      try FileManager.default.copyItem(
        atPath: URL(filePath: source).resolvingSymlinksInPath().path, toPath: path)
    } catch {
      throw HubProblem.system("could not copy \(source): \(error.localizedDescription)")
    }
    return true
  }

  private func snapshot(of name: HubName) throws -> Snapshot {
    guard AtomicFile.isFolder(path) else { throw HubProblem.notInFolder(reason: "it is no folder") }
    let repository = "models--" + name.repository.replacing("/", with: "--")
    let own = URL(filePath: path).standardizedFileURL.path
    let places = [own, "\(own)/\(repository)", "\(own)/hub/\(repository)"]
    if let place = places.first(where: { AtomicFile.isFolder("\($0)/snapshots") }) {
      let found = (place as NSString).lastPathComponent
      guard found == repository || !found.hasPrefix("models--") else {
        throw HubProblem.notInFolder(
          reason: "it is the cache of \(found), and not of \(repository)")
      }
      return try cached(name, in: place)
    }
    if try Self.names(in: own).contains(where: { $0.hasPrefix("models--") }) {
      throw HubProblem.notInFolder(reason: "the cache there has no \(repository)")
    }
    // A snapshot itself says which it is.
    let parts = own.split(separator: "/").suffix(3).map(String.init)
    if parts.count == 3, parts[1] == "snapshots", HubName.isCommit(parts[2]) {
      guard !parts[0].hasPrefix("models--") || parts[0] == repository else {
        throw HubProblem.notInFolder(
          reason: "it is the cache of \(parts[0]), and not of \(repository)")
      }
      return Snapshot(folder: own, commit: parts[2])
    }
    return Snapshot(folder: own, commit: nil)
  }

  /// The snapshot of a revision in the folder of a repository.
  private func cached(_ name: HubName, in folder: String) throws -> Snapshot {
    let here = try Self.names(in: "\(folder)/snapshots").filter { HubName.isCommit($0) }
    let commit: String
    if let known = name.commit {
      commit = known
    } else {
      let reference = "\(folder)/refs/\(name.revision ?? "main")"
      guard AssetStore.size(ofFile: reference) ?? 1_000 < 100 else {
        throw HubProblem.notInFolder(
          reason: "its cache does not say which commit \(name.revision ?? "main") is; it has "
            + (here.isEmpty ? "none" : here.joined(separator: ", ")))
      }
      do {
        commit = try String(contentsOfFile: reference, encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      } catch {
        throw HubProblem.system("cannot read \(reference): \(error.localizedDescription)")
      }
    }
    guard here.contains(commit) else {
      throw HubProblem.wrongRevision(
        expected: commit, found: here.isEmpty ? "none" : here.joined(separator: ", "))
    }
    return Snapshot(folder: "\(folder)/snapshots/\(commit)", commit: commit)
  }

  /// A link into the cache's blobs is called by the digest that the hub has published.
  private static func checksum(ofLink path: String) -> AssetFile.Checksum {
    var target = [CChar](repeating: 0, count: 4_096)
    let count = readlink(path, &target, target.count)
    guard count > 0, count < target.count else { return .unpublished }
    let text = String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let name = text.split(separator: "/").last ?? ""
    guard text.contains("/blobs/") else { return .unpublished }
    if HubListing.isDigest(name, digits: 64) { return .sha256(String(name)) }
    return HubListing.isDigest(name, digits: 40) ? .gitBlob(String(name)) : .unpublished
  }

  /// The commit that Hugging Face's programs note of a file that they download into a plain folder; nil where there is no note.
  private static func commit(ofFile name: String, in folder: String) throws -> String? {
    let note = "\(folder)/.cache/huggingface/download/\(name).metadata"
    guard let size = AssetStore.size(ofFile: note), size < 4_096 else { return nil }
    do {
      let line = try String(contentsOfFile: note, encoding: .utf8).prefix { !$0.isNewline }
      return HubName.isCommit(line) ? String(line) : nil
    } catch { throw HubProblem.system("cannot read \(note): \(error.localizedDescription)") }
  }

  private static func names(in folder: String) throws -> [String] {
    do throws(ResultFileError) { return try AtomicFile.names(in: folder) } catch {
      throw HubProblem.system("\(error)")
    }
  }
}
