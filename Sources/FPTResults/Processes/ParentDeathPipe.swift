#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pipe by which children notice the death of this process.
///
/// A child gets one end as its standard input. Nobody writes to the pipe, so a read by the child returns only when this process ends,
/// for whatever reason.
package final class ParentDeathPipe {
  /// The end that a child gets as its standard input.
  package let descriptor: Int32
  private let other: Int32

  /// - Throws: what the system says where no descriptors are to be had.
  package init() throws(ChildProcess.NotStarted) {
    guard let (descriptor, other) = DescriptorPair.make() else {
      throw ChildProcess.NotStarted(executable: "a child process", code: errno)
    }
    (self.descriptor, self.other) = (descriptor, other)
  }

  deinit {
    close(descriptor)
    close(other)
  }
}
