import FPTFiles
import FPTJSON
import FPTResults
import Foundation

/// What a folder of the store has of a repository of the hub: which commit it is, and the size and digest of every file, as they were
/// when it was fetched.
///
/// It lies beside the files, as `.hub.json`, and says what a result that names the repository was computed from.
struct HubManifest: Sendable, Hashable {
  /// A file as it was fetched.
  struct File: Sendable, Hashable {
    var path: String
    var bytes: Int
    var sha256: String
    /// What it was checked against: `sha256`, `git`, or `nothing` where nothing was published.
    var checkedBy: String
  }

  /// Repository and commit.
  var name: HubName
  /// The address or folder that the files come from.
  var source: String
  /// As the hub says it; nil where it does not.
  var license: String?
  var files: [File]

  static let fileName = ".hub.json"
  private static let version = 1
  private static let sizeLimit = 4 << 20

  /// The repository as an asset, whose files have to be those that were fetched.
  var asset: Asset {
    Asset(
      fetched: name, license: license, source: source,
      files: files.map { AssetFile($0.path, .init(size: $0.bytes, sha256: $0.sha256)) })
  }

  /// Writes it into the folder.
  ///
  /// - Throws: `ResultFileError`.
  func write(to folder: String) throws(ResultFileError) {
    var members: JSONValue.Members = [
      "format": .integer(Int64(Self.version)), "repository": .text(name.repository),
      "commit": .text(name.commit ?? ""), "source": .text(source),
    ]
    if let license { members["license"] = .text(license) }
    members["files"] = .list(
      files.map {
        .object([
          "path": .text($0.path), "bytes": .integer(Int64($0.bytes)), "sha256": .text($0.sha256),
          "checked_by": .text($0.checkedBy),
        ])
      })
    try AtomicFile.replace(
      "\(folder)/\(Self.fileName)", with: Array((JSONValue.object(members).text + "\n").utf8))
  }

  /// The manifest in a folder; nil where there is none.
  ///
  /// - Throws: `AssetError.folderUnusable` for one that cannot be read, that is none, or is one of another repository than `name`.
  init?(in folder: String, of name: HubName) throws(AssetError) {
    let path = "\(folder)/\(Self.fileName)"
    func unusable(_ reason: String) -> AssetError {
      .folderUnusable(
        path: path,
        reason: "\(reason); remove the folder, and \(AssetStore.command(fetching: "\(name)"))")
    }
    let root: JSONValue
    do {
      guard try AtomicFile.exists(path) else { return nil }
      let file = try MappedFile(path: path)
      guard file.byteCount <= Self.sizeLimit else {
        throw unusable("it has \(file.byteCount) bytes")
      }
      root = try JSONParser.parse(Array(file.bytes))
    } catch let error as AssetError {
      throw error
    } catch let error as JSONProblemError {
      throw unusable("it is no JSON: \(error.problem)")
    } catch {
      throw unusable("\(error)")
    }
    guard root["format"]?.integer == Self.version else {
      throw unusable("its format is \(root["format"]?.summary ?? "missing") instead of 1")
    }
    for (key, expected) in [("repository", name.repository), ("commit", name.commit ?? "")] {
      guard root[key] == .text(expected) else {
        throw unusable("its \(key) is \(root[key]?.summary ?? "missing") instead of \(expected)")
      }
    }
    guard case .list(let entries)? = root["files"] else { throw unusable("it lists no files") }
    var files: [File] = []
    for entry in entries {
      guard let file = File(entry) else { throw unusable("an entry of its files is none") }
      files.append(file)
    }
    self.name = name
    self.files = files
    if case .text(let text)? = root["source"] { source = text } else { source = "" }
    if case .text(let text)? = root["license"] { license = text } else { license = nil }
  }

  init(name: HubName, source: String, license: String?, files: [File]) {
    (self.name, self.source, self.license, self.files) = (name, source, license, files)
  }
}

extension HubManifest.File {
  /// Nil for what is no entry, or whose path would leave the folder.
  fileprivate init?(_ entry: JSONValue) {
    guard case .text(let path)? = entry["path"], !path.isEmpty, !path.contains("/"),
      !path.hasPrefix("."), let bytes = entry["bytes"]?.integer, bytes >= 0,
      case .text(let digest)? = entry["sha256"], digest.utf8.count == 64,
      digest.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { return nil }
    var checked = "nothing"
    if case .text(let text)? = entry["checked_by"] { checked = text }
    self.init(path: path, bytes: bytes, sha256: digest, checkedBy: checked)
  }
}
