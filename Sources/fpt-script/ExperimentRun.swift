import FPTLib
import FPTRun
import FPTScript

/// A run of an experiment from its plan to its results file, whoever asked for it.
struct ExperimentRun {
  let experiment: ResolvedExperiment
  let options: RunOptions
  let reporter: RunReporter
  /// Asked after every step; once it is true, the run winds up.
  let shouldStop: () -> Bool

  /// What ended a run while it computed; what was finished is kept.
  struct Abandoned: Error {
    var reason: String
  }

  /// Computes what is missing and writes the results.
  ///
  /// - Throws: `Abandoned` once computing has begun, and before that whatever keeps it from beginning.
  func compute() throws -> RunSummary {
    let published = try PublishedValues.files(of: experiment, folder: options.baseFolder)
    var runner = ExperimentRunner(
      options: options, assets: try AssetStore(environment: Executable.environment),
      report: { reporter.report($0) }, shouldStop: shouldStop)
    let plan = try runner.plan(experiment)
    Failure.warn(plan.warnings, in: experiment.sources)
    let chosen = try runner.chosen(of: plan)
    let elsewhere = try runner.checkOutputs(of: plan)
    let data = try runner.dataReports(of: plan, among: chosen)
    Interrupt.listen(.computing, hidesCursor: Terminal.messages.isLive)
    reporter.begin(plan, chosen: chosen)
    if let advice = ImportCommand.advice(elsewhere, in: options.output, missingIn: options.store) {
      reporter.report(.notice(advice))
    }
    for warning in data.flatMap(\.warnings) { reporter.report(.notice("warning: \(warning)")) }
    do {
      let summary = try runner.run(plan, chosen, published: published)
      reporter.end(isInterrupted: summary.isInterrupted)
      return summary
    } catch {
      reporter.abandon()
      throw Abandoned(reason: "\(error)")
    }
  }
}
