import HDF5

/// Results files: trees on disk, as HDF5 that netCDF-4 readers open with named coordinates.
///
/// `docs/results-format.md` is the specification. A file is never edited: it is written whole, and
/// replaced whole.
///
/// ```swift
/// let run = try ResultFile.read("results/small.h5", group: ["runs", "main"])
/// if case .float64(let values)? = run.variable("accuracy")?.values {
///   print(values.reduce(0, +) / Double(values.count))
/// }
/// ```
public enum ResultFile {
  /// Writes a tree, replacing the file of that path in one step.
  ///
  /// The file is built in memory, written to a temporary file in the same folder, synchronized and renamed, so that at
  /// every instant the path holds the old file or the new one, whole. On failure the old file is untouched and the
  /// temporary gone; one left behind by a killed process is removed by the next write into the folder. The same tree
  /// gives the same bytes.
  ///
  /// - Complexity: memory of about twice the size of the file, besides the tree.
  ///
  /// - Throws: `ResultFileError.invalidTree` where the tree breaks the format, `.system` where the
  ///   file cannot be written.
  public static func write(_ tree: ResultGroup, to path: String) throws(ResultFileError) {
    try AtomicFile.replace(path, with: try image(of: tree, for: path).bytes)
  }

  /// Writes a tree as ``write(_:to:)`` does, and behind it the trailer of a cell.
  static func write(
    _ tree: ResultGroup, to path: String, trailer summary: CellSummary
  ) throws(ResultFileError) {
    var (bytes, extents) = try image(of: tree, for: path)
    bytes += CellTrailer(of: bytes, extents: extents, summary: summary).bytes
    try AtomicFile.replace(path, with: bytes)
  }

  /// The bytes of the file for a tree.
  ///
  /// A function of its own, since Swift 6.3 never releases a `let` that is declared first and set in a `do` with a typed error:
  /// every file written would stay in memory.
  private static func image(
    of tree: ResultGroup, for path: String
  ) throws(ResultFileError) -> (bytes: [UInt8], extents: [CellTrailer.Extent]) {
    do throws(ResultTreeError) {
      try tree.validate()
    } catch {
      throw .invalidTree(path: path, error)
    }
    do throws(HDF5Error) {
      return try ResultWriter.image(of: tree, named: path)
    } catch {
      throw .library(path: path, reason: "\(error)")
    }
  }

  /// Writes a text, such as a table or a page, replacing the file of that path in one step as ``write(_:to:)`` does.
  package static func write(text: String, to path: String) throws(ResultFileError) {
    try AtomicFile.replace(path, with: Array(text.utf8))
  }

  /// Writes bytes, whole or not at all.
  package static func write(bytes: [UInt8], to path: String) throws(ResultFileError) {
    try AtomicFile.replace(path, with: bytes)
  }

  /// True if there is something of this name.
  ///
  /// - Throws: `ResultFileError.system` where that cannot be found out, which is no sign that nothing is there.
  package static func exists(_ path: String) throws(ResultFileError) -> Bool {
    try AtomicFile.exists(path)
  }

  /// True for a regular file that begins as HDF5 does, whatever its name.
  ///
  /// - Throws: `ResultFileError.system` where it cannot be read.
  package static func isHDF5(_ path: String) throws(ResultFileError) -> Bool {
    do throws(ResultFileError) {
      return try OpenFile.reading(path) { (file) throws(ResultFileError) in
        try file.begins(with: HDF5.File.signature)
      }
    } catch {
      if case .notAResultsFile = error { return false }
      throw error
    }
  }

  /// Makes the folder that is to hold a results file, and throws unless the file can be written there.
  package static func checkWritable(_ path: String) throws(ResultFileError) {
    try AtomicFile.checkWritable(path)
  }

  /// Reads a whole file and checks it: format, types, shapes, the digest of every dataset, and the content digest where
  /// the file has one.
  ///
  /// Where this task has a ``ResultInspector``, a child process reads the file first; otherwise libhdf5 meets it in
  /// this process, and can be brought down by a file that was made to do so.
  ///
  /// - Throws: `ResultFileError.notAResultsFile`, `.unsupportedFormat` or `.damaged` for a file
  ///   that is not as it should be, `.system` where it cannot be read.
  public static func read(
    _ path: String, limits: ResultReadLimits = ResultReadLimits()
  ) throws(ResultFileError) -> ResultGroup {
    try inspected(path) { digests throws(ResultFileError) in
      try readHere(path, limits: limits, digests: digests)
    }
  }

