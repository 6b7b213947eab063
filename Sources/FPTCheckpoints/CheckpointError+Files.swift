import FPTFiles

extension CheckpointError {
  /// What reads a file of a checkpoint, with what the operating system refuses as `unreadable`.
  package static func reading<Value>(
    _ body: () throws(FileError) -> Value
  ) throws(CheckpointError) -> Value {
    do { return try body() } catch {
      throw .unreadable(file: error.file, operation: error.operation, reason: error.reason)
    }
  }
}
