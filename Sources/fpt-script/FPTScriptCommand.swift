import ArgumentParser
import FPTLib

/// The command line as a whole.
struct FPTScriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fpt-script",
    abstract: "Runs reproducible experiments with frozen pretrained transformers.",
    discussion: """
      fpt-script experiments/quickstart.fpt    run an experiment, show its notebook
      fpt-script show results/quickstart.h5    show it again, from the results

      \(ExitStatus.help)
      """,
    version: "fpt-script \(packageVersion)",
    groupedSubcommands: CommandSection.allCases.map(\.group),
    defaultSubcommand: RunCommand.self)
}
