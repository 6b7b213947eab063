import FPTFiles

extension MappedFile {
  /// Calls `body` with the bytes of a file of data, which are valid during the call and no longer.
  ///
  /// - Throws: `TaskError.unreadable`, and what `body` throws.
  static func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(TaskError) -> Result
  ) throws(TaskError) -> Result {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch {
      throw .unreadable(file: path, reason: error.reason)
    }
    return try withExtendedLifetime(file) { () throws(TaskError) in try body(file.bytes) }
  }
}
