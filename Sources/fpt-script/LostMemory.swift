import Foundation

/// What happens where a mapped file is shortened while it is in use: its memory is gone (SIGBUS), and the process cannot go on.
///
/// ``FPTFiles/MappedFile`` notices a file that was written to; of one that ends before the place that is read, the system tells first.
enum LostMemory {
  /// Listens from now on.
  static func listen() { signal(SIGBUS, handle) }

  /// Runs as a signal handler: `write` and `_exit` alone.
  private static let handle: @convention(c) (Int32) -> Void = { _ in
    let text: StaticString = """

      error: a file of weights or data was shortened while it was in use, or its disk failed
      help: what was finished is kept; get the file again, and the same command goes on from there

      """
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(1)
  }
}
