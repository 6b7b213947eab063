import FPTDigest
import HDF5

/// Reads the HDF5 form of a tree and checks it against the format while doing so.
///
/// Nothing is taken for granted: a file may be cut short, damaged or made to harm. What is found is compared with the
/// format and the limits before anything of its size is allocated.
struct ResultReader {
  enum Content { case everything, attributesOnly }
  /// The source of the arrays' digests.
  enum Digests { case computed, stored }

  private let path: String
  private let limits: ResultReadLimits
  private let digests: Digests
  /// Stored paths of groups that are not read, without the `/` at their beginning.
  private let omitted: Set<String>
  private var bytesLeft: Int
  private var objectsLeft: Int
  /// Called with each object before it is read.
  private let visit: (String) -> Void

  /// A dimension scale in scope: its name, size, and the file's name for it in messages.
  private struct Scale {
    var name: String
    var size: Int
  }
  private typealias Scope = [HDF5.Object.Identity: Scale]

  static func read(
    _ path: String, at names: [String], content: Content, limits: ResultReadLimits,
    digests: Digests = .computed, leavingOut omitted: Set<String> = [],
    visit: @escaping (String) -> Void = { _ in }
  ) throws(ResultFileError) -> ResultGroup {
    var reader = ResultReader(
      path: path, limits: limits, digests: digests, omitted: omitted, bytesLeft: limits.bytesInAll,
      objectsLeft: limits.objects,
      visit: visit)
    let (file, root) = try reader.open()
    var group = root
    var scope: Scope = [:]
    for name in names {
      if case .everything = content { try reader.addScales(of: group, to: &scope) }
      group = try reader.member(name, of: group)
    }
    var tree = ResultGroup()
    switch content {
    case .everything: tree = try reader.group(group, depth: names.count, scope: scope)
    case .attributesOnly: tree.attributes = try reader.attributes(of: group, isDataset: false)
    }
    try reader.reporting(at: "/") { () throws(HDF5Error) in try file.close() }
    return tree
  }

  /// Reads the attributes of some groups inside others, named from the root down, in their order; nil for a group that is not there.
  static func attributes(
    _ path: String, of names: [String], in parents: [String], limits: ResultReadLimits
  ) throws(ResultFileError) -> [[ResultAttribute]?] {
    var reader = ResultReader(
      path: path, limits: limits, digests: .computed, omitted: [], bytesLeft: limits.bytesInAll,
      objectsLeft: limits.objects, visit: { _ in })
    let (file, root) = try reader.open()
    var parent: HDF5.Group? = root
    for name in parents {
      guard let group = parent else { break }
      parent = try reader.memberIfThere(name, of: group)
    }
    var all: [[ResultAttribute]?] = []
    for name in names {
      guard let parent, let group = try reader.memberIfThere(name, of: parent) else {
        all.append(nil)
        continue
      }
      all.append(try reader.attributes(of: group, isDataset: false))
    }
    try reader.reporting(at: "/") { () throws(HDF5Error) in try file.close() }
    return all
  }

  /// Opens the file, whose format must be one that is known.
  private mutating func open() throws(ResultFileError) -> (File, HDF5.Group) {
    try AtomicFile.checkReadable(path)
    let root: HDF5.Group
    let file: File
    do throws(HDF5Error) {
      file = try File.open(path)
      root = try file.root()
    } catch {
      if let code = error.systemCode { throw .system(step: .open, path: path, code: code) }
      let isHDF5 = try OpenFile.reading(path) { file throws(ResultFileError) in
        try file.begins(with: HDF5.File.signature)
      }
      if isHDF5 {
        if let (here, all) = Self.lengths(error) {
          throw .cutShort(path: path, bytes: here, of: all)
        }
        throw .damaged(
          path: path, place: "/", expected: "readable HDF5", found: Self.reason(error))
      }
      throw .notAResultsFile(path: path, found: "it is no HDF5 file")
    }
    try checkFormat(of: root)
    return (file, root)
  }

  private func member(
    _ name: String, of parent: HDF5.Group
  ) throws(ResultFileError) -> HDF5.Group {
    let stored = ResultName.encoded(name)
    return try reporting(at: parent.path) { () throws(HDF5Error) in
      guard try parent.contains(stored) else {
        throw .mismatch(object: parent.path, expected: "a group `\(name)`", found: "none")
      }
      return try parent.group(stored)
    }
  }

  private func memberIfThere(
    _ name: String, of parent: HDF5.Group
  ) throws(ResultFileError) -> HDF5.Group? {
    let stored = ResultName.encoded(name)
    return try reporting(at: parent.path) { () throws(HDF5Error) in
      try parent.contains(stored) ? try parent.group(stored) : nil
    }
  }

