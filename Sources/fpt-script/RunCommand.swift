import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script FILE`: computes what is missing, writes the results file, shows the notebook.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs an experiment (the default command).")

  @OptionGroup var arguments: ExperimentArguments

  @Option(name: [.customShort("o"), .long], help: "The results file.")
  var output: String?

  @Option(help: "The folder of the store of cells.")
  var store: String = "results/cells"

  @Option(help: "Threads of each cell; never changes a bit of the results.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is a number from 1 to 1024, and \(threads) is not.")
    }
  }

  func run() async throws {
    let (experiment, isDefaultProfile) = try arguments.checked()
    let overrides = try arguments.overrides()
    let options = RunOptions(
      store: store,
      output: output
        ?? RunOptions.defaultOutput(
          experiment: experiment.name, profile: experiment.profile,
          isDefaultProfile: isDefaultProfile, overrides: overrides),
      threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount),
      overrides: overrides, baseFolder: arguments.folder, commandLine: CommandLine.arguments)
    let summary: RunSummary
    do {
      summary = try compute(experiment, options)
    } catch let error as ExitCode {
      throw error
    } catch {
      throw Failure.stop("\(error)")
    }
    try show(summary)
    if summary.exitStatus != 0 { throw ExitCode(summary.exitStatus) }
  }

  private func compute(
    _ experiment: ResolvedExperiment, _ options: RunOptions
  ) throws -> RunSummary {
    Interrupt.listen()
    let published = try PublishedValues.files(of: experiment, folder: options.baseFolder)
    let reporter = RunReporter()
    var runner = ExperimentRunner(
      options: options, assets: try AssetStore(environment: ProcessInfo.processInfo.environment),
      report: { reporter.report($0) }, shouldStop: { Interrupt.isRequested })
    let plan = try runner.plan(experiment)
    reporter.begin(plan)
    do {
      let summary = try runner.run(plan, published: published)
      reporter.end(isInterrupted: summary.isInterrupted)
      return summary
    } catch {
      reporter.end(isInterrupted: true)
      throw error
    }
  }

  private func show(_ summary: RunSummary) throws {
    if let output = summary.output {
      var notebook: Notebook
      do {
        notebook = try Notebook(resultsFile: output)
      } catch {
        throw Failure.stop("\(error)")
      }
      notebook.footer = footer(summary, output)
      Terminal.print(TerminalRenderer(Terminal.output).render(notebook))
    }
    // The same reason stands for many cells; it is told once.
    var told: Set<String> = []
    for (cell, reason) in summary.unavailable + summary.failed where told.insert(reason).inserted {
      _ = Failure.stop("\(cell): \(reason)")
    }
  }

  private func footer(_ summary: RunSummary, _ output: String) -> [String] {
    var lines: [String] = []
    if summary.computed == 0 && summary.failed.isEmpty && summary.unavailable.isEmpty
      && !summary.isInterrupted
    {
      lines.append("nothing to compute: all \(summary.reused) cells were in the store")
    } else {
      var parts = ["\(summary.computed) cells computed", "\(summary.reused) from the store"]
      if !summary.failed.isEmpty { parts.append("\(summary.failed.count) failed") }
      if !summary.unavailable.isEmpty { parts.append("\(summary.unavailable.count) unavailable") }
      lines.append(parts.joined(separator: ", "))
    }
    if summary.isInterrupted {
      lines.append("interrupted: the same command goes on from here")
    }
    lines.append("results    \(output)\(summary.isOutputNew ? "" : "  (unchanged)")")
    if let digest = summary.digest { lines.append("digest     \(digest.hexadecimal)") }
    let run = summary.runs.first ?? "main"
    lines.append("in Python  xarray.open_dataset(\"\(output)\", group=\"runs/\(run)\")")
    return lines
  }
}
