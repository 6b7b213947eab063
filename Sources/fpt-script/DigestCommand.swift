import ArgumentParser
import FPTLib

/// `fpt-script digest FILE.h5`: one line that is equal for equal results.
struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Prints the content digest of a results file, computed from its content.")

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  func run() throws {
    do {
      Terminal.print(try ContentDigest(ofFile: file).hexadecimal + "\n")
    } catch {
      throw Failure.stop(error)
    }
  }
}
