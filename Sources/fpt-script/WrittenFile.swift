import FPTLib

/// A file that a command is about to write, which must not take the place of what it is made of, or of anybody's results and scripts.
enum WrittenFile {
  /// Makes sure that a file can be written, and that nothing is lost by it.
  ///
  /// `source` is the results file that is read. With `isResults`, what is written is a results file too, and may replace another one.
  ///
  /// - Throws: `ResultFileError` where nothing can be written there; an exit code, after an error, where something would be lost.
  static func check(_ path: String, from source: String, isResults: Bool = false) throws {
    try ResultFile.checkWritable(path)
    guard try ResultFile.exists(path) else { return }
    if isSame(path, source) {
      throw Failure.stop(
        "\(path) is the results file itself", help: "name another file with -o", Failure.incomplete)
    }
    guard !isResults else { return }
    if path.hasSuffix(".fpt") {
      throw Failure.stop(
        "\(path) is an experiment file, which would be lost", help: "name another file with -o",
        Failure.incomplete)
    }
    if try isHDF5(path) {
      throw Failure.stop(
        "\(path) is an HDF5 file, perhaps with results, which would be lost",
        help: "name another file with -o, or remove this one", Failure.incomplete)
    }
  }

  /// Whether two names are of one file, through links as well.
  private static func isSame(_ path: String, _ other: String) -> Bool {
    guard let file = FileState(of: path)?.texts.file else { return false }
    return file == FileState(of: other)?.texts.file
  }

  private static func isHDF5(_ path: String) throws -> Bool {
    guard AssetStore.size(ofFile: path) != nil else { return false }
    do {
      let file = try MappedFile(path: path)
      return withExtendedLifetime(file) { FileKind(of: file.bytes) == .hdf5 }
    } catch {
      throw Failure.stop("\(path) is there and cannot be read, so it is left alone: \(error)")
    }
  }
}
