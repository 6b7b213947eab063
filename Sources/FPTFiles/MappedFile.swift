import FPTDigest
import FPTResults
import Foundation
import Synchronization

/// A file mapped into memory, read-only, for as long as the object lives.
///
/// The pages are shared with every other mapping of the same file, and with whoever writes into it: ``requireUnchanged()`` tells. A
/// file must not be shortened while it is mapped: reading beyond its new end stops the process. This package replaces files by
/// renaming and never shortens one.
package final class MappedFile: Sendable {
  /// The path that the file was opened by.
  package let path: String
  /// Size of the file in bytes.
  package let byteCount: Int
  /// The file as it was when it was opened.
  let state: FileState
  /// Open for as long as the file is mapped, so that its state can be asked for whatever becomes of its name.
  let descriptor: Int32
  /// The last state in which the bytes were known to be the ones that were hashed, and their digest.
  private let content: Mutex<(state: FileState, digest: String?)>
  /// Immutable from here on: the mapping is read-only and ends with the object.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer?

  /// Maps a regular file.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws(FileError) {
    func failure(_ operation: String) -> FileError {
      FileError(file: path, operation: operation, reason: String(cString: strerror(errno)))
    }
    // Opening a named pipe would wait for someone to write into it.
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else {
      let leadsNowhere = errno == ENOENT
      let error = failure("open")
      guard leadsNowhere, try FilePresence.isThere(path) else { throw error }
      throw FileError(file: path, operation: "open", reason: "it is a link that leads nowhere")
    }
    var isMapped = false
    defer { if !isMapped { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0, let state = FileState(ofDescriptor: descriptor) else {
      throw failure("examine")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(file: path, operation: "read", reason: "it is not a regular file")
    }
    let count = Int(status.st_size)
    self.path = path
    self.byteCount = count
    self.state = state
    self.descriptor = descriptor
    content = Mutex((state, nil))
    if count == 0 {
      base = nil
    } else {
      let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
      guard let address, address != MAP_FAILED else { throw failure("map") }
      base = address
    }
    isMapped = true
  }

  deinit {
    if let base { munmap(base, byteCount) }
    close(descriptor)
  }

  /// The file's bytes; valid while the object lives.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: UnsafeRawPointer(base), count: byteCount)
  }

  /// Remembers the SHA-256 of the bytes as they were in the first state.
  func note(digest: String) { content.withLock { $0.digest = digest } }

  /// Makes sure that the bytes are those that the file had when it was opened, and that its digest was taken of.
  ///
  /// A file that only has another name or date is hashed again.
  ///
  /// - Throws: `FileError` where the file was written to, or where that cannot be found out.
  /// - Complexity: O(1), or O(bytes) after a change of the file's times.
  package func requireUnchanged() throws(FileError) {
    guard let now = FileState(ofDescriptor: descriptor) else {
      throw FileError(file: path, operation: "examine", reason: String(cString: strerror(errno)))
    }
    let isSame = content.withLock { content in
      if now == content.state { return true }
      // Beyond the end of a shorter file there is nothing to read.
      guard now.size == byteCount, let digest = content.digest,
        Digest(.sha256, of: bytes).hexadecimal == digest
      else { return false }
      content.state = now
      return true
    }
    guard isSame else {
      throw FileError(
        file: path, operation: "go on with",
        reason: "it was changed while it was in use; start again with the file as it is now")
    }
  }
}