  // MARK: Groups

  private mutating func checkFormat(of root: HDF5.Group) throws(ResultFileError) {
    let attributes = try attributes(of: root, isDataset: false)
    guard let value = attributes.first(where: { $0.name == "fpt_format" })?.value else {
      throw .notAResultsFile(path: path, found: "an HDF5 file without the attribute fpt_format")
    }
    guard let version = value.integer, version >= 1 else {
      throw damaged("/@fpt_format", expected: "an integer from 1", found: "\(value)")
    }
    guard version <= ResultFormat.version else {
      throw .unsupportedFormat(path: path, found: version)
    }
  }

  private mutating func group(
    _ group: HDF5.Group, depth: Int, scope inherited: Scope
  ) throws(ResultFileError) -> ResultGroup {
    guard depth <= ResultFormat.maximumDepth else {
      throw damaged(
        group.path, expected: "groups nested at most \(ResultFormat.maximumDepth) deep",
        found: "more")
    }
    visit(group.path)
    var tree = ResultGroup()
    tree.attributes = try attributes(of: group, isDataset: false)
    let (datasets, groups) = try members(of: group)
    var scope = inherited
    let own = try scales(among: datasets)
    for scale in own { scope[scale.identity] = Scale(name: scale.name, size: scale.size) }
    let roles = Dictionary(own.map { ($0.identity, $0.isBare) }, uniquingKeysWith: { $1 })
    for (name, dataset) in datasets {
      let identity = try reporting(at: dataset.path) { () throws(HDF5Error) in
        try dataset.identity()
      }
      switch roles[identity] {
      case .some(true): continue
      case .some(false):
        tree.variables.append(try variable(dataset, name: name, dimensions: [name]))
      case .none:
        let dimensions = try dimensions(of: dataset, scope: scope)
        tree.variables.append(try variable(dataset, name: name, dimensions: dimensions))
      }
    }
    for (name, subgroup) in groups where !omitted.contains(String(subgroup.path.dropFirst())) {
      tree.append(name, try self.group(subgroup, depth: depth + 1, scope: scope))
    }
    return tree
  }

  private mutating func members(
    of group: HDF5.Group
  ) throws(ResultFileError) -> (
    datasets: [(name: String, dataset: Dataset)], groups: [(name: String, group: HDF5.Group)]
  ) {
    var datasets: [(name: String, dataset: Dataset)] = []
    var groups: [(name: String, group: HDF5.Group)] = []
    let limit = min(ResultFormat.maximumMembers, objectsLeft)
    let names = try reporting(at: group.path) { () throws(HDF5Error) in
      try group.linkNames(limit: limit)
    }
    try spend(objects: names.count, at: group.path)
    for stored in names {
      let name = try decoded(stored, in: group.path)
      let member = try reporting(at: group.path) { () throws(HDF5Error) in
        try group.member(stored)
      }
      switch member {
      case .group(let child):
        try checkTree(child)
        groups.append((name, child))
      case .dataset(let dataset):
        try checkTree(dataset)
        datasets.append((name, dataset))
      case .other:
        throw damaged(
          "\(group.path) › \(stored)", expected: "a group or a dataset", found: "another object")
      }
    }
    return (datasets, groups)
  }

  /// Throws where an object can be reached by two ways: groups form a strict tree.
  private func checkTree(_ object: HDF5.Object) throws(ResultFileError) {
    let count = try reporting(at: object.path) { () throws(HDF5Error) in
      try object.referenceCount()
    }
    if count != 1 {
      throw damaged(object.path, expected: "one link to the object", found: "\(count)")
    }
  }

  // MARK: Dimensions

  private struct FoundScale {
    var identity: HDF5.Object.Identity
    var name: String
    var size: Int
    /// Stands for a dimension without coordinates.
    var isBare: Bool
  }

  private func scales(
    among datasets: [(name: String, dataset: Dataset)]
  ) throws(ResultFileError) -> [FoundScale] {
    var found: [FoundScale] = []
    for (name, dataset) in datasets {
      let scaleName = try reporting(at: dataset.path) { () throws(HDF5Error) -> String? in
        try dataset.isScale() ? try dataset.scaleName() : nil
      }
      guard let scaleName else { continue }
      guard case .simple(let shape) = dataset.dataspace, shape.count == 1 else {
        throw damaged(
          dataset.path, expected: "a dimension scale of one dimension",
          found: "\(dataset.dataspace)")
      }
      found.append(
        FoundScale(
          identity: try reporting(at: dataset.path) { () throws(HDF5Error) in
            try dataset.identity()
          },
          name: name, size: shape[0],
          isBare: scaleName.hasPrefix(ResultFormat.bareDimensionPrefix)))
    }
    return found
  }

