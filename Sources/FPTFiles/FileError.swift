/// What the operating system refused of a file: the operation in words, and the system's own message.
public struct FileError: Error, Sendable, Hashable {
  public var file: String
  public var operation: String
  public var reason: String

  public init(file: String, operation: String, reason: String) {
    self.file = file
    self.operation = operation
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "cannot \(operation) \(file): \(reason)" }
}
