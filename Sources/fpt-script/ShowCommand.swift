import ArgumentParser
import FPTReport
import FPTRun

/// `fpt-script show FILE.h5`: the notebook, from the results alone.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the notebook of a results file in the terminal.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Flag(help: "Prints JSON: cells with their hashes and states, tables, plots and prose.")
  var json = false

  func run() throws {
    do {
      let notebook = try Notebook(ResultsDocument(shownFrom: file))
      if json {
        return try JSONOutput.print(
          NotebookOutput(notebook, results: try StoredResults(path: file)))
      }
      Terminal.print(TerminalRenderer(Terminal.output).render(notebook))
    } catch {
      throw Failure.stop(error)
    }
  }
}
