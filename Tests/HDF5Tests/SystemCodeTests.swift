import Foundation
import Testing

@testable import HDF5

/// What the system refuses is told from what a file holds.
@Suite struct SystemCodeTests {
  private func error(_ message: String) -> HDF5Error {
    .library(
      operation: "H5Fopen", object: "a.h5",
      frames: [
        .init(function: "H5FD_sec2_open", message: message),
        .init(function: "H5F_open", message: "unable to open file"),
      ])
  }

  @Test(arguments: [
    (
      "unable to open file: name = 'a.h5', errno = 24, error message = 'Too many open files'",
      EMFILE
    ),
    ("file read failed: time = x, errno = 5, error message = 'Input/output error', buf = 0", EIO),
    ("unable to lock file, errno = 37, error message = 'No locks available'", ENOLCK),
    ("unable to open file: name = 'a.h5', errno = 13, error message = 'Permission denied'", EACCES),
    ("file read failed: errno = 116, error message = 'Stale file handle'", ESTALE),
    ("file read failed: errno = 12, error message = 'Cannot allocate memory'", ENOMEM),
  ])
  func ofTheSystem(message: String, code: Int32) {
    #expect(error(message).systemCode == code)
  }

  /// A damaged file may name places that no file has; the system's answer is then about the file.
  @Test(arguments: [
    "file read failed: errno = 22, error message = 'Invalid argument'",
    "file read failed: errno = 75, error message = 'Value too large'",
    "truncated file: eof = 100", "bad object header version number", "errno = none",
  ])
  func ofTheFile(message: String) { #expect(error(message).systemCode == nil) }

  @Test func ofALibraryThatLacksDescriptors() async {
    await #expect(processExitsWith: .success) {
      let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).h5").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      try File.create(path).close()
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = 64
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      while open("/dev/null", O_RDONLY) >= 0 {}
      do throws(HDF5Error) {
        _ = try File.open(path)
        exit(1)
      } catch {
        exit(error.systemCode == EMFILE ? 0 : 2)
      }
    }
  }
}
