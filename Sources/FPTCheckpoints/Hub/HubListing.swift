import FPTFiles
import FPTJSON

/// What a hub says of a repository at a revision.
struct HubListing: Sendable {
  /// The commit that the revision is.
  var commit: String
  /// The files in the repository's own folder, with their sizes and digests as far as they are published; nil where nothing lists
  /// them, so that names have to be tried.
  var files: [AssetFile]?
  var license: String?
  /// The hub's own name of the repository, where it was asked for under another one.
  var repository: String?

  /// Reads the answer of `/api/models/…/revision/…?blobs=true`.
  ///
  /// - Throws: `HubProblem.malformedAnswer`.
  init(_ text: [UInt8]) throws(HubProblem) {
    let root: JSONValue
    do { root = try JSONParser.parse(text) } catch {
      throw .malformedAnswer("JSON", found: "\(error.problem)")
    }
    guard case .text(let commit)? = root["sha"], HubName.isCommit(commit) else {
      throw .malformedAnswer("a commit as `sha`", found: root["sha"]?.summary ?? "none")
    }
    guard case .list(let siblings)? = root["siblings"] else {
      throw .malformedAnswer(
        "a list of files as `siblings`", found: root["siblings"]?.summary ?? "none")
    }
    self.commit = commit
    files = siblings.compactMap(Self.file)
    if case .text(let text)? = root["cardData"]?["license"] { license = text }
    if case .text(let text)? = root["id"] { repository = text }
  }

  /// A commit of which nothing is known.
  init(unlisted commit: String) { self.commit = commit }

  /// A commit with files in a folder.
  init(commit: String, files: [AssetFile]) { (self.commit, self.files) = (commit, files) }

  /// One file; nil for those in folders of the repository, which are none of a checkpoint's.
  private static func file(_ sibling: JSONValue) -> AssetFile? {
    guard case .text(let path)? = sibling["rfilename"], !path.contains("/") else { return nil }
    let large = sibling["lfs"]
    let size = (large?["size"] ?? sibling["size"])?.integer.flatMap { $0 >= 0 ? $0 : nil }
    var checksum = AssetFile.Checksum.unpublished
    if case .text(let digest)? = large?["sha256"] ?? large?["oid"], isDigest(digest, digits: 64) {
      checksum = .sha256(digest)
    } else if large == nil || large == .null, case .text(let blob)? = sibling["blobId"],
      isDigest(blob, digits: 40)
    {
      checksum = .gitBlob(blob)
    }
    return AssetFile(path, .init(size: size, checksum: checksum))
  }

  static func isDigest(_ text: some StringProtocol, digits: Int) -> Bool {
    text.utf8.count == digits && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}