  private mutating func addScales(
    of group: HDF5.Group, to scope: inout Scope
  ) throws(ResultFileError) {
    for scale in try scales(among: try members(of: group).datasets) {
      scope[scale.identity] = Scale(name: scale.name, size: scale.size)
    }
  }

  private func dimensions(
    of dataset: Dataset, scope: Scope
  ) throws(ResultFileError) -> [String] {
    var names: [String] = []
    for (index, size) in dataset.dataspace.shape.enumerated() {
      let place = "\(dataset.path), dimension \(index)"
      let attached = try reporting(at: dataset.path) { () throws(HDF5Error) in
        try dataset.scales(at: index)
      }
      guard attached.count == 1, let scale = scope[attached[0]] else {
        throw damaged(
          place, expected: "one dimension scale of this group or one that encloses it",
          found: attached.isEmpty ? "none" : "\(attached.count), not in scope")
      }
      guard scale.size == size else {
        throw damaged(
          place, expected: "size \(scale.size) of `\(scale.name)`", found: "size \(size)")
      }
      names.append(scale.name)
    }
    return names
  }

  // MARK: Variables and attributes

  private mutating func variable(
    _ dataset: Dataset, name: String, dimensions: [String]
  ) throws(ResultFileError) -> ResultVariable {
    visit(dataset.path)
    let storage = try reporting(at: dataset.path) { () throws(HDF5Error) in
      try dataset.storage()
    }
    // Deflate is 1, shuffle 2; no other filter is part of the format.
    guard storage.filters.isEmpty || storage.filters == [2, 1] else {
      throw damaged(
        dataset.path, expected: "no filter, or shuffle and deflate",
        found: "the filters numbered \(storage.filters.map(String.init).joined(separator: ", "))")
    }
    guard storage.chunkBytes <= ResultFormat.maximumChunkBytes else {
      throw damaged(
        dataset.path, expected: "chunks of at most \(ResultFormat.maximumChunkBytes) bytes",
        found: "\(storage.chunkBytes)")
    }
    let limit = min(limits.bytesPerVariable, bytesLeft)
    let values = try reporting(
      at: dataset.path
    ) { () throws(HDF5Error) -> ResultVariable.Values in
      switch dataset.datatype {
      case .float32: .float32(try dataset.read(limit: limit))
      case .float64: .float64(try dataset.read(limit: limit))
      case .int64: .int64(try dataset.read(limit: limit))
      case .int8: .int8(try dataset.read(limit: limit))
      case .text: .texts(try dataset.readTexts(limit: limit))
      default:
        throw .mismatch(
          object: dataset.path, expected: "float32, float64, int64, int8 or text",
          found: "\(dataset.datatype)")
      }
    }
    bytesLeft -= values.byteCount
    var attributes = try attributes(of: dataset, isDataset: true)
    var variable = ResultVariable(
      name: name, dimensions: dimensions, shape: dataset.dataspace.shape, values: values,
      isCompressed: !storage.filters.isEmpty)
    guard dataset.dataspace != .null else {
      throw damaged(dataset.path, expected: "a scalar or an array", found: "a null dataspace")
    }
    let place = "\(dataset.path)@\(ResultFormat.valuesDigestAttribute)"
    let stored = attributes.first { $0.name == ResultFormat.valuesDigestAttribute }
    guard let stored = stored?.value.text else {
      throw damaged(place, expected: "the digest of the values", found: "none")
    }
    switch digests {
    case .stored:
      guard let digest = Digest(hexadecimal: stored, byteCount: 32) else {
        throw damaged(place, expected: "64 hexadecimal digits", found: stored)
      }
      variable.known.digest = digest
    case .computed:
      let digest = variable.valuesDigest()
      if digest.hexadecimal != stored {
        throw damaged(place, expected: stored, found: digest.hexadecimal)
      }
      variable.known.digest = digest
    }
    attributes.removeAll { ResultFormat.reservedAttributes.contains($0.name) }
    variable.attributes = attributes
    return variable
  }

  /// All attributes, those that the file format itself adds to datasets left out, except the digest.
  private mutating func attributes(
    of object: HDF5.Object, isDataset: Bool
  ) throws(ResultFileError) -> [ResultAttribute] {
    let limit = min(ResultFormat.maximumAttributes, objectsLeft)
    let names = try reporting(at: object.path) { () throws(HDF5Error) in
      try object.attributeNames(limit: limit)
    }
    try spend(objects: names.count, at: object.path)
    var attributes: [ResultAttribute] = []
    for stored in names {
      let isReserved = ResultFormat.reservedAttributes.contains(stored)
      if isDataset, isReserved, stored != ResultFormat.valuesDigestAttribute { continue }
      let name = try decoded(stored, in: object.path)
      let value = try reporting(at: object.path) { () throws(HDF5Error) in
        try Self.value(of: try object.attribute(stored), in: object.path)
      }
      attributes.append(ResultAttribute(name, value))
    }
    return attributes
  }

