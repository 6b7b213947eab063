import FPTLib
import FPTScript
import Foundation

/// Experiment files on disk.
package struct FileSources: SourceLoader, Sendable {
  /// The largest experiment file that is read, in bytes.
  package static let sizeLimit = 8 << 20

  package init() {}

  package func text(at path: String) throws(SourceLoadingError) -> String {
    let data = try data(at: path, limit: Self.sizeLimit)
    if let text = String(validating: data, as: UTF8.self) { return text }
    if data.withUnsafeBytes({ FileKind(of: $0) }) == .hdf5 {
      throw .unreadable(
        reason: "it is a results file; `fpt-script show \(path)` shows what is in it")
    }
    throw .notText(offset: Self.validPrefix(of: data))
  }

  package func paths(near path: String) -> [String] {
    NearFiles.near(path, endings: path.hasSuffix(".csv") ? [".csv"] : [".fpt"])
  }

  /// The bytes of an ordinary file of at most `limit` bytes.
  func data(at path: String, limit: Int) throws(SourceLoadingError) -> Data {
    if path.isEmpty { throw .unreadable(reason: "its name is empty") }
    // A pipe without a writer would keep an ordinary open waiting for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .notFound : .unreadable(reason: String(cString: strerror(errno)))
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    defer { try? handle.close() }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(reason: String(cString: strerror(errno)))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .unreadable(reason: "it is a folder")
    default: throw .unreadable(reason: "it is no ordinary file")
    }
    let data: Data
    do {
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw .unreadable(reason: String(cString: strerror(errno)))
    }
    guard data.count <= limit else {
      throw .tooLarge(bytes: max(data.count, Int(status.st_size)), limit: limit)
    }
    return data
  }

  /// How many bytes at the start are valid UTF-8.
  private static func validPrefix(of data: Data) -> Int {
    var low = 0
    var high = data.count
    while low < high {
      let middle = (low + high + 1) / 2
      // A prefix that ends inside a character is valid as far as it goes.
      let isValid = (0...3).contains { cut in
        middle - cut >= 0 && String(validating: data.prefix(middle - cut), as: UTF8.self) != nil
      }
      if isValid { low = middle } else { high = middle - 1 }
    }
    // What was found may end inside a character that is never completed.
    let ends = (0...3).map { low - $0 }.filter { $0 >= 0 }
    return ends.first { String(validating: data.prefix($0), as: UTF8.self) != nil } ?? low
  }
}
