import ArgumentParser
import FPTLib
import FPTRun

/// `fpt-script verify FILE.h5`: every digest against what it is of.
struct VerifyCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks every digest in a results file, those in the names of cells included.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    do {
      let digest = try ResultFile.verify(file)
      try CellNames.check(in: file)
      if json { return try JSONOutput.print(["file": file, "digest": digest.hexadecimal]) }
      Terminal.print("\(file): whole, content digest \(digest.hexadecimal)\n")
    } catch let error as ResultFileError where !error.isAboutContent {
      throw Failure.stop(error, Failure.code(for: error))
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }
}
