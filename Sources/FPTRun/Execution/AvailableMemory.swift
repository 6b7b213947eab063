import Foundation

/// The memory of this machine and of cell processes.
enum AvailableMemory {
  /// A process besides its parameters: the program, its libraries, and the activations of a micro-batch.
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

  /// What is left below the limit of the control group, version 2, or version 1; what only caches files counts as left.
  private static var containerBytes: Int? {
    let places = [
      ("/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
      (
        "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
        "total_inactive_file"
      ),
    ]
    for (folder, limit, usage, cache) in places {
      guard let limit = text(of: "\(folder)/\(limit)").flatMap({ Int($0) }), limit < 1 << 60,
        let usage = text(of: "\(folder)/\(usage)").flatMap({ Int($0) })
      else { continue }
      let statistics = text(of: "\(folder)/memory.stat") ?? ""
      let line = statistics.split(separator: "\n").first { $0.hasPrefix(cache + " ") }
      let cached = line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
      return max(0, limit - max(0, usage - cached))
    }
    return nil
  }

  private static func text(of path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
