import ArgumentParser
import FPTLib
import FPTReport
import Foundation

/// `fpt-script report FILE.h5`: the notebook as one HTML page.
struct ReportCommand: ParsableCommand {
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
      let html = HTMLPage(try Notebook(resultsFile: file)).render()
      try ResultFile.checkWritable(page)
      try Data(html.utf8).write(to: URL(filePath: page), options: .atomic)
    } catch let error as CocoaError {
      let reason = (error.underlying as? POSIXError).map {
        String(cString: strerror($0.code.rawValue))
      }
      throw Failure.stop(
        "\(page): cannot write it: \(reason ?? error.localizedDescription)", Failure.incomplete)
    } catch {
      throw Failure.stop(error)
    }
    Terminal.print(page + "\n")
  }
}
