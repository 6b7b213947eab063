import CHDF5

/// The number of identifiers that are open in this process, for finding leaks.
///
/// An identifier of libhdf5 that is never closed keeps its file open. After ``File/close()`` and with no object of this
/// module alive, nothing is open.
public struct OpenIdentifiers: Sendable, Hashable {
  /// Open files, as libhdf5 counts them, whoever opened them.
  public var files = 0
  /// Open groups, as libhdf5 counts them.
  public var groups = 0
  /// Open datasets, as libhdf5 counts them.
  public var datasets = 0
  /// Open attributes, as libhdf5 counts them.
  public var attributes = 0
  /// Open datatypes of a file, as libhdf5 counts them.
  public var datatypes = 0
  /// All identifiers that this module holds, including those of dataspaces and property lists, which libhdf5 does not count.
  public var held = 0

  /// Counts the identifiers that are open now.
  public static func now() throws(HDF5Error) -> OpenIdentifiers {
    func count(_ kind: CUnsignedInt) throws(HDF5Error) -> Int {
      try Library.call("H5Fget_obj_count", on: "libhdf5") {
        H5Fget_obj_count(fpt_H5F_OBJ_ALL_FILES(), kind)
      }
    }
    return OpenIdentifiers(
      files: try count(H5F_OBJ_FILE), groups: try count(H5F_OBJ_GROUP),
      datasets: try count(H5F_OBJ_DATASET), attributes: try count(H5F_OBJ_ATTR),
      datatypes: try count(H5F_OBJ_DATATYPE), held: Library.heldIdentifiers)
  }

  /// Whether nothing is open.
  public var isEmpty: Bool { self == OpenIdentifiers() }
}
