import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript

/// `fpt-script show FILE.h5`: the notebook, from the results alone, or what stands behind it.
struct ShowCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the notebook of a results file in the terminal.",
    discussion: """
      fpt-script show FILE.h5                  prose, tables and plots
      fpt-script show FILE.h5 --with-source            the same, each declaration where it stands in the file
      fpt-script show FILE.h5 --cells          each cell: point, state, hash, steps, seconds, measures
      fpt-script show FILE.h5 --source         the script and the published values inside
      fpt-script show FILE.h5 --provenance     versions, machine, times, and digests of weights and data
      """)

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Flag(help: "Shows the cells, one a line.")
  var cells = false

  @Flag(help: "Shows the script inside, each file under its name.")
  var source = false

  @Flag(
    help: "Shows each declaration of the script where it stands between prose, tables and plots.")
  var withSource = false

  @Flag(help: "Shows where and with what the results were made.")
  var provenance = false

  @Flag(help: "Prints JSON: cells with their hashes and states, tables, plots and prose.")
  var json = false

  func checkArguments() throws {
    if [cells, source, provenance].count(where: { $0 }) > 1 {
      throw ValidationError("say one of --cells, --source and --provenance")
    }
    if withSource, cells || source || provenance {
      throw ValidationError("--with-source is for the whole notebook")
    }
  }

  func run() throws {
    do {
      if cells || source || provenance { return try showWhatIsBehind() }
      let notebook = try Notebook(shownFrom: file)
      if json {
        return try JSONOutput.print(
          NotebookOutput(notebook, results: try StoredResults(path: file)))
      }
      Terminal.print(
        TerminalRenderer(Terminal.output, showsSource: withSource).render(notebook))
    } catch {
      throw Failure.stop(error)
    }
  }

  private func showWhatIsBehind() throws {
    let results = try StoredResults(path: file)
    if cells {
      let listing = CellListing(results)
      return json ? try JSONOutput.print(listing.rows) : Terminal.print(listing.text.visibleLines)
    }
    if provenance {
      let listing = ProvenanceListing(results)
      return json
        ? try JSONOutput.print(listing) : Terminal.print(listing.text.visibleLines)
    }
    let files = (results.sources + results.references).map(SourceText.init)
    if json { return try JSONOutput.print(files) }
    for (index, file) in files.enumerated() {
      Terminal.print(
        (index == 0 ? "" : "\n") + "── \(file.name.visible)\n\(file.text.visibleLines)")
      if !file.text.hasSuffix("\n") { Terminal.print("\n") }
    }
  }

  private struct SourceText: Encodable {
    var name: String
    var text: String
    init(_ source: ResultsDocument.Source) { (name, text) = (source.name, source.text) }
  }
}
