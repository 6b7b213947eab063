import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// The text of a batch script; what it does is for a real cluster to say (`CommandTests/Slurm`).
@Suite struct SlurmScriptTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func script(
    _ change: (inout SlurmSettings) -> Void = { _ in }, name: String = "tiny",
    folderName: String = "/work/my grid"
  ) throws -> (text: String, plan: SlurmPlan) {
    var settings = SlurmSettings()
    settings.time = ClockTime(seconds: 14_400)
    change(&settings)
    let (cells, partition) = try ClusterScript.plan(in: folder.path)
    let plan = try SlurmPlan(
      cells, partition, store: folder.path + "/cells", assets: AssetStore(root: folder.path),
      baseFolder: ".", settings: settings)
    let place = SlurmScript.Place(
      program: ["/opt/fpt-script"], experiment: ["my grid's.fpt", "--store", "cells"], again: [],
      folder: folderName, logs: "/work/my grid/logs", output: "results/tiny.h5", name: name,
      file: "my grid's.fpt")
    return (SlurmScript(plan, settings, place).text, plan)
  }

  @Test func directives() throws {
    let (text, plan) = try script {
      $0.parallel = 8
      $0.directives = ["account=physics", "exclusive"]
      $0.before = ["module load hdf5"]
    }
    let stage = try #require(plan.stages.last)
    for line in [
      "#SBATCH --array=1-25%8", "#SBATCH --requeue", "#SBATCH --open-mode=append",
      "#SBATCH --signal=TERM@\(stage.lead)", "#SBATCH --cpus-per-task=4", "#SBATCH --time=04:00:00",
      "#SBATCH --mem=\(stage.megabytes)M", "#SBATCH --account=physics", "#SBATCH --exclusive",
      "#SBATCH --chdir=\"/work/my grid\"", "module load hdf5",
      "experiment=('my grid'\\''s.fpt' --store cells)",
    ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
    #expect(text.hasPrefix("#!/bin/bash\n"))
    #expect(stage.lead >= 60)
    // A quarter and 64 MB over what is expected, rounded up.
    let expected = Double(stage.expectedMemory)
    #expect(Double(stage.megabytes) * 1_048_576 >= 1.25 * expected + 64e6)
    #expect(Double(stage.megabytes) * 1_048_576 < 1.25 * expected + 64e6 + 51 * 1_048_576)
    #expect(text.contains("partition \(CellPartition.version)-\(stage.digest)"))
    // Weights first, the rest after them whatever came of them, the results last.
    let submits = text.split(separator: "\n").filter { $0.hasPrefix("  submit ") }
    #expect(
      submits.count == 3 && submits[0].contains("stage1") && submits[0].contains("--array=1%8"))
    #expect(submits[1].contains("stage2") && submits[1].contains("--dependency=\"afterany:$job\""))
    #expect(submits[2].contains("merge") && submits[2].contains("--dependency=\"afterany:$job\""))
  }

  @Test func arraysKeepBelowTheLimit() throws {
    let (text, plan) = try script { $0.maximumArraySize = 8 }
    #expect(plan.stages.last?.count == 7 && text.contains("#SBATCH --array=1-7\n"))
    let (_, few) = try script { $0.tasks = 3 }
    #expect(few.stages.last?.count == 3)
    let (_, many) = try script { $0.tasks = 300 }
    #expect(many.stages.last?.count == 25)
  }

  /// What is done is not submitted again, and the parts of the rest stay as they were.
  @Test func onlyWhatIsLeft() throws {
    let (_, before) = try script()
    _ = try ClusterScript.experiment().run(
      in: folder.path,
      scope: CellScope(part: BalancedPart(stage: 2, shard: try #require(Shard(parsing: "7/25")))))
    let (_, after) = try script()
    let indices = try #require(after.stages.last?.indices)
    #expect(after.stages.last?.digest == before.stages.last?.digest)
    #expect(indices == Array(1...25).filter { $0 != 7 })
    #expect(after.stages.last?.ranges == "1-6,8-25")
    _ = try ClusterScript.experiment().run(in: folder.path)
    #expect(try script().plan.stages.isEmpty)
  }

  @Test func timesAreMeasuredOnes() throws {
    let (_, unknown) = try script { $0.time = nil }
    #expect(unknown.stages.allSatisfy { $0.time == nil })
    _ = try ClusterScript.experiment().run(
      in: folder.path,
      scope: CellScope(part: BalancedPart(stage: 1, shard: try #require(Shard(parsing: "1/1")))))
    let (text, known) = try script { $0.time = nil }
    let time = try #require(known.stages.last?.time)
    #expect(time.seconds >= 300 && time.seconds.truncatingRemainder(dividingBy: 300) == 0)
    #expect(text.contains("#SBATCH --time=\(time.slurm)"))
  }

  /// One task first, and a job after it that submits the rest.
  @Test func probing() throws {
    let (text, plan) = try script {
      $0.time = nil
      $0.probe = ClockTime(seconds: 1_800)
    }
    let submits = text.split(separator: "\n").filter { $0.hasPrefix("  submit ") }
    #expect(submits.count == 2, "\(submits)")
    #expect(
      submits[0].contains("stage1") && submits[0].contains("--array=\(plan.stages[0].largest) "))
    #expect(submits[0].contains("--time=00:30:00") && submits[1].contains("next"))
  }

  static let shellcheck = [
    "/usr/bin/shellcheck", "/usr/local/bin/shellcheck", "/opt/homebrew/bin/shellcheck",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: shellcheck != nil, "shellcheck is not installed"))
  func shellcheckHasNothingToSay() throws {
    for probe in [nil, ClockTime(seconds: 1_800)] {
      let (text, _) = try script {
        $0.probe = probe
        if probe != nil { $0.time = nil }
      }
      let path = folder.path + "/job.sh"
      try Data(text.utf8).write(to: URL(filePath: path))
      let process = Process()
      process.executableURL = URL(filePath: try #require(Self.shellcheck))
      process.arguments = ["--shell=bash", path]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(said)")
    }
  }

  @Test(arguments: [
    ("account=physics", true), ("exclusive", true), ("comment=a b", true), ("--account=x", false),
    ("", false),
    ("a\nb", false), ("gres=gpu:1\n#SBATCH --uid=0", false), ("=x", false), ("Account=x", false),
  ])
  func directiveTexts(text: String, isOne: Bool) {
    #expect(SlurmSettings.isDirective(text) == isOne)
  }
}
