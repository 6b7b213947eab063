import Foundation
import Synchronization

/// The state of a file, compared without reading the file.
package struct FileState: Hashable, Sendable {
  package var size: Int
  private var device: UInt64
  private var inode: UInt64
  private var changes: [Int]

  package init?(of path: String) {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    self.init(information)
  }

  /// The state of an open file, whatever becomes of its name.
  package init?(ofDescriptor descriptor: Int32) {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return nil }
    self.init(information)
  }

  private init(_ information: stat) {
    size = Int(information.st_size)
    device = UInt64(truncatingIfNeeded: information.st_dev)
    inode = UInt64(information.st_ino)
    #if canImport(Darwin)
      let times = [information.st_mtimespec, information.st_ctimespec]
    #else
      let times = [information.st_mtim, information.st_ctim]
    #endif
    changes = times.flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] }
  }

  /// The file by its place on its device, and its state by size and times, as texts.
  package var texts: (file: String, state: String) {
    ("\(device) \(inode)", ([size] + changes).map(String.init).joined(separator: " "))
  }

  /// True if the file's last change is older than this, by the clock that stamps files.
  package func isOlder(thanSeconds seconds: Double) -> Bool {
    var now = timespec()
    guard changes.count == 4, clock_gettime(CLOCK_REALTIME, &now) == 0 else { return false }
    return [0, 2].allSatisfy { index in
      let passed =
        Double(now.tv_sec) - Double(changes[index])
        + Double(Int(now.tv_nsec) - changes[index + 1]) * 1e-9
      return passed > seconds
    }
  }
}

/// The states of files that were checked and found whole.
final class PassedFiles: Sendable {
  private let states = Mutex<Set<FileState>>([])

  func contains(_ state: FileState) -> Bool { states.withLock { $0.contains(state) } }
  func insert(_ state: FileState) { states.withLock { _ = $0.insert(state) } }
}
