import CHDF5

/// Dimension scales: datasets that name a dimension of others and may hold its coordinates.
extension Dataset {
  /// Makes this dataset a dimension scale.
  public func makeScale(named name: String) throws(HDF5Error) {
    try Object.check(name: name, in: path)
    try Library.call("H5DSset_scale", on: path) { H5DSset_scale(identifier.raw, name) }
  }

  /// Attaches a scale to one dimension, counted from the outermost.
  public func attach(_ scale: Dataset, at dimension: Int) throws(HDF5Error) {
    let index = try checked(dimension)
    try Library.call("H5DSattach_scale", on: path) {
      H5DSattach_scale(identifier.raw, scale.identifier.raw, index)
    }
  }

  /// Labels one dimension, counted from the outermost.
  public func setLabel(_ label: String, at dimension: Int) throws(HDF5Error) {
    let index = try checked(dimension)
    try Object.check(name: label, in: path)
    try Library.call("H5DSset_label", on: path) { H5DSset_label(identifier.raw, index, label) }
  }

  /// Returns the label of one dimension; empty if it has none.
  public func label(at dimension: Int) throws(HDF5Error) -> String {
    let index = try checked(dimension)
    return try Object.readName("H5DSget_label", of: path) { buffer, size in
      H5DSget_label(identifier.raw, index, buffer, size)
    }
  }

  /// Returns whether this dataset is a dimension scale.
  public func isScale() throws(HDF5Error) -> Bool {
    try Library.call("H5DSis_scale", on: path) { H5DSis_scale(identifier.raw) } > 0
  }

  /// Returns the name that was given to `makeScale`.
  public func scaleName() throws(HDF5Error) -> String {
    try Object.readName("H5DSget_scale_name", of: path) { buffer, size in
      H5DSget_scale_name(identifier.raw, buffer, size)
    }
  }

  /// Returns the identities of the scales attached to one dimension, counted from the outermost.
  public func scales(at dimension: Int) throws(HDF5Error) -> [Object.Identity] {
    let index = try checked(dimension)
    var found: [Object.Identity] = []
    try Library.call("H5DSiterate_scales", on: path) {
      withUnsafeMutablePointer(to: &found) { pointer in
        H5DSiterate_scales(
          identifier.raw, index, nil,
          { _, _, scale, context in
            var info = fpt_object_info()
            guard fpt_object_get_info(scale, &info) >= 0 else { return -1 }
            context?.assumingMemoryBound(to: [Object.Identity].self).pointee.append(
              Object.Identity(first: info.identity.0, second: info.identity.1))
            return 0
          }, pointer)
      }
    }
    return found
  }

  private func checked(_ dimension: Int) throws(HDF5Error) -> CUnsignedInt {
    guard dataspace.shape.indices.contains(dimension),
      let index = CUnsignedInt(exactly: dimension)
    else {
      throw .mismatch(
        object: path, expected: "a dimension of \(dataspace)", found: "dimension \(dimension)")
    }
    return index
  }
}
