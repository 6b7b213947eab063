import Foundation

/// The folder on this machine that holds fetched assets, one subfolder each.
///
/// ```swift
/// let assets = try AssetStore(environment: ProcessInfo.processInfo.environment)
/// print(try assets.locate("minilm"))
/// ```
public struct AssetStore: Sendable, Hashable {
  /// The path of the folder.
  public let root: String

  /// Names a folder as the store; nothing is read or made until it is used.
  public init(root: String) { self.root = root }

  /// The store an environment asks for: `FPT_DATA`, else `fpt-script` in the XDG data folder (`XDG_DATA_HOME`, by
  /// default `~/.local/share`).
  ///
  /// - Throws: `AssetError.folderUnusable` where the environment names no home.
  public init(environment: [String: String]) throws(AssetError) {
    func absolute(_ key: String) -> String? {
      // The XDG specification: a path that is not absolute is ignored.
      environment[key].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let folder = environment["FPT_DATA"], !folder.isEmpty {
      root = folder
    } else if let share = absolute("XDG_DATA_HOME") {
      root = "\(share)/fpt-script"
    } else if let home = absolute("HOME") {
      root = "\(home)/.local/share/fpt-script"
    } else {
      throw .folderUnusable(
        path: "~/.local/share/fpt-script", reason: "neither FPT_DATA nor HOME is set")
    }
  }

  /// The command that gets an asset.
  package static func command(fetching name: String) -> String { "fpt-script fetch \(name)" }

  /// Where an asset is or would be.
  public func folder(of asset: Asset) -> String { "\(root)/\(asset.place ?? asset.name)" }

  /// The folder of an asset whose files are all in place, by presence and size; no file is read.
  ///
  /// - Throws: `AssetError.unknown`, `.missing` (with the command that gets it), `.wrongFile`, or `.folderUnusable` where it cannot be found
  ///   out whether a file is there.
  public func locate(_ name: String) throws(AssetError) -> String {
    try locate(Asset.named(name))
  }

  /// The folder of an asset whose files are all in place, by presence and size; a file is read only where its name or
  /// size is none of the table's.
  public func locate(_ asset: Asset) throws(AssetError) -> String {
    let folder = folder(of: asset)
    var missing: [String] = []
    for file in asset.files {
      guard let path = file.place(in: folder), let size = Self.size(ofFile: path) else {
        let path = "\(folder)/\(file.path)"
        if let reason = Self.whyUnknown(path) { throw .folderUnusable(path: path, reason: reason) }
        missing.append(file.path)
        continue
      }
      if let mismatch = file.mismatch(ofSize: size, at: path) {
        throw .wrongFile(name: asset.name, path: path, mismatch: mismatch)
      }
    }
    guard missing.isEmpty else {
      throw .missing(name: asset.name, folder: folder, files: missing)
    }
    return folder
  }

  /// Like `locate`, and checks every file's digest: the published one, or the one recorded when it was fetched.
  ///
  /// Reads every byte.
  @discardableResult
  public func verify(_ asset: Asset) throws(AssetError) -> String {
    _ = try paths(of: asset)
    return folder(of: asset)
  }

  /// Verifies an asset and tells where each of its files lies, by its path in the table: a file of known contents may have another name.
  package func paths(of asset: Asset) throws(AssetError) -> [String: String] {
    let folder = try locate(asset)
    var paths: [String: String] = [:]
    for file in asset.files {
      let path = file.place(in: folder) ?? "\(folder)/\(file.path)"
      paths[file.path] = path
      do {
        let recorded = try RecordedDigests(folder: folder)[file]
        if let mismatch = try file.mismatch(at: path, recorded: recorded) {
          throw AssetError.wrongFile(name: asset.name, path: path, mismatch: mismatch)
        }
      } catch let error as AssetError {
        throw error
      } catch {
        throw .folderUnusable(path: path, reason: "\(error)")
      }
    }
    return paths
  }

  /// Why nobody can say now whether there is such a file; nil where that is known.
  private static func whyUnknown(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) != 0, errno != ENOENT, errno != ENOTDIR else { return nil }
    return String(cString: strerror(errno))
  }

  package static func size(ofFile path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}
