import ArgumentParser
import FPTLib
import FPTRun
import FPTScript
import Foundation

/// `fpt-script check FILE`: everything short of computing.
struct CheckCommand: ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks an experiment file and computes nothing.")

  @OptionGroup var arguments: ExperimentArguments

  @Option(help: "The folder of the store of cells; expected times are those of similar ones.")
  var store: String = StoreFolder.standard

  @Flag(
    help: ArgumentHelp(
      "Prints JSON: every diagnostic with its locations, what the cells are expected to take, and how "
        + "long it took to say so."))
  var json = false

  func run() throws {
    if json { return try printJSON() }
    let (result, experiment) = try arguments.changes.experiment(of: arguments.file)
    let beyond = try beyondTheText(experiment)
    let renderer = DiagnosticRenderer(messagesAbout: result.sources)
    if !beyond.diagnostics.isEmpty { Terminal.tell(renderer.render(beyond.diagnostics)) }
    if beyond.hasErrors { throw Failure.wrongInput }
    let cells = experiment.runs.reduce(0) { $0 + $1.cells.count }
    let runs = experiment.runs.count == 1 ? "1 run" : "\(experiment.runs.count) runs"
    let profile = experiment.profile.map { ", profile \($0)" } ?? ""
    let isClean = result.diagnostics.isEmpty && beyond.diagnostics.isEmpty
    let verdict = isClean ? "nothing wrong" : "nothing wrong in the file"
    Terminal.print(
      "\(arguments.file): \(verdict); \(runs), \(cells == 1 ? "1 cell" : "\(cells) cells")\(profile)\n\n\(beyond.text)"
    )
  }

  /// Shapes, files and cost; which cells a store has is left to `plan`.
  private func beyondTheText(_ experiment: ResolvedExperiment) throws -> ExperimentCheck {
    ExperimentCheck(
      experiment, assets: try AssetStore(environment: Executable.environment),
      baseFolder: arguments.folder,
      threads: max(1, ProcessInfo.processInfo.activeProcessorCount), store: store,
      output: try arguments.defaultOutput(of: experiment))
  }

  private func printJSON() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try arguments.changes.check(arguments.file)
    let read = clock.now
    let beyond = try result.experiment.map(beyondTheText)
    let seconds = Output.Seconds(
      language: (read - start) / .seconds(1), expected: (clock.now - read) / .seconds(1))
    let diagnostics = result.diagnostics + (beyond?.diagnostics ?? [])
    try JSONOutput.print(
      Output(
        diagnostics: LocatedDiagnostic.all(diagnostics, sources: result.sources),
        expected: beyond.map { ExpectedCost($0.total) }, seconds: seconds))
    if beyond?.hasErrors ?? true { throw Failure.wrongInput }
  }

  private struct Output: Encodable {
    var diagnostics: [LocatedDiagnostic]
    /// Nil where the file has errors.
    var expected: ExpectedCost?
    var seconds: Seconds

    // Scripts read the key `findings`.
    enum CodingKeys: String, CodingKey {
      case diagnostics = "findings"
      case expected, seconds
    }

    /// Seconds for reading and checking the language, and seconds for shapes, files and cost.
    struct Seconds: Encodable {
      var language: Double
      var expected: Double
    }
  }
}
