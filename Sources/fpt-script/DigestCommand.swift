import ArgumentParser
import FPTLib

/// `fpt-script digest FILE.h5`: one line that is equal for equal results.
struct DigestCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Prints the content digest of a results file, computed from its content.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    do {
      let digest = try ContentDigest(ofFile: file).hexadecimal
      if json { return try JSONOutput.print(["file": file, "digest": digest]) }
      Terminal.print(digest + "\n")
    } catch {
      throw Failure.stop(error)
    }
  }
}
