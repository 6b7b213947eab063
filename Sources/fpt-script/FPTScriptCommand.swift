import ArgumentParser

@main
struct FPTScriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fpt-script",
    abstract: "Runs reproducible experiments with frozen pretrained transformers.")
}
