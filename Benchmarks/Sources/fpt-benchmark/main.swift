import ArgumentParser

/// `fpt-benchmark`: how fast the engine is, beside others and beside the processor.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fpt-benchmark", abstract: "Measures the speed of the engine.",
    subcommands: [StepsCommand.self, SweepCommand.self, InitializationCommand.self],
    defaultSubcommand: StepsCommand.self)
}

let arguments = CommandLine.arguments.dropFirst()
if arguments.first == StepServer.argument {
  StepServer.main(Array(arguments.dropFirst()))
} else {
  BenchmarkCommand.main()
}
