import ArgumentParser
import FPTCatalog
import FPTLib
import FPTRun
import FPTScript
import Foundation

/// `fpt-script slurm FILE`: a batch script that computes the experiment on a cluster.
struct SlurmCommand: ListedCommand {
  static let section = CommandSection.clusters
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Prints a batch script that computes an experiment on a Slurm cluster.",
    discussion: """
      One array of tasks computes the cells; another one comes before it for those whose weights others \
      begin with; a last job writes the results file. `bash` with the script submits it all, as --submit \
      does. `status` says how far it is, and `cancel` ends it.
      """)

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var cluster: ClusterArguments
  @OptionGroup var options: SlurmOptions

  @Flag(help: "Submits the script, which is kept beside the logs.")
  var submit = false

  func run() throws {
    let settings = try options.settings()
    let (_, experiment) = try arguments.changes.experiment(of: arguments.file)
    let plan: SlurmPlan
    do {
      let assets = try AssetStore(environment: Executable.environment)
      var runner = cluster.planner(in: arguments.folder, assets)
      let cells = try runner.plan(experiment)
      Failure.warn(cells.warnings, in: experiment.sources)
      plan = try SlurmPlan(
        cells, runner.partition(of: cells), store: cluster.store, assets: assets,
        baseFolder: arguments.folder, settings: settings)
    } catch {
      throw Failure.stop(error, in: experiment.sources)
    }
    if let (count, reason) = plan.unavailable {
      Failure.warn("\(RunEnd.cells(count)) unavailable, and left out: \(reason)")
    }
    guard !plan.stages.isEmpty else {
      Terminal.tell(
        "nothing is left to compute; `fpt-script run \(arguments.file) --collect` writes the results file\n"
      )
      return
    }
    try checkTimes(plan, settings)
    let script = SlurmScript(plan, settings, try place(experiment))
    guard submit else { return Terminal.print(script.text) }
    // A job that submits the rest is none of them.
    let own = Executable.environment["SLURM_ARRAY_JOB_ID"]
    let others = try ClusterPlan(experiment, cluster).jobs.filter { $0 != own }
    if !others.isEmpty {
      Failure.warn(
        "jobs \(others.joined(separator: ", ")) of this experiment are in the queue already; each cell is computed once, and "
          + "tasks wait for one another")
    }
    try hand(script)
  }

  private func checkTimes(_ plan: SlurmPlan, _ settings: SlurmSettings) throws {
    for stage in plan.stages {
      if let time = settings.time, time.seconds <= Double(stage.lead) {
        throw Failure.stop(
          "--time \(time.slurm) leaves no time to compute: a task is told \(stage.lead) seconds before its end",
          help: "give more time, or fewer seconds with --lead")
      }
      if settings.time == nil, stage.time == nil, settings.probe == nil {
        throw Failure.stop(
          "no cell like those of stage \(stage.number) was measured in \(cluster.store), so that their time is unknown",
          help: "give --time, such as --time 4h, or --probe to run one task first")
      }
    }
  }

  private func place(_ experiment: ResolvedExperiment) throws -> SlurmScript.Place {
    let (_, isDefaultProfile) = try arguments.checked()
    let output =
      try options.output
      ?? RunOptions.defaultOutput(
        experiment: experiment.name, profile: experiment.profile,
        isDefaultProfile: isDefaultProfile,
        overrides: arguments.overrides())
    var words = [arguments.file]
    if let profile = arguments.changes.profile { words += ["--profile", profile] }
    for change in arguments.changes.changes { words += ["--set", change] }
    if let seed = arguments.changes.seed { words += ["--seed", "\(seed)"] }
    words += ["--store", cluster.store]
    let program =
      options.program.map { $0.split(separator: " ").map(String.init) } ?? [Executable.path]
    return SlurmScript.Place(
      program: program, experiment: words,
      again: options.words + ["--output", output] + cluster.logWords,
      folder: FileManager.default.currentDirectoryPath, logs: cluster.absoluteLogs, output: output,
      name: ClusterArguments.name(of: experiment), file: arguments.file)
  }

  /// Submits the script by running it: it knows how.
  private func hand(_ script: SlurmScript) throws {
    guard SlurmTools.path(of: "sbatch") != nil else {
      throw Failure.stop(
        "there is no `sbatch` here to submit to",
        help: "print the script, and run bash with it there",
        Failure.incomplete)
    }
    let path = "\(cluster.absoluteLogs)/\(script.jobName).sh"
    do {
      try AtomicFile.createFolder(cluster.absoluteLogs)
      try AtomicFile.replace(path, with: Array(script.text.utf8))
      guard let answer = try SlurmTools.run("bash", [path, "submit"], seconds: 300) else {
        throw Failure.stop("there is no `bash` here to submit with", Failure.incomplete)
      }
      guard answer.status == 0 else {
        throw Failure.stop(
          "Slurm did not take the jobs: \(answer.messages.split(separator: "\n").joined(separator: "; "))",
          help: "the script is \(path)", Failure.incomplete)
      }
      Terminal.tell(answer.messages)
      Terminal.print(
        answer.output + "script     \(path)\nstatus     fpt-script status \(arguments.file)\n")
    } catch let code as ExitCode {
      throw code
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }
}
