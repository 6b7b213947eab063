import Foundation

/// The process that listens on a port, as far as the system tells.
package struct PortOwner: Sendable, Hashable {
  package var process: Int
  package var name: String

  /// Whoever listens on a port of this machine; nil where that is not to be known, as with processes of other users.
  package init?(ofPort port: UInt16) {
    guard let socket = Self.socket(listeningOn: port) else { return nil }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for process in names.compactMap(Int.init).sorted() {
      let folder = "/proc/\(process)/fd"
      let open = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let isOwner = open.contains { number in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)"))
          == "socket:[\(socket)]"
      }
      guard isOwner else { continue }
      let name = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? ""
      self.process = process
      self.name = name.filter { !$0.isNewline }
      return
    }
    return nil
  }

  /// The number of the socket in the kernel's lists of connections (`proc_pid_net`).
  private static func socket(listeningOn port: UInt16) -> String? {
    let digits = String(port, radix: 16, uppercase: true)
    let ending = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    for list in ["/proc/net/tcp", "/proc/net/tcp6"] {
      guard let text = try? String(contentsOfFile: list, encoding: .utf8) else { continue }
      for line in text.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        // Local address, remote address, state: 0A listens.
        if fields.count > 9, fields[1].hasSuffix(ending), fields[3] == "0A" {
          return String(fields[9])
        }
      }
    }
    return nil
  }
}
