import ArgumentParser
import FPTReport

/// `fpt-script show FILE.h5`: the notebook, from the results alone.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the notebook of a results file in the terminal.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  func run() throws {
    do {
      let notebook = try Notebook(resultsFile: file)
      Terminal.print(TerminalRenderer(Terminal.output).render(notebook))
    } catch {
      throw Failure.stop(error)
    }
  }
}
