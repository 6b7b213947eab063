#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The name of a process in temporary names and locks.
///
/// Only a process of the same host with the same process identifiers can know whether it still runs.
struct ProcessName: Sendable, Hashable {
  var process: Int32
  var host: String
  /// When it was started, as the kernel counts; nil where nobody wrote it down.
  var start: String?
  /// The boot and the namespace that its number belongs to; nil where nobody wrote it down.
  var space: String?

  /// This process.
  static var current: ProcessName {
    ProcessName(process: getpid(), host: host, start: start(of: getpid()), space: space)
  }

  /// False only where it is certain that the process has ended.
  var mayLive: Bool {
    guard host == Self.host, space == nil || space == Self.space else { return true }
    if kill(process, 0) != 0, errno == ESRCH { return false }
    // Another process may have the number by now; of one that is not to be seen, nothing is known.
    guard let start, let now = Self.start(of: process) else { return true }
    return start == now
  }

  /// The machine's name, with everything but letters, digits, `.`, `_` and `-` left out.
  static var host: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    let name = bytes.prefix { $0 != 0 }.map { Character(UnicodeScalar(UInt8(bitPattern: $0))) }
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    return name.isEmpty ? "unknown" : String(name.prefix(64))
  }

  /// Eight hexadecimal digits: machines and containers of one name have different ones, and so has a machine that was started again.
  static let space: String = {
    let boot = text(of: "/proc/sys/kernel/random/boot_id")
    var target = [CChar](repeating: 0, count: 256)
    let count = readlink("/proc/self/ns/pid", &target, target.count - 1)
    let namespace = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    // FNV-1a.
    let hash = (boot + namespace).reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }()

  /// When a process was started, in the kernel's ticks; nil for one that is not there, has ended or is not to be seen.
  private static func start(of process: Int32) -> String? {
    // `PID (NAME) STATE …`: a name may hold anything, so that fields are counted from its last parenthesis.
    let bytes = text(of: "/proc/\(process)/stat")
    guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, fields[0].first != UInt8(ascii: "Z") else { return nil }
    return String(decoding: fields[19], as: UTF8.self)
  }

  /// A small file of the kernel's; empty where there is none.
  private static func text(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}

extension ProcessName {
  /// The first line of a lock's note: `PID HOST` where the kernel holds the lock, `PID HOST START SPACE` where the file alone is the lock.
  init?(note bytes: [UInt8]) {
    let line = bytes.prefix { $0 != 0x0A }
    let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 2 || words.count == 4, let process = Int32(words[0]), process > 0 else {
      return nil
    }
    self.init(process: process, host: words[1])
    if words.count == 4 { (start, space) = (words[2] == "-" ? nil : words[2], words[3]) }
  }

  func note(ofFileAlone isFileAlone: Bool) -> [UInt8] {
    let more = isFileAlone ? " \(start ?? "-") \(space ?? "-")" : ""
    return Array("\(process) \(host)\(more)\n".utf8)
  }
}
