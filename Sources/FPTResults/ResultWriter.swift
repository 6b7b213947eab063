import FPTDigest
import HDF5

/// Builds the HDF5 form of a valid tree.
enum ResultWriter {
  /// Arrays of so many bytes have extents of their own in a trailer.
  private static let leastExtent = 1 << 12

  /// The bytes of the file for a tree; they depend on the tree and the version of libhdf5 alone.
  ///
  /// - Returns: with the extents of large arrays that lie in the file as they are.
  static func image(
    of tree: ResultGroup, named name: String
  ) throws(HDF5Error) -> (bytes: [UInt8], extents: [CellTrailer.Extent]) {
    let file = try File.createInMemory(named: name)
    var extents: [CellTrailer.Extent] = []
    try write(tree, into: try file.root(), scope: [:], &extents)
    return (try file.closeAsImage(), extents)
  }

  private static func write(
    _ group: ResultGroup, into target: HDF5.Group, scope inherited: [String: Dataset],
    _ extents: inout [CellTrailer.Extent]
  ) throws(HDF5Error) {
    try write(group.attributes, on: target)
    var scope = inherited

    // All datasets in the tree's order first: one can only be given scales that exist.
    for (name, size) in bareDimensions(of: group, scope: scope) {
      let stored = ResultName.encoded(name)
      let scale = try target.createDataset(stored, type: .float32, space: .simple([size]))
      try scale.makeScale(named: ResultFormat.bareDimensionName(size: size))
      scope[name] = scale
    }
    var datasets: [Dataset] = []
    for variable in group.variables {
      let digest = variable.valuesDigest()
      let dataset = try create(variable, digest, in: target)
      if variable.values.byteCount >= leastExtent, let offset = try dataset.offset() {
        extents.append(
          CellTrailer.Extent(
            offset: offset, byteCount: variable.values.byteCount, digest: digest.bytes))
      }
      if variable.isCoordinate {
        try dataset.makeScale(named: ResultName.encoded(variable.name))
        scope[variable.name] = dataset
      }
      datasets.append(dataset)
    }
    for (variable, dataset) in zip(group.variables, datasets) where !variable.isCoordinate {
      for (index, dimension) in variable.dimensions.enumerated() {
        // Every dimension is in scope by now: a coordinate, a bare dimension, or an enclosing group's.
        if let scale = scope[dimension] { try dataset.attach(scale, at: index) }
      }
    }
    for child in group.groups {
      let subgroup = try target.createGroup(ResultName.encoded(child.name))
      try write(child.group, into: subgroup, scope: scope, &extents)
    }
  }

  /// Dimensions that need a scale without coordinates in this group, in order of first use.
  private static func bareDimensions(
    of group: ResultGroup, scope: [String: Dataset]
  ) -> [(name: String, size: Int)] {
    var known = Set(scope.keys)
    known.formUnion(group.variables.lazy.filter(\.isCoordinate).map(\.name))
    var bare: [(name: String, size: Int)] = []
    for variable in group.variables {
      for (dimension, size) in zip(variable.dimensions, variable.shape)
      where known.insert(dimension).inserted {
        bare.append((dimension, size))
      }
    }
    return bare
  }

  private static func create(
    _ variable: ResultVariable, _ digest: Digest, in group: HDF5.Group
  ) throws(HDF5Error) -> Dataset {
    let name = ResultName.encoded(variable.name)
    let space: Dataspace = variable.shape.isEmpty ? .scalar : .simple(variable.shape)
    let layout = layout(for: variable)
    let dataset: Dataset
    switch variable.values {
    case .float32(let values):
      dataset = try group.createDataset(name, type: .float32, space: space, layout: layout)
      try dataset.write(values.withOneNaN())
    case .float64(let values):
      dataset = try group.createDataset(name, type: .float64, space: space, layout: layout)
      try dataset.write(values.withOneNaN())
    case .int64(let values):
      dataset = try group.createDataset(name, type: .int64, space: space, layout: layout)
      try dataset.write(values)
    case .int8(let values):
      dataset = try group.createDataset(name, type: .int8, space: space, layout: layout)
      try dataset.write(values)
    case .texts(let texts):
      dataset = try group.createDataset(name, type: .text, space: space)
      try dataset.write(texts)
    }
    try write(variable.attributes, on: dataset)
    try dataset.setAttribute(
      ResultFormat.valuesDigestAttribute, digest.hexadecimal)
    return dataset
  }

  private static func write(
    _ attributes: [ResultAttribute], on object: HDF5.Object
  ) throws(HDF5Error) {
    for attribute in attributes {
      let name = ResultName.encoded(attribute.name)
      switch attribute.value {
      case .text(let text): try object.setAttribute(name, text)
      case .integer(let integer): try object.setAttribute(name, integer)
      case .number(let number): try object.setAttribute(name, [number].withOneNaN()[0])
      case .texts(let texts): try object.setAttribute(name, texts)
      case .integers(let integers): try object.setAttribute(name, integers)
      }
    }
  }

  /// Chunks of whole trailing dimensions, at most about a mebibyte each, so that one example can be read on its own.
  private static func layout(for variable: ResultVariable) -> DatasetLayout {
    guard variable.isCompressed, !variable.shape.isEmpty, !variable.shape.contains(0) else {
      return .contiguous
    }
    let elementSize =
      switch variable.values {
      case .float32: 4
      case .float64, .int64: 8
      case .int8: 1
      case .texts: 16
      }
    var room = (1 << 20) / elementSize
    var chunk: [Int] = []
    for size in variable.shape.reversed() {
      let taken = min(size, max(1, room))
      chunk.insert(taken, at: 0)
      room /= taken
    }
    return .deflated(chunk: chunk, level: 4)
  }
}
