import Foundation

/// What is known of memory before and while cells run.
enum AvailableMemory {
  /// A process besides its parameters: the program, its libraries, and the activations of an example group.
  static let ofProcess = 128 << 20

  /// Bytes that new processes may take here: what the system says is available, and no more than a container allows.
  static var bytes: Int {
    [systemBytes, containerBytes].compactMap(\.self).min()
      ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
  }

  private static var systemBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes.multipliedReportingOverflow(by: 1024).partialValue
  }

  /// What is left below the limit of the control group, version 2, or version 1.
  private static var containerBytes: Int? {
    let places = [
      ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
      (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes"
      ),
    ]
    for (limit, usage) in places {
      if let limit = number(in: limit), let usage = number(in: usage), limit < 1 << 60 {
        return max(0, limit - usage)
      }
    }
    return nil
  }

  private static func number(in path: String) -> Int? {
    (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }
}
