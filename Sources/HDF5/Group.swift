import CHDF5

/// An open group: named links to groups and datasets.
public final class Group: Object {
  /// The object that a link leads to.
  public enum Member {
    /// A group.
    case group(Group)
    /// A dataset.
    case dataset(Dataset)
    /// A named datatype, or an object of a later library version.
    case other
  }

  private func childPath(_ name: String) -> String {
    path == "/" ? "/" + name : path + "/" + name
  }

  /// Creates a subgroup that tracks its creation order and no times.
  public func createGroup(_ name: String) throws(HDF5Error) -> Group {
    let child = childPath(name)
    try Object.check(name: name, in: child)
    let link = try PropertyList.utf8Link(for: child)
    let creation = try PropertyList.groupCreation(for: child)
    let group = try Identifier("H5Gcreate2", on: child, close: H5Gclose) {
      H5Gcreate2(identifier.raw, name, link.raw, creation.raw, fpt_H5P_DEFAULT())
    }
    return Group(identifier: group, path: child, file: file)
  }

  /// Creates a dataset without writing its elements.
  public func createDataset(
    _ name: String, type: Datatype, space: Dataspace, layout: DatasetLayout = .contiguous
  ) throws(HDF5Error) -> Dataset {
    let child = childPath(name)
    try Object.check(name: name, in: child)
    let link = try PropertyList.utf8Link(for: child)
    let creation = try PropertyList.datasetCreation(layout, for: child)
    let typeIdentifier = try type.identifier(.file, for: child)
    let spaceIdentifier = try space.identifier(for: child)
    let dataset = try Identifier("H5Dcreate2", on: child, close: H5Dclose) {
      H5Dcreate2(
        identifier.raw, name, typeIdentifier.raw, spaceIdentifier.raw, link.raw, creation.raw,
        fpt_H5P_DEFAULT())
    }
    return Dataset(
      identifier: dataset, path: child, file: file, datatype: type, dataspace: space)
  }

  /// Returns the number of links in the group.
  public func memberCount() throws(HDF5Error) -> UInt64 {
    var info = H5G_info_t()
    try Library.call("H5Gget_info", on: path) { H5Gget_info(identifier.raw, &info) }
    return info.nlinks
  }

  /// Returns the names of the links in creation order, or by name if the file does not track that order.
  ///
  /// - Parameter limit: the most links.
  /// - Returns: the names.
  /// - Throws: `HDF5Error` if there are more links or a call fails.
  public func linkNames(limit: Int) throws(HDF5Error) -> [String] {
    let count = try memberCount()
    guard count <= UInt64(max(limit, 0)) else {
      throw .overLimit(object: path, quantity: "members of a group", limit: limit, found: count)
    }
    let index = try tracksCreationOrder() ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
    var names: [String] = []
    for position in 0..<count {
      names.append(
        try Object.readName("H5Lget_name_by_idx", of: path) { buffer, size in
          H5Lget_name_by_idx(
            identifier.raw, ".", index, H5_ITER_INC, position, buffer, size, fpt_H5P_DEFAULT())
        })
    }
    return names
  }

  private func tracksCreationOrder() throws(HDF5Error) -> Bool {
    let creation = try Identifier("H5Gget_create_plist", on: path, close: H5Pclose) {
      H5Gget_create_plist(identifier.raw)
    }
    var flags: CUnsignedInt = 0
    try Library.call("H5Pget_link_creation_order", on: path) {
      H5Pget_link_creation_order(creation.raw, &flags)
    }
    return flags & CUnsignedInt(H5P_CRT_ORDER_TRACKED) != 0
  }

  /// Returns whether there is a link of this name.
  public func contains(_ name: String) throws(HDF5Error) -> Bool {
    try Object.check(name: name, in: path)
    return try Library.call("H5Lexists", on: childPath(name)) {
      H5Lexists(identifier.raw, name, fpt_H5P_DEFAULT())
    } > 0
  }

  /// Opens the object that a hard link leads to; throws for soft, external and user-defined links.
  public func member(_ name: String) throws(HDF5Error) -> Member {
    let child = childPath(name)
    try Object.check(name: name, in: child)
    let kind = try Library.call("H5Lget_info", on: child) {
      fpt_link_kind(identifier.raw, name)
    }
    guard kind == CInt(H5L_TYPE_HARD.rawValue) else {
      throw .mismatch(object: child, expected: "a hard link", found: Self.words(forLink: kind))
    }
    let object = try Identifier("H5Oopen", on: child, close: H5Oclose) {
      H5Oopen(identifier.raw, name, fpt_H5P_DEFAULT())
    }
    var type = H5I_BADID
    try Library.call("H5Iget_type", on: child) { () -> CInt in
      type = H5Iget_type(object.raw)
      return type.rawValue < 0 ? -1 : 0
    }
    switch type {
    case H5I_GROUP: return .group(Group(identifier: object, path: child, file: file))
    case H5I_DATASET: return .dataset(try Dataset(opened: object, path: child, file: file))
    default: return .other
    }
  }

  /// Returns the path that a soft link leads to; nil if the link is of another kind.
  public func softLinkTarget(_ name: String) throws(HDF5Error) -> String? {
    let child = childPath(name)
    try Object.check(name: name, in: child)
    let kind = try Library.call("H5Lget_info", on: child) {
      fpt_link_kind(identifier.raw, name)
    }
    guard kind == CInt(H5L_TYPE_SOFT.rawValue) else { return nil }
    let limit = 4096
    var bytes = [CChar](repeating: 0, count: limit)
    let length = try Library.call("H5Lget_val", on: child) {
      fpt_soft_link(identifier.raw, name, &bytes, limit)
    }
    guard length <= limit else {
      throw .overLimit(
        object: child, quantity: "bytes of a soft link", limit: limit, found: UInt64(length))
    }
    let target = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    guard let text = String(validating: target, as: UTF8.self) else {
      throw .invalidText(object: child, reason: "a soft link in it is not UTF-8")
    }
    return text
  }

  private static func words(forLink kind: CInt) -> String {
    switch kind {
    case CInt(H5L_TYPE_SOFT.rawValue): "a soft link"
    case CInt(H5L_TYPE_EXTERNAL.rawValue): "a link into another file"
    default: "a user-defined link"
    }
  }

  /// Opens a subgroup.
  public func group(_ name: String) throws(HDF5Error) -> Group {
    guard case .group(let group) = try member(name) else {
      throw .mismatch(object: childPath(name), expected: "a group", found: "another object")
    }
    return group
  }

  /// Opens a dataset.
  public func dataset(_ name: String) throws(HDF5Error) -> Dataset {
    guard case .dataset(let dataset) = try member(name) else {
      throw .mismatch(object: childPath(name), expected: "a dataset", found: "another object")
    }
    return dataset
  }
}
