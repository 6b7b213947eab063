import ArgumentParser
import FPTLib
import FPTReport
import FPTRun

/// `fpt-script report FILE.h5`: the notebook as one HTML page.
struct ReportCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the notebook of a results file as one HTML page.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Option(name: [.customShort("o"), .long], help: "The page; by default beside the results.")
  var output: String?

  func run() throws {
    let plain = file.hasSuffix(".h5") ? String(file.dropLast(3)) : file
    let page = output ?? plain + ".html"
    do {
      let html = HTMLPage(try Notebook(shownFrom: file)).render()
      try ResultFile.checkWritable(page)
      try ResultFile.write(text: html, to: page)
    } catch let error as ResultFileError {
      throw Failure.stop(error, Failure.code(for: error))
    } catch {
      throw Failure.stop(error)
    }
    Terminal.print(page + "\n")
  }
}
