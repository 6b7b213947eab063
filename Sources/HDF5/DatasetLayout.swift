import CHDF5

/// The layout that a new dataset is stored in.
public enum DatasetLayout: Sendable, Hashable {
  /// All elements in one block, unfiltered.
  case contiguous
  /// Chunks of the given shape, unfiltered; best for datasets that are read or written in parts.
  case chunked([Int])
  /// Chunks of the given shape, with shuffled bytes, deflated at a level from 0 to 9.
  case deflated(chunk: [Int], level: Int)
}

/// Property lists with the settings that this module always uses.
enum PropertyList {
  // A class is a function here: as a value it would start the library before `Library.call` has prepared it.
  private static func make(
    _ kind: () -> hid_t, for object: String, _ configure: (hid_t) -> Bool = { _ in true }
  ) throws(HDF5Error) -> Identifier {
    try Identifier("H5Pcreate", on: object, close: H5Pclose) {
      let list = H5Pcreate(kind())
      guard list >= 0 else { return list }
      guard configure(list) else { return -1 }
      return list
    }
  }

  private static func tracksOrder(_ list: hid_t, links: Bool) -> Bool {
    let flags = CUnsignedInt(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
    // Times are left out everywhere, so that equal content gives equal bytes.
    return H5Pset_obj_track_times(list, false) >= 0
      && H5Pset_attr_creation_order(list, flags) >= 0
      && (!links || H5Pset_link_creation_order(list, flags) >= 0)
  }

  /// Link and attribute creation order tracked and indexed, no times, for the root group.
  static func fileCreation(for object: String) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_FILE_CREATE, for: object) { tracksOrder($0, links: true) }
  }

  /// Link and attribute creation order tracked and indexed, no times.
  static func groupCreation(for object: String) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_GROUP_CREATE, for: object) { tracksOrder($0, links: true) }
  }

  /// Format versions 1.8 to 1.10, closing everything with the file, no file locks; in memory where an image is given.
  static func fileAccess(for object: String, memory: MemoryImage?) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_FILE_ACCESS, for: object) {
      H5Pset_libver_bounds($0, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0
        && H5Pset_fclose_degree($0, H5F_CLOSE_STRONG) >= 0
        && fpt_disable_file_locking($0) >= 0
        && (memory == nil || H5Pset_fapl_core($0, 1 << 20, false) >= 0)
        && (memory?.install(in: $0) ?? true)
    }
  }

  /// Texts are allocated in `arena`, which must outlive the transfer.
  static func transfer(for object: String, arena: TextArena) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_DATASET_XFER, for: object) { arena.install(in: $0) }
  }

  static func utf8Link(for object: String) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_LINK_CREATE, for: object) { H5Pset_char_encoding($0, H5T_CSET_UTF8) >= 0 }
  }

  static func utf8Attribute(for object: String) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_ATTRIBUTE_CREATE, for: object) {
      H5Pset_char_encoding($0, H5T_CSET_UTF8) >= 0
    }
  }

  /// Attribute creation order tracked and indexed, no times, the given layout.
  static func datasetCreation(
    _ layout: DatasetLayout, for object: String
  ) throws(HDF5Error) -> Identifier {
    try make(fpt_H5P_DATASET_CREATE, for: object) { list in
      guard tracksOrder(list, links: false) else { return false }
      switch layout {
      case .contiguous:
        return H5Pset_layout(list, H5D_CONTIGUOUS) >= 0
      case .chunked(let chunk):
        return setChunk(chunk, in: list)
      case .deflated(let chunk, let level):
        guard let level = CUnsignedInt(exactly: level) else { return false }
        return setChunk(chunk, in: list) && H5Pset_shuffle(list) >= 0
          && H5Pset_deflate(list, level) >= 0
      }
    }
  }

  private static func setChunk(_ chunk: [Int], in list: hid_t) -> Bool {
    let sizes = chunk.compactMap { hsize_t(exactly: $0) }
    guard let rank = CInt(exactly: sizes.count), sizes.count == chunk.count else { return false }
    return H5Pset_chunk(list, rank, sizes) >= 0
  }
}
