/// Why an asset is not there or could not be fetched.
public enum AssetError: Error, Sendable, Hashable {
  case unknown(name: String, known: [String])
  /// Not on this machine, or not whole; `files` are the missing ones.
  case missing(name: String, folder: String, files: [String])
  /// A file in place is not the asset's file.
  case wrongFile(name: String, path: String, mismatch: FileMismatch)
  /// Every source failed, each for its own reason.
  case allSourcesFailed(name: String, folder: String, files: [AssetFile], failures: [SourceFailure])
  /// Another process is fetching the same asset.
  case busy(name: String, owner: String)
  /// The data folder cannot be used.
  case folderUnusable(path: String, reason: String)
}

/// What one source said.
public struct SourceFailure: Error, Sendable, Hashable {
  /// The source in words, such as its address.
  public var source: String
  /// Why it did not give the files, in words.
  public var reason: String
}

/// How a file differs from what was expected.
public enum FileMismatch: Sendable, Hashable {
  /// Its size is none of the published ones; both are in bytes.
  case size(expected: [Int], found: Int)
  /// Its digest is none of the published ones; all are lowercase hexadecimal.
  case digest(kind: String, expected: [String], found: String)
  /// Its inflated contents have another SHA-256, or none where it cannot be inflated for this reason.
  case contents(expected: String, found: Result<String, Reason>)
  /// It is none of the files that were fetched, and would be taken in the place of one of them.
  case foreign

  /// Why the file cannot be inflated.
  public struct Reason: Error, Sendable, Hashable {
    /// The reason in words.
    public var text: String
  }
}

extension FileMismatch: CustomStringConvertible {
  /// How the file differs, in words.
  public var description: String {
    switch self {
    case .size(let expected, let found):
      "it has \(found) bytes instead of \(expected.map(String.init).joined(separator: " or "))"
    case .digest(let kind, let expected, let found):
      "its \(kind) is \(found) instead of \(expected.joined(separator: " or "))"
    case .contents(let expected, .success(let found)):
      "the SHA-256 of its contents, inflated, is \(found) instead of \(expected)"
    case .foreign: "it was not fetched, and would be taken in the place of what was"
    case .contents(_, .failure(let reason)): "it cannot be inflated: \(reason.text)"
    }
  }
}

extension AssetError: CustomStringConvertible {
  /// A sentence that names the asset and says what to do.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      return "no asset is called `\(name)`; there are \(known.joined(separator: ", "))"
    case .missing(let name, let folder, let files):
      let named = files.count > 3 ? Array(files.prefix(2)) + ["\(files.count - 2) others"] : files
      return "`\(name)` is not on this machine "
        + "(\(named.joined(separator: ", ")) missing in \(folder)); "
        + "get it with: \(AssetStore.command(fetching: name))"
    case .wrongFile(let name, let path, let mismatch):
      return "\(path) is not the file that `\(name)` consists of: \(mismatch); "
        + "get it again with: \(AssetStore.command(fetching: name))"
    case .busy(let name, let owner):
      return "`\(name)` is being fetched by \(owner); try again when that is done"
    case .folderUnusable(let path, let reason):
      return "cannot use the data folder \(path): \(reason)"
    case .allSourcesFailed(let name, let folder, let files, let failures):
      var lines = ["`\(name)` could not be fetched"]
      for failure in failures { lines.append("  \(failure.source): \(failure.reason)") }
      lines.append("If you have the files, put them in \(folder):")
      for file in files {
        let forms =
          file.accepted.map(\.description)
          + (file.contents.map { ["any file that inflates to SHA-256 \($0.sha256)"] } ?? [])
        lines.append("  \(file.path) (\(forms.joined(separator: ", or ")))")
      }
      lines.append(
        "or name the folder they are in: \(AssetStore.command(fetching: name)) --from FOLDER")
      return lines.joined(separator: "\n")
    }
  }
}
