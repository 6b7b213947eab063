import HDF5

/// The numbers and names that define the results format; `docs/results-format.md` is its specification.
public enum ResultFormat {
  /// Version of the format, the root attribute `fpt_format`.
  ///
  /// Version 2 added `/notebook`, `/curves`, the resolved configuration, and where published values are from. Files of
  /// version 1 are read.
  public static let version: Int64 = 2

  /// The version of the HDF5 library that writes and reads here, such as `1.10.8`.
  package static var libraryVersion: String { HDF5.libraryVersion() }

  /// The root attributes of every file.
  package static let rootAttributes: [ResultAttribute] = [
    ResultAttribute("Conventions", .text("CF-1.10")),
    ResultAttribute(versionAttribute, .integer(version)),
  ]

  /// Root attribute with the version.
  package static let versionAttribute = "fpt_format"

  /// Attribute of a cell with its configuration and all defaults, left out of the content digest.
  static let resolvedAttribute = "resolved_configuration"

  /// Root attribute that holds the content digest, and is left out of it.
  package static let digestAttribute = "content_digest"

  /// Group at the root for what may differ between equal results; left out of the content digest.
  package static let provenanceGroup = "provenance"

  /// Attribute of every dataset with the digest of its values.
  static let valuesDigestAttribute = "sha256"

  /// Attributes of datasets that belong to the file, not to the tree: those of dimension scales, of netCDF-4, and the
  /// digest of the values.
  static let reservedAttributes: Set<String> = [
    "CLASS", "NAME", "DIMENSION_LIST", "DIMENSION_LABELS", "REFERENCE_LIST", "_Netcdf4Dimid",
    "_Netcdf4Coordinates", "_NCProperties", "_nc3_strict", valuesDigestAttribute,
  ]

  /// How netCDF-4 names a dimension scale that stands for a dimension without coordinates, followed by its size.
  static let bareDimensionPrefix = "This is a netCDF dimension but not a netCDF variable."

  static func bareDimensionName(size: Int) -> String {
    let digits = String(size)
    return bareDimensionPrefix + String(repeating: " ", count: max(0, 10 - digits.count)) + digits
  }

  // Caps, for writing as for reading.
  static let maximumDepth = 24
  static let maximumRank = 32
  static let maximumNameBytes = 255
  static let maximumMembers = 200_000
  static let maximumAttributes = 4096
  static let maximumAttributeElements = 1 << 20
  static let maximumChunkBytes: UInt64 = 1 << 26
}

/// The memory that a read may allocate.
public struct ResultReadLimits: Sendable, Hashable {
  /// Most bytes for the values of one variable.
  public var bytesPerVariable: Int
  /// Most bytes for all variables together.
  public var bytesInAll: Int
  /// Most groups, variables and attributes together.
  public var objects: Int

  /// Makes limits; the defaults allow any file that this package writes.
  public init(
    bytesPerVariable: Int = 1 << 33, bytesInAll: Int = 1 << 35, objects: Int = 4_000_000
  ) {
    self.bytesPerVariable = bytesPerVariable
    self.bytesInAll = bytesInAll
    self.objects = objects
  }
}