  private static func value(
    of attribute: HDF5.Attribute, in place: String
  ) throws(HDF5Error) -> ResultAttribute.Value {
    let limit = ResultFormat.maximumAttributeElements
    let isScalar = attribute.dataspace == .scalar
    let isList = attribute.dataspace.shape.count == 1
    switch attribute.datatype {
    case .text where isScalar:
      if let text = try attribute.readTexts(limit: 1).first { return .text(text) }
    case .text where isList: return .texts(try attribute.readTexts(limit: limit))
    case .int64 where isScalar:
      if let integer = try attribute.read(Int64.self, limit: 1).first { return .integer(integer) }
    case .int64 where isList: return .integers(try attribute.read(limit: limit))
    case .float64 where isScalar:
      if let number = try attribute.read(Double.self, limit: 1).first { return .number(number) }
    default: break
    }
    throw .mismatch(
      object: "\(place)@\(attribute.name)",
      expected: "a text, an int64, a float64, or a list of texts or int64",
      found: "\(attribute.dataspace) of \(attribute.datatype)")
  }

  // MARK: Limits and errors

  private mutating func spend(objects: Int, at place: String) throws(ResultFileError) {
    objectsLeft -= objects
    if objectsLeft < 0 {
      throw damaged(
        place, expected: "at most \(limits.objects) groups, variables and attributes",
        found: "more")
    }
  }

  private func decoded(_ stored: String, in place: String) throws(ResultFileError) -> String {
    guard stored.utf8.count <= ResultFormat.maximumNameBytes else {
      throw damaged(
        place, expected: "names of at most \(ResultFormat.maximumNameBytes) bytes",
        found: "\(stored.utf8.count)")
    }
    guard let name = ResultName.decoded(stored) else {
      throw damaged(place, expected: "names as the format encodes them", found: "`\(stored)`")
    }
    return name
  }

  private func damaged(_ place: String, expected: String, found: String) -> ResultFileError {
    .damaged(path: path, place: place, expected: expected, found: found)
  }

  /// Runs `body`, whose failure means that the file is damaged at `place`, or where the error says.
  private func reporting<Result>(
    at place: String, _ body: () throws(HDF5Error) -> Result
  ) throws(ResultFileError) -> Result {
    do {
      return try body()
    } catch {
      // A refusal by the system says nothing about the file's content.
      if let code = error.systemCode { throw .system(step: .read, path: path, code: code) }
      switch error {
      case .mismatch(let object, let expected, let found):
        throw damaged(object, expected: expected, found: found)
      case .overLimit(let object, let quantity, let limit, let found):
        throw damaged(
          object, expected: "at most \(limit) \(quantity)", found: "\(found)")
      case .library(_, let object, _):
        throw damaged(object, expected: "readable HDF5", found: Self.reason(error))
      case .invalidText(let object, let reason):
        throw damaged(object, expected: "a text in UTF-8", found: reason)
      case .closed(let object):
        throw damaged(object, expected: "an open file", found: "a closed one")
      }
    }
  }

  /// Bytes of a file and bytes that it should have, as the library names them where it ends too early.
  private static func lengths(_ error: HDF5Error) -> (here: Int, all: Int)? {
    guard case .library(_, _, let frames) = error,
      let words = frames.first(where: { $0.message.hasPrefix("truncated file") })?.message
    else { return nil }
    func number(after name: String) -> Int? {
      guard let range = words.firstRange(of: name) else { return nil }
      return Int(words[range.upperBound...].prefix { $0.isNumber })
    }
    guard let here = number(after: "eof = "), let all = number(after: "stored_eof = ") else {
      return nil
    }
    return (here, all)
  }

  private static func reason(_ error: HDF5Error) -> String {
    guard case .library(let operation, _, let frames) = error else { return "\(error)" }
    let words = frames.first { !$0.message.isEmpty }?.message ?? "\(operation) failed"
    if words.hasPrefix("truncated file") { return "a file that is cut short" }
    if words.contains("checksum") { return "a checksum that does not match" }
    return "something else (\(words))"
  }
}

extension ResultVariable.Values {
  /// Size in memory, roughly.
  var byteCount: Int {
    switch self {
    case .float32(let values): values.count * 4
    case .float64(let values): values.count * 8
    case .int64(let values): values.count * 8
    case .int8(let values): values.count
    case .texts(let texts): texts.reduce(0) { $0 + 16 + $1.utf8.count }
    }
  }
}
