import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script FILE`: computes what is missing, writes the results file, shows the notebook.
struct RunCommand: AsyncParsableCommand, ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs an experiment (the default command).",
    discussion: ExitStatus.help)

  @OptionGroup var arguments: ExperimentArguments

  @Option(name: [.customShort("o"), .long], help: "The results file.")
  var output: String?

  @Option(help: "The folder of the store of cells.")
  var store: String = StoreFolder.standard

  @OptionGroup var work: JobArguments

  @OptionGroup var scope: ScopeArguments

  @OptionGroup var kernels: KernelArguments

  @Flag(help: "Prints JSON: what was computed, what failed, and where the results are.")
  var json = false

  @Flag(help: .hidden)
  var worker = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Seconds between two checkpoints of a cell: what a killed process loses at most. By default 10, and more \
      where checkpoints would take over 1 % of the time.
      """))
  var checkpointEvery: Double?

  @Option(
    parsing: .unconditional,
    help: "A checkpoint of a cell after each multiple of so many steps, too.")
  var checkpointSteps: Int?

  @Option(
    help: ArgumentHelp(
      """
      The time that there is, such as 90m or 1-04:00:00: no cell is begun that can come to nothing in it, \
      and the run winds up in time.
      """, valueName: "time"))
  var timeLeft: String?

  @Option(
    help: ArgumentHelp("Seconds of --time-left that are kept for winding up.", valueName: "seconds")
  )
  var windUp: Double = 0

  @Flag(help: "Writes no results file: the cells are in the store, for `run --collect`.")
  var storeOnly = false

  @Flag(help: "Computes nothing: the results file gets what the store has.")
  var collect = false

  @Option(help: .hidden)
  var leaseSeconds: Double = LeaseWatch.usualPatience

  func checkArguments() throws {
    if storeOnly, collect {
      throw ValidationError(
        "--store-only writes no results file, and --collect writes nothing else")
    }
    if let timeLeft, ClockTime(parsing: timeLeft) == nil {
      throw ValidationError(
        "--time-left is a time such as 90s, 45m, 3h50m, 10:30 (minutes and seconds) or 1-04:00:00; found "
          + "`\(timeLeft)`")
    }
    if windUp > 0, timeLeft == nil {
      throw ValidationError("--wind-up is taken from --time-left; there is no --time-left")
    }
    if !(0...86_400).contains(windUp) {
      throw ValidationError("--wind-up is a number of seconds from 0 to 86400; found \(windUp)")
    }
    if let checkpointSteps, !(1...1_000_000_000).contains(checkpointSteps) {
      throw ValidationError(
        "--checkpoint-steps is a number of steps from 1 to 1000000000; found \(checkpointSteps)")
    }
    if let checkpointEvery, !(0...86_400).contains(checkpointEvery) {
      throw ValidationError(
        "--checkpoint-every is a number of seconds from 0 to 86400; found \(checkpointEvery)")
    }
  }

  func run() async throws {
    Interrupt.listen(worker ? .computingForAnother : .beforeComputing)
    if worker { return try computeForAnother() }
    let (result, experiment) = try arguments.changes.experiment(of: arguments.file)
    let options = try options(
      for: experiment, isDefaultProfile: arguments.hasDefaultProfile(experiment),
      sources: result.sources)
    let summary = try compute(experiment, options)
    if json {
      try JSONOutput.print(RunOutcome(summary))
    } else {
      try show(summary)
    }
    let status = RunEnd(summary).status
    if status != ExitStatus.done { throw ExitCode(status) }
  }

  /// What the arguments ask of a run of the experiment, which was read from `sources`.
  func options(
    for experiment: ResolvedExperiment, isDefaultProfile: Bool, sources: [SourceFile]
  ) throws -> RunOptions {
    let overrides = try arguments.overrides()
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    var options = RunOptions(
      store: store,
      output: output
        ?? RunOptions.defaultOutput(
          experiment: experiment.name, profile: experiment.profile,
          isDefaultProfile: isDefaultProfile, overrides: overrides),
      threads: work.threads ?? RunOptions.threads(of: cores, sharedBy: work.jobs),
      overrides: overrides, baseFolder: arguments.folder, commandLine: Executable.commandLine)
    options.table = try kernels.table()
    if let checkpointEvery {
      options.checkpointInterval = checkpointEvery
      options.resultsInterval = min(options.resultsInterval, checkpointEvery)
    } else {
      options.checkpointShare = 0.01
    }
    options.checkpointSteps = checkpointSteps
    options.timeLimit = timeLeft.flatMap { ClockTime(parsing: $0) }.map {
      TimeLimit(seconds: $0.seconds - windUp)
    }
    options.job = SlurmJob.current(Executable.environment)
    options.leasePatience = leaseSeconds
    options.onlyCollects = collect
    options.scope = try scope.scope()
    options.jobs = work.jobs
    options.worker = workerCommand()
    if work.jobs > 1 { options.workerScript = try WorkerScript.line(sources) }
    options.command = commandText
    options.writesResults = !worker && !storeOnly
    options.isWorker = worker
    return options
  }

  /// This command as it is typed, without what says which cells it is about.
  private var commandText: String {
    var words = ["fpt-script", arguments.file]
    if let profile = arguments.changes.profile { words += ["--profile", profile] }
    for change in arguments.changes.changes { words += ["--set", change] }
    if let seed = arguments.changes.seed { words += ["--seed", "\(seed)"] }
    if store != StoreFolder.standard { words += ["--store", store] }
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// A word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@".contains($0))
    }
    if isPlain, !word.isEmpty { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The arguments of this command for a process that computes some of its cells.
  private func workerCommand() -> RunOptions.WorkerCommand {
    let executable = Executable.path
    var fixed = ["run", arguments.file, "--store", store]
    fixed += kernels.arguments
    if let checkpointEvery { fixed += ["--checkpoint-every", "\(checkpointEvery)"] }
    fixed += ["--lease-seconds", "\(leaseSeconds)"]
    if let checkpointSteps { fixed += ["--checkpoint-steps", "\(checkpointSteps)"] }
    if let profile = arguments.changes.profile { fixed += ["--profile", profile] }
    for change in arguments.changes.changes { fixed += ["--set", change] }
    if let seed = arguments.changes.seed { fixed += ["--seed", "\(seed)"] }
    return { [fixed] threads in (executable, fixed + ["--worker", "--threads", "\(threads)"]) }
  }

  /// Computes cells for the process that started this one, from the script that it has read.
  private func computeForAnother() throws {
    guard let script = WorkerScript.received() else {
      throw Failure.stop("--worker is for processes that this command starts")
    }
    let (_, experiment) = try arguments.changes.experiment(of: arguments.file, loader: script)
    let options = try options(for: experiment, isDefaultProfile: true, sources: [])
    let orders = CellOrders()
    let teller = EventTeller()
    var runner = ExperimentRunner(
      options: options,
      assets: try AssetStore(environment: Executable.environment),
      report: { teller.tell($0) }, shouldStop: { Interrupt.isRequested })
    do {
      try runner.compute(orders.next, of: experiment)
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }

  private func compute(
    _ experiment: ResolvedExperiment, _ options: RunOptions
  ) throws -> RunSummary {
    do {
      return try ExperimentRun(
        experiment: experiment, options: options, reporter: RunReporter(),
        shouldStop: { Interrupt.isRequested }
      ).compute()
    } catch let error as CellHashError {
      throw Failure.stop(
        "\(error)", help: "`fpt-script plan \(arguments.file)` lists the cells with their hashes")
    } catch let error as ResultFileError {
      throw Failure.stop(error, Failure.code(forStore: error))
    } catch let error as OtherPartition {
      throw Failure.stop(error)
    } catch let error as ExperimentRun.Abandoned {
      throw Failure.stop(
        error.reason, help: "what was finished is kept; the same command goes on from there",
        Failure.incomplete)
    } catch {
      throw Failure.stop(error, in: experiment.sources)
    }
  }

  private func show(_ summary: RunSummary) throws {
    // The same reason stands for many cells; it is told once.
    let troubles = summary.unavailable + summary.failed
    var told: Set<String> = []
    for (cell, reason) in troubles where told.insert(reason).inserted {
      let others = troubles.count { $0.reason == reason } - 1
      let more = others == 0 ? "" : others == 1 ? " and 1 other cell" : " and \(others) other cells"
      _ = Failure.stop("\(cell)\(more): \(reason)")
    }
    guard let output = summary.output else {
      Terminal.print(RunEnd(summary).sentence + "\n")
      return
    }
    var notebook: Notebook
    do {
      notebook = try Notebook(shownFrom: output)
    } catch {
      throw Failure.stop(error)
    }
    // Its last lines say what a run's reader needs of it.
    let imported = notebook.origin?.facts.first { $0.name == NotebookOrigin.imported }
    notebook.origin = nil
    notebook.footer = footer(summary, output)
    if let imported { notebook.footer.insert("imported   \(imported.value)", at: 1) }
    Terminal.print(TerminalRenderer(Terminal.output).render(notebook))
  }

  /// The last lines of a run that wrote its results.
  func footer(_ summary: RunSummary, _ output: String) -> [String] {
    var lines: [String] = []
    if summary.computed == 0 && summary.failed.isEmpty && summary.unavailable.isEmpty
      && !summary.isInterrupted
    {
      let found = summary.reused == 1 ? "its cell was" : "all \(RunEnd.cells(summary.reused)) were"
      lines.append("nothing to compute: \(found) in the store")
      if summary.leftOut > 0 { lines.append("\(RunEnd.cells(summary.leftOut)) left out") }
    } else {
      var parts = [
        "\(RunEnd.cells(summary.computed)) computed", "\(summary.reused) from the store",
      ]
      if summary.diverged > 0 { parts.append("\(summary.diverged) diverged") }
      if !summary.failed.isEmpty { parts.append("\(summary.failed.count) failed") }
      if !summary.unavailable.isEmpty { parts.append("\(summary.unavailable.count) unavailable") }
      if summary.leftOut > 0 { parts.append("\(summary.leftOut) left out") }
      lines.append(parts.joined(separator: ", "))
    }
    lines.append("results    \(output)\(summary.isOutputNew ? "" : "  (unchanged)")")
    if let digest = summary.digest { lines.append("digest     \(digest.hexadecimal)") }
    let run = summary.runs.first ?? "main"
    lines.append("page       fpt-script report \(Self.quoted(output))")
    lines.append("in Python  xarray.open_dataset(\"\(output)\", group=\"runs/\(run)\")")
    lines.append(RunEnd(summary).sentence)
    return lines
  }
}
