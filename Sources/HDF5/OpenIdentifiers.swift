import CHDF5

/// What libhdf5 holds open in this process, by kind: for finding leaks.
///
/// libhdf5 counts its identifiers, and one that is never closed keeps its file open. After ``File/close()`` and with no object
/// of this module alive, nothing is open beyond what the library opens for itself.
public struct OpenIdentifiers: Sendable, Hashable {
  public var files = 0
  public var groups = 0
  public var datasets = 0
  public var attributes = 0
  public var dataspaces = 0
  public var datatypes = 0
  public var propertyLists = 0

  /// What is open now, beyond the types and property lists that the library has for itself from its start.
  public static func now() throws(HDF5Error) -> OpenIdentifiers {
    let start = try fromTheStart.get()
    let all = try counted()
    return OpenIdentifiers(
      files: all.files, groups: all.groups, datasets: all.datasets, attributes: all.attributes,
      dataspaces: all.dataspaces, datatypes: all.datatypes - start.datatypes,
      propertyLists: all.propertyLists - start.propertyLists)
  }

  /// Whether nothing is open.
  public var isEmpty: Bool { self == OpenIdentifiers() }

  /// The library's own; counted before the first file is opened, since every way to one calls this.
  static let fromTheStart = Result { () throws(HDF5Error) in try counted() }

  private static func counted() throws(HDF5Error) -> OpenIdentifiers {
    func count(_ kind: H5I_type_t) throws(HDF5Error) -> Int {
      var members: hsize_t = 0
      // A kind that nothing was ever opened of is not known to the library yet.
      try Library.call("H5Inmembers", on: "libhdf5") { () -> herr_t in
        H5Itype_exists(kind) > 0 ? H5Inmembers(kind, &members) : 0
      }
      return Int(clamping: members)
    }
    try Library.call("H5open", on: "libhdf5") { H5open() }
    return OpenIdentifiers(
      files: try count(H5I_FILE), groups: try count(H5I_GROUP), datasets: try count(H5I_DATASET),
      attributes: try count(H5I_ATTR), dataspaces: try count(H5I_DATASPACE),
      datatypes: try count(H5I_DATATYPE), propertyLists: try count(H5I_GENPROP_LST))
  }
}
