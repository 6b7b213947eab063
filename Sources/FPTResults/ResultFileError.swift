#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An error of a results file or of a cell of the store.
public enum ResultFileError: Error, Sendable, Hashable {
  /// What the operating system was asked to do with a file or folder.
  public enum Step: String, Sendable, Hashable {
    case create = "create a file in it"
    case write = "write it"
    case synchronize = "synchronize it"
    case rename = "move it into place"
    case createFolder = "create this folder"
    case useFolder = "use it as a folder"
    case open = "open it"
    case read = "read it"
    case list = "list it"
    case lock = "lock it"
    case remove = "remove it"
  }

  /// The operating system refused a step; `code` is its errno.
  case system(step: Step, path: String, code: Int32)
  /// The tree breaks a rule of the format; nothing was written.
  case invalidTree(path: String, ResultTreeError)
  /// libhdf5 could not build the file; nothing was written.
  case library(path: String, reason: String)
  /// Not an HDF5 file, or one without the marks of this format.
  case notAResultsFile(path: String, found: String)
  /// A later version of the format.
  case unsupportedFormat(path: String, found: Int64)
  /// The file ends before its end, as after a copy that was broken off; both are in bytes.
  case cutShort(path: String, bytes: Int, of: Int)
  /// The file breaks the format at `place`.
  case damaged(path: String, place: String, expected: String, found: String)
  /// A child process that read the file for this one was ended by a signal while it read what is at `place`.
  case readerCrashed(path: String, place: String, signal: Int32)
  /// A child process that read the file for this one took more time than a file of its size can need.
  case readerTooSlow(path: String, place: String)
  /// The file could not be looked at in a child process.
  case notInspected(path: String, reason: String)
  /// No cell has such a name: 64 lowercase hexadecimal digits.
  case invalidHash(String)
  /// Another process works on the cell.
  case locked(path: String, owner: String)
}

extension ResultFileError {
  /// True if the content of a file is at fault, so that writing the file again would help.
  package var isAboutContent: Bool {
    switch self {
    case .damaged, .cutShort, .notAResultsFile, .readerCrashed, .readerTooSlow: true
    case .notInspected, .system, .invalidTree, .library, .unsupportedFormat, .invalidHash, .locked:
      false
    }
  }
}

extension ResultFileError: CustomStringConvertible {
  /// A sentence that names the file and says what is wrong with it.
  public var description: String {
    switch self {
    case .system(let step, let path, let code):
      return "\(path): cannot \(step.rawValue): \(Self.words(for: code))"
    case .invalidTree(let path, let error):
      return "\(path): not written: \(error)"
    case .library(let path, let reason):
      return "\(path): not written: \(reason)"
    case .notAResultsFile(let path, let found):
      return "\(path): not a results file: \(found)"
    case .unsupportedFormat(let path, let found):
      return "\(path): results format \(found) is later than \(ResultFormat.version), "
        + "the latest known here; a newer fpt-script reads it"
    case .cutShort(let path, let bytes, let all):
      return
        "\(path): cut short: \(Self.grouped(bytes)) of \(Self.grouped(all)) bytes are here; copy it again"
    case .damaged(let path, let place, let expected, let found):
      return "\(path): damaged at \(place): expected \(expected), found \(found)"
    case .readerCrashed(let path, let place, let signal):
      return "\(path): damaged or hostile: the library that reads it crashed (signal \(signal)) "
        + "while walking \(place)"
    case .readerTooSlow(let path, let place):
      return
        "\(path): damaged or hostile: reading it took more time than a file of its size needs, "
        + "while walking \(place)"
    case .notInspected(let path, let reason):
      return
        "\(path): not opened, since it could not be looked at in a process of its own: \(reason)"
    case .invalidHash(let name):
      return "`\(name)` is not the hash of a cell: 64 of the digits 0-9 and a-f"
    case .locked(let path, let owner):
      return "\(path): in use by \(owner)"
    }
  }

  /// The digits in groups of three.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func words(for code: Int32) -> String {
    switch code {
    case EIO: "the device or the network failed to read or write (EIO)"
    case EMFILE, ENFILE: "too many files are open at once"
    case ENOSPC: "the disk is full"
    case EDQUOT: "the disk quota is used up"
    case EACCES, EPERM: "permission denied"
    case EROFS: "the file system is read-only"
    case ENOENT: "no such file or folder"
    case ENOTDIR: "it is, or lies below, something that is no folder"
    case EFBIG: "it would be larger than files may be here"
    case ENAMETOOLONG: "its name would be longer than names may be here"
    case EISDIR: "there is a folder of this name"
    default: String(cString: strerror(code))
    }
  }
}
