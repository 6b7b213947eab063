import FPTCatalog
import FPTLib
import FPTLive
import FPTReport
import FPTRun
import FPTScript
import Foundation
import Synchronization

/// An experiment whose page is open: checked, shown and run as the other commands do it.
struct LiveExperiment: LiveWork {
  /// The run that the page's button stands for.
  let command: RunCommand

  func check() -> LiveCheck {
    var found = LiveCheck()
    let file = command.arguments.file
    let loader = MarkingSources()
    do {
      let result = try command.arguments.changes.check(file, loader: loader)
      (found.diagnostics, found.sources) = (result.diagnostics, result.sources)
      found.files = loader.marks
      found.isFileThere = found.files[file] != .absent
      if let experiment = result.experiment { try look(beyond: experiment, &found) }
    } catch let error as PlanError {
      found.diagnostics.append(error.diagnosticOfCell)
    } catch {
      found.troubles.append("\(error)")
    }
    // What cannot be read now is looked for until it can be.
    if found.files.isEmpty { found.files = [file: FileMark(of: file)] }
    return found
  }

  /// Shapes, files and the store; then what can be shown and run.
  private func look(beyond experiment: ResolvedExperiment, _ found: inout LiveCheck) throws {
    for path in DataPaths.of(experiment, folder: command.arguments.folder)
    where found.files[path] == nil {
      found.files[path] = FileMark(of: path)
    }
    let assets = try AssetStore(environment: Executable.environment)
    var options = try command.options(
      for: experiment,
      isDefaultProfile: command.arguments.hasDefaultProfile(experiment), sources: found.sources)
    let beyond = ExperimentCheck(
      experiment, assets: assets, baseFolder: options.baseFolder, threads: options.threads)
    found.diagnostics += beyond.diagnostics
    if beyond.hasErrors { return }
    let published = try PublishedValues.files(of: experiment, folder: options.baseFolder)
    let run = options
    // Nothing is computed with this one.
    options.threads = 1
    let plan: ExperimentPlan
    do {
      var runner = ExperimentRunner(options: options, assets: assets)
      plan = try runner.plan(experiment)
    }
    found.cells = plan.cells.count
    found.toCompute = plan.toCompute.count
    found.notebook = { [options] in
      try Self.notebook(of: plan, options, assets: assets, published: published)
    }
    found.run = { running in self.compute(experiment, run, running) }
  }

  /// The results file where it is of this text and complete; else what the store has.
  private static func notebook(
    of plan: ExperimentPlan, _ options: RunOptions, assets: AssetStore,
    published: [String: PublishedValues]
  ) throws -> Notebook {
    if plan.toCompute.isEmpty, try ResultFile.exists(options.output) {
      let stored = try ResultsDocument(shownFrom: options.output)
      let texts = plan.experiment.sources.map(\.text)
      let changes = options.overrides.map { "\($0.path)=\($0.expression)" }
      if stored.sources.map(\.text) == texts, stored.overrides == changes,
        stored.profile == plan.experiment.profile ?? ""
      {
        return try Notebook(shownFrom: options.output)
      }
    }
    return try Notebook(
      ExperimentRunner(options: options, assets: assets).document(of: plan, published: published))
  }

  private func compute(
    _ experiment: ResolvedExperiment, _ options: RunOptions, _ running: LiveRunning
  ) -> LiveEnd {
    do {
      let summary = try ExperimentRun(
        experiment: experiment, options: options,
        reporter: RunReporter(listener: running.report),
        shouldStop: { Interrupt.isRequested || running.shouldStop() }
      ).compute()
      let end = RunEnd(summary)
      var reasons: [String] = []
      for (cell, reason) in summary.unavailable + summary.failed
      where !reasons.contains(where: { $0.hasSuffix(reason) }) {
        reasons.append("\(cell): \(reason)")
      }
      let footer = summary.output.map { command.footer(summary, $0) } ?? []
      let kind: LiveEnd.Kind =
        switch summary.end {
        case .done, .diverged: .done
        case .interrupted, .outOfTime: .stopped
        case .incomplete: .failed
        }
      return LiveEnd(kind, reasons + [end.sentence], footer: footer)
    } catch let error as ExperimentRun.Abandoned {
      return LiveEnd(.failed, [error.reason, "what was finished is kept"])
    } catch {
      return LiveEnd(.failed, ["\(error)"])
    }
  }
}

/// Experiment files on disk, each with its state just before it was read; files that are not there are among them.
private final class MarkingSources: SourceLoader {
  private let files = FileSources()
  private let found = Mutex<[String: FileMark]>([:])

  var marks: [String: FileMark] { found.withLock { $0 } }

  func text(at path: String) throws(SourceLoadingError) -> String {
    let mark = FileMark(of: path)
    found.withLock { if $0[path] == nil { $0[path] = mark } }
    return try files.text(at: path)
  }

  func paths(near path: String) -> [String] { files.paths(near: path) }
}

/// Files and folders that an experiment's tasks and models name.
private enum DataPaths {
  /// More than anyone names; each is looked at many times a second.
  private static let most = 100

  /// Paths as seen from here, for texts that look like paths; whether anything is there does not matter.
  static func of(_ experiment: ResolvedExperiment, folder: String) -> [String] {
    var seen: Set<Constructed> = []
    var paths: [String] = []
    for cell in experiment.runs.flatMap(\.cells) {
      for value in [cell.task.value, cell.model.value] where seen.insert(value).inserted {
        paths += texts(in: .constructed(value)).filter { $0.contains("/") || $0.contains(".") }
      }
      if paths.count > most { break }
    }
    return Set(paths).sorted().prefix(most).map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }
  }

  private static func texts(in value: Value) -> [String] {
    switch value {
    case .text(let text): [text]
    case .list(let values): values.flatMap(texts)
    case .constructed(let constructed): constructed.fields.flatMap { texts(in: $0.value) }
    default: []
    }
  }
}