  /// Reads a file that a child process has found whole, where this task has a ``ResultInspector``: the child has hashed all of it, and
  /// nobody has changed it since.
  private static func inspected<Result>(
    _ path: String, _ read: (ResultReader.Digests) throws(ResultFileError) -> Result
  ) throws(ResultFileError) -> Result {
    guard let inspector = ResultInspector.current else { return try read(.computed) }
    try inspector.inspect(path)
    let state = FileState(of: path)
    guard state != nil, inspector.hasPassed(path) else { return try read(.computed) }
    let result = try read(.stored)
    // Another file has taken its place meanwhile: nobody has looked at that one.
    return FileState(of: path) == state ? result : try read(.computed)
  }

  /// Reads a whole file in this process.
  ///
  /// The digests of arrays are computed, or taken as stored where all bytes of the file were
  /// checked before. `visit` is called with the path of each object before it is read.
  static func readHere(
    _ path: String, limits: ResultReadLimits = ResultReadLimits(),
    digests: ResultReader.Digests = .computed, visit: @escaping (String) -> Void = { _ in }
  ) throws(ResultFileError) -> ResultGroup {
    let tree = try ResultReader.read(
      path, at: [], content: .everything, limits: limits, digests: digests, visit: visit)
    if let stored = tree.attribute(ResultFormat.digestAttribute) {
      let digest = ContentDigest(of: tree).hexadecimal
      if stored != .text(digest) {
        throw .damaged(
          path: path, place: "/@\(ResultFormat.digestAttribute)", expected: digest,
          found: stored.text ?? "something else than a text")
      }
    }
    return tree
  }

  /// Reads one group with everything below it, and checks the digest of each array.
  ///
  /// `group` has names from the root down, as in `["runs", "main"]`. The content digest is not
  /// checked, since it is of the whole file.
  public static func read(
    _ path: String, group: [String], limits: ResultReadLimits = ResultReadLimits()
  ) throws(ResultFileError) -> ResultGroup {
    try inspected(path) { digests throws(ResultFileError) in
      try ResultReader.read(
        path, at: group, content: .everything, limits: limits, digests: digests)
    }
  }

  /// Reads a file without some groups, named by their paths, as in `provenance/cells`: what is read is checked as ``read(_:limits:)`` does, but for the content
  /// digest, which is of the whole.
  public static func read(
    _ path: String, leavingOut groups: Set<String>, limits: ResultReadLimits = ResultReadLimits()
  ) throws(ResultFileError) -> ResultGroup {
    try inspected(path) { digests throws(ResultFileError) in
      try ResultReader.read(
        path, at: [], content: .everything, limits: limits, digests: digests, leavingOut: groups)
    }
  }

  /// Reads the attributes of one group, and nothing else of it.
  public static func attributes(
    _ path: String, group: [String] = []
  ) throws(ResultFileError) -> [ResultAttribute] {
    try ResultInspector.current?.inspect(path)
    return try attributesHere(path, group: group)
  }

  /// Reads the attributes of some groups inside others, named from the root down, in their order, and nothing else of them; nil for a group
  /// that is not there.
  ///
  /// The file is opened once.
  package static func attributes(
    _ path: String, of names: [String], in parents: [String]
  ) throws(ResultFileError) -> [[ResultAttribute]?] {
    try ResultInspector.current?.inspect(path)
    return try ResultReader.attributes(
      path, of: names, in: parents, limits: ResultReadLimits())
  }

  /// Reads the attributes of one group in this process.
  static func attributesHere(
    _ path: String, group: [String] = []
  ) throws(ResultFileError) -> [ResultAttribute] {
    try ResultReader.read(
      path, at: group, content: .attributesOnly, limits: ResultReadLimits()
    ).attributes
  }

  /// Checks everything in a file as ``read(_:limits:)`` does, and that it has a content digest.
  ///
  /// - Returns: that digest.
  @discardableResult
  public static func verify(_ path: String) throws(ResultFileError) -> ContentDigest {
    let tree = try read(path)
    guard tree.attribute(ResultFormat.digestAttribute) != nil else {
      throw .damaged(
        path: path, place: "/@\(ResultFormat.digestAttribute)", expected: "a content digest",
        found: "nothing")
    }
    return ContentDigest(of: tree)
  }
}
