import ArgumentParser
import FPTScript
import Foundation

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
    do {
      // Never in the place of a file that is there.
      try Data(StarterFile.text(name: stem).utf8)
        .write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      throw Failure.stop("\(path) is already there")
    } catch {
      let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
      let reason = (underlying as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
      throw Failure.stop("\(path): cannot write it: \(reason ?? error.localizedDescription)")
    }
    Terminal.print("\(path)\n")
    Terminal.tell("run it with: fpt-script \(path)\n")
  }
}
