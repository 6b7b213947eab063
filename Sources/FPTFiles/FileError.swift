/// What the operating system refused of a file: the operation in words, and the system's own message.
package struct FileError: Error, Sendable, Hashable {
  /// The path of the file.
  package var file: String
  /// What was asked of the system, such as `read`.
  package var operation: String
  /// The system's own message.
  package var reason: String

  /// Makes an error of an operation on a file.
  package init(file: String, operation: String, reason: String) {
    self.file = file
    self.operation = operation
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// A sentence of file, operation and reason.
  package var description: String { "cannot \(operation) \(file): \(reason)" }
}
