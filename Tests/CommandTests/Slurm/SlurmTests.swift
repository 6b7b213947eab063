import FPTLib
import Foundation
import Testing

/// Experiments on a real cluster: arrays, dependencies, signals, requeues, limits and deaths pass through `slurmctld`.
@Suite(.serialized, .enabled(if: SlurmCluster.isInstalled, SlurmCluster.advice))
struct SlurmTests {
  /// Six cells, of which three begin with the weights of a seventh.
  private static let grid = OtherEnginesTests.grid

  private func submit(_ cluster: SlurmCluster, _ more: [String] = []) throws -> [String] {
    let arguments =
      [
        "slurm", "tiny.fpt", "--store", "cells", "--threads", "1", "--time", "10m", "-o", "out.h5",
        "--submit",
      ]
      + more
    let result = try cluster.command.start(arguments, environment: cluster.environment).end()
    try #require(result.status == 0, "\(result.messages)")
    let line = try #require(
      result.output.split(separator: "\n").first { $0.hasPrefix("submitted") })
    return line.split(separator: " ").dropFirst().map(String.init)
  }

  private func digest(_ cluster: SlurmCluster, _ path: String) throws -> Substring? {
    try cluster.run("digest", path).output.split(separator: "\n").first
  }

  @Test func aGridGivesTheDigestOfOneRun() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(Self.grid, to: "tiny.fpt")
    #expect(try cluster.run("tiny.fpt", "--store", "serial", "-o", "serial.h5").status == 0)
    let before = try cluster.run("status", "tiny.fpt", "--store", "cells")
    #expect(
      before.output.contains("7 cells: 7 not submitted"), "\(before.output)\(before.messages)")
    let jobs = try submit(cluster)
    #expect(jobs.count == 3)
    let during = try cluster.run("status", "tiny.fpt", "--store", "cells")
    #expect(
      during.output.contains("waiting") || during.output.contains("running"), "\(during.output)")
    #expect(during.output.contains("jobs in the queue: "), "\(during.output)")
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    let after = try cluster.run("status", "tiny.fpt", "--store", "cells")
    #expect(
      after.status == 0 && after.output.contains("7 cells: 7 done"),
      "\(after.output)\(cluster.logs)")
    #expect(try digest(cluster, "out.h5") == digest(cluster, "serial.h5"), "\(cluster.logs)")
    let json = try cluster.run("status", "tiny.fpt", "--store", "cells", "--json")
    #expect(json.output.contains("\"core_hours_spent\""))
    let none = try cluster.run("slurm", "tiny.fpt", "--store", "cells", "--time", "10m")
    #expect(none.status == 0 && none.messages.contains("nothing is left to compute"))
  }

  /// A step that is told to end winds up, and its task alone is run again; so is one that the scheduler is told to requeue.
  @Test func signalsAndRequeues() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(TinyScript.text(steps: 20_000, seeds: "0..<2"), to: "tiny.fpt")
    let job = try #require(try submit(cluster).first)
    func isRunning(_ task: Int) throws -> Bool {
      let status = try cluster.run("status", "tiny.fpt", "--store", "cells")
      return status.output.split(separator: "\n").contains {
        $0.contains("running") && $0.contains("\(job)_\(task)")
      }
    }
    #expect(try cluster.wait(60) { try isRunning(1) && isRunning(2) }, "\(cluster.logs)")
    #expect(try cluster.shell("scancel --signal=TERM \(job)_1").status == 0)
    #expect(try cluster.shell("scontrol requeue \(job)_2").status == 0)
    #expect(
      cluster.wait(60) { cluster.log("\(job)_1").contains("requeue 1 of 10") },
      "\(cluster.logs)")
    #expect(!cluster.log("\(job)_2").contains("requeue 1 of 10"))
    #expect(try cluster.isIdle(within: 240), "\(cluster.logs)")
    #expect(try cluster.run("tiny.fpt", "--store", "serial", "-o", "serial.h5").status == 0)
    #expect(try digest(cluster, "out.h5") == digest(cluster, "serial.h5"), "\(cluster.logs)")
  }

  /// The task of a node that loses its power runs elsewhere, and goes on from its last checkpoint.
  ///
  /// What is left is cancelled.
  @Test func aDeadNodeAndACancellation() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(TinyScript.text(steps: 400_000, seeds: "0..<1"), to: "tiny.fpt")
    let job = try #require(try submit(cluster).first)
    func running() throws -> Substring? {
      try cluster.run("status", "tiny.fpt", "--store", "cells").output.split(separator: "\n").first
      {
        $0.contains("running") && $0.contains("/400000")
      }
    }
    #expect(try cluster.wait(60) { try running() != nil }, "\(cluster.logs)")
    let node = try cluster.shell("squeue --noheader --job \(job)_1 --format %N").output
    try cluster.fail(node.trimmingCharacters(in: .whitespacesAndNewlines), power: true)
    #expect(
      try cluster.wait(150) {
        let task = try cluster.shell("squeue --noheader --job \(job)_1 --format '%N %T'").output
        return task.contains("RUNNING")
          && !task.contains(node.trimmingCharacters(in: .whitespacesAndNewlines))
      }, "\(cluster.logs)")
    #expect(try cluster.wait(30) { try running() != nil }, "\(cluster.logs)")
    let cancelled = try cluster.run("cancel", "tiny.fpt", "--store", "cells")
    #expect(
      cancelled.status == 0 && cancelled.output.contains("ended jobs \(job)"), "\(cancelled.output)"
    )
    #expect(try cluster.isIdle(within: 60), "\(cluster.logs)")
    let after = try cluster.run("cancel", "tiny.fpt", "--store", "cells")
    #expect(after.output == "no job of tiny is in the queue\n")
    let plan = try cluster.run("plan", "tiny.fpt", "--store", "cells")
    #expect(plan.output.contains("resume at step"), "\(plan.output)")
  }

  /// The time limit comes while the program is deaf, as in the middle of a long step: the script asks for the task to be run again.
  @Test func aTimeLimitInTheMiddleOfAStep() throws {
    let cluster = try SlurmCluster(nodes: 1)
    try cluster.command.write(TinyScript.text(steps: 400_000, seeds: "0..<1"), to: "tiny.fpt")
    // What a program was started to ignore, it ignores; nor does it know what time it has.
    try cluster.command.write(
      """
      #!/bin/bash
      trap '' TERM
      words=()
      while [[ $# -gt 0 ]]; do
        case $1 in
        --time-left | --wind-up) shift ;;
        *) words+=("$1") ;;
        esac
        shift
      done
      exec '\(try #require(Command.executable))' "${words[@]}"

      """, to: "deaf")
    _ = try cluster.shell("chmod +x deaf")
    let job = try #require(
      try submit(
        cluster, ["--time", "1m", "--lead", "1", "--program", cluster.command.path("deaf")]
      ).first)
    #expect(
      cluster.wait(180) {
        cluster.log("\(job)_1").contains("ran into its time limit; requeue 1 of 10")
      }, "\(cluster.logs)")
    #expect(
      cluster.wait(60) { cluster.log("\(job)_1").contains("going on at step") },
      "\(cluster.logs)")
    _ = try cluster.run("cancel", "tiny.fpt", "--store", "cells")
    #expect(try cluster.isIdle(within: 60))
  }

  /// Without any time known, one task runs first, and the job after it submits the others.
  @Test func aProbe() throws {
    let cluster = try SlurmCluster(nodes: 1)
    try cluster.command.write(Self.grid, to: "tiny.fpt")
    let result = try cluster.run(
      "slurm", "tiny.fpt", "--store", "cells", "--threads", "1", "--probe", "-o", "out.h5",
      "--submit")
    #expect(result.status == 0, "\(result.messages)")
    // Each job is in the queue before the one that submits it leaves.
    #expect(try cluster.isIdle(within: 180), "\(cluster.logs)")
    let status = try cluster.run("status", "tiny.fpt", "--store", "cells")
    #expect(status.output.contains("7 cells: 7 done"), "\(status.output)\(cluster.logs)")
    #expect(
      FileManager.default.fileExists(atPath: cluster.command.path("out.h5")), "\(cluster.logs)")
  }

  @Test func anArrayAboveTheLimit() throws {
    let cluster = try SlurmCluster(nodes: 2, maximumArraySize: 4)
    try cluster.command.write(Self.grid, to: "tiny.fpt")
    let asked = try cluster.run(
      "slurm", "tiny.fpt", "--store", "cells", "--time", "10m", "--tasks", "6")
    #expect(asked.messages.contains("MaxArraySize 4"), "\(asked.messages)")
    #expect(asked.output.contains("#SBATCH --array=1-3\n"))
    _ = try submit(cluster)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    let status = try cluster.run("status", "tiny.fpt", "--store", "cells")
    #expect(status.output.contains("7 cells: 7 done"), "\(status.output)\(cluster.logs)")
  }
}

