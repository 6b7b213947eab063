import Foundation

/// Puts a whole file in place at once: readers see the old one or the new one, never a part, whatever happens in between.
enum FileReplacement {
  /// Writes bytes to a new file in the same folder, makes them durable, and renames it to `path`.
  ///
  /// - Throws: `CheckpointError.unreadable`; the file at `path` is then untouched and nothing is left behind.
  static func write(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: .min ... .max)).tmp"
    let descriptor = SystemCalls.open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw failure("create", path) }
    do throws(CheckpointError) {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
          let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
          return SystemCalls.write(descriptor, rest, path: temporary)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure("write", path) }
        written += count
      }
      guard SystemCalls.synchronise(descriptor, path: temporary) == 0 else {
        throw failure("write", path)
      }
    } catch {
      close(descriptor)
      SystemCalls.remove(temporary)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = failure("write", path)
      SystemCalls.remove(temporary)
      throw error
    }
    do throws(CheckpointError) { try move(temporary, to: path) } catch {
      SystemCalls.remove(temporary)
      throw error
    }
  }

  /// Renames a finished file to its final name and makes the folder's entry durable.
  static func move(_ source: String, to path: String) throws(CheckpointError) {
    guard SystemCalls.rename(source, to: path) == 0 else { throw failure("rename", path) }
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = SystemCalls.open(folder.isEmpty ? "." : folder, O_RDONLY)
    guard descriptor >= 0 else { return }
    _ = SystemCalls.synchronise(descriptor, path: folder)
    close(descriptor)
  }

  private static func failure(_ operation: String, _ path: String) -> CheckpointError {
    .unreadable(file: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}
