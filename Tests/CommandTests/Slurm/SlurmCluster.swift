import Foundation
import Testing

/// A Slurm cluster on this machine's loopback for the time of a test: the real daemons, by the script `Tests/Slurm/cluster`.
final class SlurmCluster: Sendable {
  let command: Command
  private let folder: String
  /// What commands need to find this cluster.
  let environment: [String: String]

  /// These tests take minutes of waiting for limits and dead nodes, so they run where they are asked for.
  static let isInstalled =
    ProcessInfo.processInfo.environment["FPT_TEST_SLURM"] == "1" && geteuid() == 0
    && ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"].allSatisfy
    {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  static let advice: Comment =
    "needs FPT_TEST_SLURM=1, root and a cluster: apt-get install slurmctld slurmd slurm-client munge"

  /// Starts nodes of one core each.
  init(nodes: Int, maximumArraySize: Int = 1_001) throws {
    command = try Command()
    folder = command.folder + "/cluster"
    environment = ["SLURM_CONF": folder + "/slurm.conf"]
    let started = try command.shell(
      "'\(Self.script)' start '\(folder)' \(nodes) 1",
      environment: ["SLURM_TEST_ARRAY": "\(maximumArraySize)"])
    guard started.status == 0 else { throw NotStarted(reason: started.messages) }
  }

  struct NotStarted: Error { var reason: String }

  deinit { _ = try? command.shell("'\(Self.script)' stop '\(folder)'") }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Slurm/cluster").path

  func run(_ arguments: String...) throws -> Command.Result {
    try command.start(arguments, environment: environment).end()
  }

  func shell(_ line: String) throws -> Command.Result {
    try command.shell(line, environment: environment)
  }

  /// Kills a node's daemon; with `power`, all that runs there too.
  func fail(_ node: String, power: Bool) throws {
    _ = try shell("'\(Self.script)' fail '\(folder)' \(node) \(power ? "power" : "")")
  }

  /// Waits until something holds; false where it does not in time.
  func wait(_ seconds: Double, until condition: () throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      if try condition() { return true }
      Thread.sleep(forTimeInterval: 0.3)
    }
    return false
  }

  /// Waits until nothing is in the queue.
  func isIdle(within seconds: Double) throws -> Bool {
    try wait(seconds) { try shell("squeue --noheader").output.isEmpty }
  }

  /// The log of a task, such as `1_2`.
  func log(_ task: String, of name: String = "tiny") -> String {
    (try? String(
      contentsOfFile: command.path("cells/slurm/\(name).\(task).log"), encoding: .utf8)) ?? ""
  }

  /// All logs, for what a failed test says.
  var logs: String {
    (try? shell("tail -n 20 cells/slurm/*.log cells/slurm/*.jobs; squeue; sinfo").output) ?? ""
  }
}