/// What the program says where Slurm says no, or there is none.
@Suite struct SlurmRefusalTests {
  private func command(sbatch: String) throws -> (Command, [String: String]) {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    // A real scontrol would look for its cluster for half a minute.
    for (name, text) in [
      ("sbatch", sbatch), ("scancel", "echo \"$@\" >>cancelled"), ("scontrol", "exit 1"),
    ] {
      try command.write("#!/bin/sh\n\(text)\n", to: "bin/\(name)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: command.path("bin/\(name)"))
    }
    return (
      command, ["PATH": command.path("bin") + ":/usr/bin:/bin", "SLURM_CONF": "/nonexistent"]
    )
  }

  @Test func sbatchRefuses() throws {
    let (command, environment) = try command(
      sbatch:
        "[ -e first ] && { echo 'sbatch: error: Invalid account' >&2; exit 1; }; touch first; echo 41"
    )
    let result = try command.run(
      "slurm", "tiny.fpt", "--store", "cells", "--time", "1h", "--submit", environment: environment)
    #expect(result.status == 1)
    #expect(result.messages.contains("Invalid account"), "\(result.messages)")
    #expect(result.messages.contains("nothing was left in the queue"))
    #expect(try String(decoding: command.contents("cancelled"), as: UTF8.self) == "41\n")
    let records = try FileManager.default.contentsOfDirectory(atPath: command.path("cells/slurm"))
      .filter { $0.hasSuffix(".jobs") }
    for record in records { #expect(try command.contents("cells/slurm/" + record).isEmpty) }
  }

  @Test func wrongArguments() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    for (arguments, words) in [
      ([], "their time is unknown"), (["--time", "soon"], "--time is a time"),
      (["--time", "1m"], "leaves no time to compute"),
      (["--time", "1h", "--mem", "much"], "--mem is a number"),
      (["--time", "1h", "--directive", "array=1-3"], "it follows --tasks and --parallel"),
      (["--time", "1h", "--directive=--exclusive"], "without its dashes"),
      (["--time", "1h", "--requeues", "-1"], "--requeues is a number"),
      (["--time", "1h", "--tasks", "0"], "--tasks is a number"),
    ] as [([String], String)] {
      let result = try command.start(["slurm", "tiny.fpt", "--store", "cells"] + arguments).end()
      #expect(result.status == 2, "\(arguments)")
      #expect(result.messages.contains(words), "\(arguments): \(result.messages)")
      #expect(result.messages.split(separator: "\n").count <= 2, "\(result.messages)")
      #expect(result.output.isEmpty)
    }
    for (arguments, words) in [
      (["--time-left", "30"], "--time-left is a time"),
      (["--balanced", "1"], "there is no --shard"),
      (["--balanced", "7", "--shard", "1/2"], "in version 1; found 7"),
      (["--balanced", "x", "--shard", "1/2"], "--balanced is a version"),
      (["--balanced", "1-000000000000", "--shard", "1/2"], "the parts are"),
      (["--balanced", "1", "--stage", "2", "--shard", "1/2"], "--stage 2"),
      (["--store-only", "--collect"], "writes nothing else"),
    ] as [([String], String)] {
      let result = try command.start(["tiny.fpt", "--store", "cells"] + arguments).end()
      #expect(result.status == 2, "\(arguments)")
      #expect(result.messages.contains(words), "\(arguments): \(result.messages)")
    }
  }

  @Test func withoutSlurm() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let environment = ["PATH": "/nonexistent"]
    let printed = try command.run("slurm", "tiny.fpt", "--time", "1h", environment: environment)
    #expect(printed.status == 0 && printed.output.hasPrefix("#!/bin/bash"))
    let submitted = try command.run(
      "slurm", "tiny.fpt", "--time", "1h", "--submit", environment: environment)
    #expect(submitted.status == 1 && submitted.messages.contains("no `sbatch` here"))
    let status = try command.run("status", "tiny.fpt", environment: environment)
    #expect(status.status == 0 && status.output.contains("2 cells: 2 not submitted"))
    let cancelled = try command.run("cancel", "tiny.fpt", environment: environment)
    #expect(cancelled.status == 0)
  }
}
