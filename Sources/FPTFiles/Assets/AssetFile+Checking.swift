import Foundation

extension Asset {
  /// How one of the asset's files in a folder differs from what it should be; nil where it does not, or is none of the asset's.
  package func mismatch(of path: String, in folder: String) throws -> FileMismatch? {
    guard let file = files.first(where: { $0.path == path }) else { return nil }
    let recorded = try RecordedDigests(folder: folder)[file]
    return try file.mismatch(at: "\(folder)/\(path)", recorded: recorded)
  }
}

extension AssetFile {
  func sizeMismatch(_ size: Int) -> FileMismatch? {
    accepted.contains { $0.size == nil || $0.size == size }
      ? nil : .size(expected: accepted.compactMap(\.size), found: size)
  }

  /// How a file differs from every accepted form; nil where it is one of them.
  ///
  /// `recorded` is the SHA-256 of an earlier download, which holds where no digest is published.
  package func mismatch(
    at path: String, recorded: String? = nil
  ) throws(FileError) -> FileMismatch? {
    let size = AssetStore.size(ofFile: path) ?? 0
    if contents == nil, let mismatch = sizeMismatch(size) { return mismatch }
    var found: String?
    for form in accepted where form.size == nil || form.size == size {
      switch form.checksum {
      case .sha256(let expected):
        let digest = try FileDigest.sha256(ofFile: path)
        if digest == expected { return nil }
        found = digest
      case .md5(let expected):
        let digest = try FileDigest.md5(ofFile: path)
        if digest == expected { return nil }
        found = digest
      case .gitBlob(let expected):
        let digest = try FileDigest.gitBlob(ofFile: path)
        if digest == expected { return nil }
        found = digest
      case .unpublished:
        guard let recorded else { return nil }
        let digest = try FileDigest.sha256(ofFile: path)
        if digest == recorded { return nil }
        return .digest(kind: "SHA-256", expected: [recorded], found: digest)
      }
    }
    if let contents { return Self.mismatch(of: path, with: contents) }
    let expected = accepted.map(\.checksum)
    return .digest(
      kind: expected.compactMap(\.kind).first ?? "digest", expected: expected.compactMap(\.text),
      found: found ?? "of no accepted form")
  }
}

extension AssetFile.Checksum {
  var kind: String? {
    switch self {
    case .sha256: "SHA-256"
    case .md5: "MD5"
    case .gitBlob: "git blob"
    case .unpublished: nil
    }
  }

  var text: String? {
    switch self {
    case .sha256(let text), .md5(let text), .gitBlob(let text): text
    case .unpublished: nil
    }
  }
}

extension AssetFile.Digest: CustomStringConvertible {
  /// Size and digest, in words.
  public var description: String {
    let size = size.map { "\($0) bytes" } ?? "size not published"
    guard let kind = checksum.kind, let text = checksum.text else {
      return "\(size), no published digest"
    }
    return "\(size), \(kind) \(text)"
  }
}

/// The digests of files that have no published one, as they were when first fetched: one line a file, as sha256sum writes and checks
/// them.
struct RecordedDigests: Sendable {
  static let name = ".recorded-sha256"

  private let path: String
  private var digests: [String: String] = [:]

  /// The record in an asset's folder; empty where there is none.
  init(folder: String) throws(FileError) {
    path = "\(folder)/\(Self.name)"
    guard try FilePresence.isThere(path) else { return }
    let file = try MappedFile(path: path)
    for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "  ", maxSplits: 1)
      if parts.count == 2 { digests[String(parts[1])] = String(parts[0]) }
    }
  }

  subscript(file: AssetFile) -> String? { file.isUnpublished ? digests[file.path] : nil }

  /// Records a file's digest, once and for all.
  mutating func record(_ file: AssetFile, digest: String) throws {
    digests[file.path] = digest
    let lines = digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    try Data(lines.joined().utf8).write(to: URL(filePath: path), options: .atomic)
  }
}
