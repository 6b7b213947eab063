import FPTScript
import Foundation

/// Experiment files on disk.
public struct FileSources: SourceLoader, Sendable {
  /// The largest experiment file that is read, in bytes.
  public static let sizeLimit = 8 << 20

  public init() {}

  public func text(at path: String) throws(SourceLoadingError) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw FileManager.default.fileExists(atPath: path)
        ? .unreadable(reason: String(cString: strerror(errno))) : .notFound
    }
    defer { try? handle.close() }
    var status = stat()
    guard fstat(handle.fileDescriptor, &status) == 0 else {
      throw .unreadable(reason: String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw .unreadable(reason: "it is a folder") }
    let data: Data
    do {
      data = try handle.read(upToCount: Self.sizeLimit + 1) ?? Data()
    } catch {
      throw .unreadable(reason: String(cString: strerror(errno)))
    }
    guard data.count <= Self.sizeLimit else {
      throw .tooLarge(bytes: max(data.count, Int(status.st_size)), limit: Self.sizeLimit)
    }
    if let text = String(validating: data, as: UTF8.self) { return text }
    throw .notText(offset: Self.validPrefix(of: data))
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
