import Foundation

/// Files that are known by what they hold, inflated: whoever unpacked them, or packed them again, has the same data.
extension AssetFile {
  /// Files of a folder, and of the folders in it, that are looked into at most.
  private static let searchLimit = 200

  /// Where the file lies in a folder: under its own name, under another one that it goes by, or under any name where its contents are
  /// known.
  ///
  /// - Returns: nil where there is none. What is found under a known name may still be another file.
  func place(in folder: String) -> String? {
    let names = contents == nil ? [path] : Self.names(of: path)
    if let name = names.first(where: { AssetStore.size(ofFile: "\(folder)/\($0)") != nil }) {
      return "\(folder)/\(name)"
    }
    return contents.flatMap { contents in
      Self.files(in: folder, depth: 2).prefix(Self.searchLimit).first { path in
        Self.mayHold(contents, path) && Self.mismatch(of: path, with: contents) == nil
      }
    }
  }

  /// The names that a file goes by, such as `train-images-idx3-ubyte.gz`: also with a dot, and
  /// inflated.
  ///
  /// The published name ends in `.gz`.
  private static func names(of name: String) -> [String] {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    let dotted = plain.replacing("-idx", with: ".idx")
    return [name, plain, dotted + ".gz", dotted]
  }

  /// The name that a finished file gets: the published one, without `.gz` where it is inflated.
  func name(ofFile file: String) -> String {
    contents != nil && path.hasSuffix(".gz") && !Self.isCompressed(file)
      ? String(path.dropLast(3)) : path
  }

  /// Like `sizeMismatch`; of a file of known contents, which may be compressed in any way, the contents decide.
  func mismatch(ofSize size: Int, at file: String) -> FileMismatch? {
    guard let contents else { return sizeMismatch(size) }
    if size == contents.size || sizeMismatch(size) == nil { return nil }
    return Self.mismatch(of: file, with: contents)
  }

  static func mismatch(of file: String, with contents: Contents) -> FileMismatch? {
    do {
      let bytes = try InflatedFile(path: file, limit: contents.size).bytes
      let digest = FileDigest.sha256(of: bytes)
      return digest == contents.sha256
        ? nil : .contents(expected: contents.sha256, found: .success(digest))
    } catch {
      return .contents(expected: contents.sha256, found: .failure(.init(text: "\(error)")))
    }
  }

  /// Whether a file's size allows that it holds the contents; nothing of it is inflated.
  private static func mayHold(_ contents: Contents, _ file: String) -> Bool {
    guard let size = AssetStore.size(ofFile: file) else { return false }
    // What cannot be made smaller grows by a few bytes in each block.
    return size == contents.size
      || size <= contents.size + contents.size / 100 + 1_024 && isCompressed(file)
  }

  private static func isCompressed(_ file: String) -> Bool {
    do {
      let file = try MappedFile(path: file)
      return withExtendedLifetime(file) { Gzip.isOne(file.bytes) }
    } catch { return false }
  }

  /// The regular files of a folder and of those in it, in the order of their names; a folder that cannot be listed has none.
  private static func files(in folder: String, depth: Int) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var files: [String] = []
    for name in names.sorted().prefix(searchLimit) where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      if AssetStore.size(ofFile: path) != nil {
        files.append(path)
      } else if depth > 0 {
        files += Self.files(in: path, depth: depth - 1)
      }
    }
    return files
  }
}
