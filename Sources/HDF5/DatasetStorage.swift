import CHDF5

/// The layout, filters and sizes of a dataset in a file.
public struct DatasetStorage: Sendable, Hashable {
  /// The layouts of HDF5.
  public enum Layout: Sendable, Hashable { case compact, contiguous, chunked, virtual, unknown }
  /// How the elements are laid out.
  public var layout: Layout
  /// Identifiers of the filters, as the HDF Group registers them: 1 deflate, 2 shuffle, 3 fletcher32.
  public var filters: [Int]
  /// Sizes of one chunk, outermost dimension first; empty unless the layout is `chunked`.
  public var chunk: [UInt64]
  /// Bytes of one chunk before filters; 0 unless the layout is `chunked`.
  ///
  /// Reading any element of a chunk allocates this much.
  public var chunkBytes: UInt64
  /// Number of external files that hold the elements.
  public var externalFiles: Int
  /// Bytes that the elements take in the file, after filters.
  public var allocatedBytes: UInt64
}

extension Dataset {
  /// Returns the byte of the file at which the elements begin.
  ///
  /// It is nil unless the elements lie in one block, unfiltered, as they are in memory.
  public func offset() throws(HDF5Error) -> Int? {
    let storage = try storage()
    guard storage.layout == .contiguous, storage.externalFiles == 0, datatype != .text,
      storage.allocatedBytes > 0
    else { return nil }
    var address: haddr_t = .max
    try Library.call("H5Dget_offset", on: path) { () -> CInt in
      address = H5Dget_offset(identifier.raw)
      return 0
    }
    return address == .max ? nil : Int(exactly: address)
  }

  /// Returns how and where the elements are stored.
  public func storage() throws(HDF5Error) -> DatasetStorage {
    let creation = try Identifier("H5Dget_create_plist", on: path, close: H5Pclose) {
      H5Dget_create_plist(identifier.raw)
    }
    var storage = DatasetStorage(
      layout: .unknown, filters: [], chunk: [], chunkBytes: 0, externalFiles: 0,
      allocatedBytes: 0)
    try Library.call("H5Pget_layout", on: path) { () -> CInt in
      let layout = H5Pget_layout(creation.raw)
      switch layout {
      case H5D_COMPACT: storage.layout = .compact
      case H5D_CONTIGUOUS: storage.layout = .contiguous
      case H5D_CHUNKED: storage.layout = .chunked
      case H5D_VIRTUAL: storage.layout = .virtual
      default: break
      }
      return layout.rawValue < 0 ? -1 : 0
    }
    if storage.layout == .chunked {
      var sizes = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
      let rank = try Library.call("H5Pget_chunk", on: path) {
        H5Pget_chunk(creation.raw, CInt(sizes.count), &sizes)
      }
      storage.chunk = sizes.prefix(Int(rank)).map { UInt64($0) }
      storage.chunkBytes = storage.chunk.reduce(UInt64(datatype.elementSize)) {
        let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
        return overflow ? .max : product
      }
    }
    let filterCount = try Library.call("H5Pget_nfilters", on: path) {
      H5Pget_nfilters(creation.raw)
    }
    for position in 0..<max(0, filterCount) {
      var flags: CUnsignedInt = 0
      var valueCount = 0
      var config: CUnsignedInt = 0
      let filter = try Library.call("H5Pget_filter2", on: path) {
        H5Pget_filter2(
          creation.raw, CUnsignedInt(position), &flags, &valueCount, nil, 0, nil, &config)
      }
      storage.filters.append(Int(filter))
    }
    // Asking other layouts for external files is an error of the library's.
    if storage.layout == .contiguous {
      storage.externalFiles = Int(
        try Library.call("H5Pget_external_count", on: path) {
          H5Pget_external_count(creation.raw)
        })
    }
    try Library.call("H5Dget_storage_size", on: path) { () -> CInt in
      storage.allocatedBytes = H5Dget_storage_size(identifier.raw)
      return 0
    }
    return storage
  }
}

extension DatasetStorage {
  /// Returns whether an open dataset is virtual, that is made of parts of other datasets, perhaps in other files.
  static func isVirtual(_ dataset: hid_t, path: String) throws(HDF5Error) -> Bool {
    let creation = try Identifier("H5Dget_create_plist", on: path, close: H5Pclose) {
      H5Dget_create_plist(dataset)
    }
    var isVirtual = false
    try Library.call("H5Pget_layout", on: path) { () -> CInt in
      let layout = H5Pget_layout(creation.raw)
      isVirtual = layout == H5D_VIRTUAL
      return layout.rawValue < 0 ? -1 : 0
    }
    return isVirtual
  }
}
