import FPTResults
import Foundation

/// The commands of Slurm's on this machine.
enum SlurmTools {
  struct Answer {
    var status: Int32
    var output: String
    var messages: String
  }

  /// Runs a command to its end, or for as long as a scheduler may take to answer; nil where it is not installed.
  static func run(_ name: String, _ arguments: [String], seconds: Double = 30) throws -> Answer? {
    guard let path = path(of: name) else { return nil }
    let process = try ChildProcess(path, arguments, output: .pipe, messages: .pipe)
    let (output, messages) = process.takeStreams()
    var texts: [Int32: [UInt8]] = [output: [], messages: []]
    var open = [output, messages]
    let end = ContinuousClock.now + .seconds(seconds)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !open.isEmpty, ContinuousClock.now < end {
      var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, nfds_t(polled.count), 200) > 0 else { continue }
      for entry in polled where entry.revents != 0 {
        let count = read(entry.fd, &buffer, buffer.count)
        if count > 0 {
          texts[entry.fd]?.append(contentsOf: buffer[..<count])
        } else if count == 0 || errno != EINTR {
          open.removeAll { $0 == entry.fd }
        }
      }
    }
    for descriptor in [output, messages] { close(descriptor) }
    let status: Int32 =
      switch process.finish(graceMilliseconds: open.isEmpty ? 5_000 : 0) {
      case .status(let status): status
      case .signal(let signal): 128 + signal
      }
    return Answer(
      status: status, output: String(decoding: texts[output] ?? [], as: UTF8.self),
      messages: String(decoding: texts[messages] ?? [], as: UTF8.self))
  }

  /// Where a command lies; nil where there is none of this name on the path.
  static func path(of name: String) -> String? {
    let folders = (Executable.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// The cluster's `MaxArraySize`, one more than the highest index of an array; nil where nobody says.
  static func maximumArraySize() throws -> Int? {
    guard let answer = try run("scontrol", ["show", "config"]), answer.status == 0 else {
      return nil
    }
    let line = answer.output.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    return line?.split(separator: "=").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
  }
}
