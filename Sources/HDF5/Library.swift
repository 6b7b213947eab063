import CHDF5
import Synchronization

/// The gate through which every call of libhdf5 goes.
///
/// The core of the library may be built thread-safe, its high-level part (dimension scales) never is, and an error
/// stack belongs to the thread that failed: so one lock covers a call together with the reading of its errors.
enum Library {
  /// Holds the number of identifiers that this module has open: of dataspaces, property lists and types in memory the
  /// library itself tells no number.
  private static let lock = Mutex(0)

  /// Identifiers that this module has open.
  static var heldIdentifiers: Int { lock.withLock { $0 } }

  /// Keeps the library from tidying up when the process ends.
  ///
  /// Every file is closed by then. What is left is what libhdf5 itself loses on a damaged file or an uncleared error stack,
  /// and over that it prints "infinite loop closing library". It must be the library's first call.
  ///
  /// Next, that no file can make it load code: a filter or link class that it does not know it would look for among
  /// the system's plugins.
  private static let isPrepared = H5dont_atexit() >= 0 && H5PLset_loading_state(0) >= 0

  /// Runs `body` under the lock and turns a negative status into an error.
  ///
  /// `body` must only call libhdf5. It must not release the last reference to an object of this module, since closing
  /// takes the lock again.
  @discardableResult
  static func call<Status: SignedInteger & Sendable>(
    _ operation: String, on object: String, _ body: () -> Status
  ) throws(HDF5Error) -> Status {
    let (status, frames) = lock.withLock { _ -> (Status, [HDF5Error.Frame]) in
      _ = isPrepared
      // Printing is a setting of the calling thread's error stack, hence set before each call.
      H5Eset_auto2(fpt_H5E_DEFAULT(), nil, nil)
      let status = body()
      let frames = status < 0 ? errorStack() : []
      // The stack is the thread's, and a thread may end before its next call.
      H5Eclear2(fpt_H5E_DEFAULT())
      return (status, frames)
    }
    if status < 0 {
      throw .library(operation: operation, object: object, frames: frames)
    }
    return status
  }

  /// Counts an identifier as open, or as closed no matter how.
  static func count(_ change: Int) { lock.withLock { $0 += change } }

  /// Closes an identifier; a failure to do so leaves nothing that a caller could act on.
  static func release(_ identifier: hid_t, with close: (hid_t) -> herr_t) {
    lock.withLock { held in
      held -= 1
      H5Eset_auto2(fpt_H5E_DEFAULT(), nil, nil)
      _ = close(identifier)
      H5Eclear2(fpt_H5E_DEFAULT())
    }
  }

  /// The calling thread's error stack, innermost frame first.
  private static func errorStack() -> [HDF5Error.Frame] {
    var frames: [HDF5Error.Frame] = []
    withUnsafeMutablePointer(to: &frames) { pointer in
      _ = H5Ewalk2(
        fpt_H5E_DEFAULT(), H5E_WALK_UPWARD,
        { _, entry, context in
          guard let entry = entry?.pointee,
            let frames = context?.assumingMemoryBound(to: [HDF5Error.Frame].self)
          else { return 0 }
          frames.pointee.append(
            HDF5Error.Frame(
              function: entry.func_name.map { String(cString: $0) } ?? "",
              message: entry.desc.map { String(cString: $0) } ?? ""))
          return 0
        }, pointer)
    }
    return frames
  }
}

/// Returns the version of libhdf5 that runs, such as `1.10.8`; empty if it does not tell.
public func libraryVersion() -> String {
  var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
  do throws(HDF5Error) {
    try Library.call("H5get_libversion", on: "libhdf5") {
      H5get_libversion(&major, &minor, &release)
    }
  } catch {
    return ""
  }
  return "\(major).\(minor).\(release)"
}

/// An open identifier of libhdf5, closed exactly once.
struct Identifier: ~Copyable {
  private(set) var raw: hid_t
  private let closing: (hid_t) -> herr_t

  /// Takes ownership of what `body` opens.
  init(
    _ operation: String, on object: String, close: @escaping (hid_t) -> herr_t, _ body: () -> hid_t
  ) throws(HDF5Error) {
    self.raw = try Library.call(operation, on: object, body)
    self.closing = close
    Library.count(1)
  }

  /// Closes now and reports failure, unlike the end of the lifetime.
  mutating func close(_ operation: String, on object: String) throws(HDF5Error) {
    let (open, closing) = (raw, self.closing)
    raw = -1
    guard open >= 0 else { return }
    Library.count(-1)
    try Library.call(operation, on: object) { closing(open) }
  }

  deinit {
    if raw >= 0 { Library.release(raw, with: closing) }
  }
}
