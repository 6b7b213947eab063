import FPTResults
import Foundation

/// A file that a command is about to write, which must not take the place of what it is made of, or of anybody's results and scripts.
enum WrittenFile {
  /// How every HDF5 file begins (HDF5 File Format Specification 3.0, section II.A).
  private static let signatureOfHDF5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

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
    if try beginsAsHDF5(path) {
      throw Failure.stop(
        "\(path) is an HDF5 file, perhaps with results, which would be lost",
        help: "name another file with -o, or remove this one", Failure.incomplete)
    }
  }

  /// Whether two names are of one file, through links as well.
  private static func isSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(path, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }

  private static func beginsAsHDF5(_ path: String) throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let file: FileHandle
    do { file = try FileHandle(forReadingFrom: URL(filePath: path)) } catch {
      throw Failure.stop("\(path) is there and cannot be read, so it is left alone: \(error)")
    }
    defer { try? file.close() }
    return try file.read(upToCount: signatureOfHDF5.count).map { Array($0) } == signatureOfHDF5
  }
}
