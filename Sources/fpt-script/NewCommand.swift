import ArgumentParser
import FPTResults
import FPTScript

/// `fpt-script new NAME`: a commented file to start from.
struct NewCommand: ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes a commented experiment file that runs.")

  @Argument(help: "The experiment's name, or the path of its file.")
  var name: String

  func run() throws {
    let path = name.hasSuffix(".fpt") ? name : name + ".fpt"
    let stem = String((path.split(separator: "/").last ?? "").dropLast(4))
    guard StarterFile.isName(stem) else {
      throw Failure.stop(
        "`\(stem)` cannot be the name of an experiment: letters, digits and _, the first no digit")
    }
    let isThere: Bool
    do throws(ResultFileError) {
      // Never in the place of a file that is there.
      isThere = try ResultFile.exists(path)
      if !isThere { try ResultFile.write(text: StarterFile.text(name: stem), to: path) }
    } catch {
      throw Failure.stop(error, Failure.code(for: error))
    }
    if isThere { throw Failure.stop("\(path) is already there") }
    Terminal.print("\(path)\n")
    Terminal.tell("run it with: fpt-script \(path)\n")
  }
}
