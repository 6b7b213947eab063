#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two descriptors of which one reads what is written into the other.
package enum DescriptorPair {
  /// Nil, with `errno`, where there is none to be had.
  ///
  /// They are closed on exec from their first moment, and so are in no child that another thread starts meanwhile.
  package static func make() -> (Int32, Int32)? {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
      guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    #else
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    return (ends[0], ends[1])
  }
}

/// The standard input of children that are to end with this process: nobody ever writes to it, and it ends when this process does, however
/// that comes about.
package final class Lifeline {
  /// What a child gets.
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
