import ArgumentParser
import FPTResults
import FPTRun
import FPTScript
import Foundation

/// `fpt-script fmt FILE…`: experiment files in their one layout.
struct FmtCommand: ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lays out experiment files; changes nothing they say.",
    discussion: """
      Files are rewritten in place, and those that change are listed. With `-`, standard input is \
      laid out to standard output. Exit status: 1 where --check or --diff found a file that is \
      not laid out, 2 where one cannot be read.
      """)

  @Argument(
    help: "Experiment files, or - for standard input.", completion: .file(extensions: ["fpt"]))
  var files: [String]

  @Flag(help: "Writes nothing; lists the files that would change.")
  var check = false

  @Flag(help: "Writes nothing; prints what would change.")
  var diff = false

  func run() throws {
    var status: Int32 = 0
    for file in files {
      do {
        if try lay(out: file), check || diff { status = max(status, 1) }
      } catch let code as ExitCode {
        status = max(status, code.rawValue)
      }
    }
    if status != 0 { throw ExitCode(status) }
  }

  /// Handles one file; true where its layout is not the formatter's.
  private func lay(out file: String) throws -> Bool {
    let source = try read(file)
    let (formatted, diagnostics) = format(source)
    guard let formatted else {
      let renderer = DiagnosticRenderer(messagesAbout: [source])
      Terminal.tell(renderer.render(diagnostics))
      throw Failure.wrongInput
    }
    let isChanged = formatted != source.text
    if diff {
      Terminal.print(LineDiff.unified(from: source.text, to: formatted, path: source.path))
    }
    if check && isChanged { Terminal.tell("\(source.path) is not laid out\n") }
    if check || diff { return isChanged }
    if file == "-" {
      Terminal.print(formatted)
    } else if isChanged {
      do {
        try Self.replace(file, with: formatted)
      } catch {
        throw Failure.stop("\(file): cannot write it: \(error)")
      }
      Terminal.print("\(file)\n")
    }
    return isChanged
  }

  /// Writes the text, whole or not at all, to where a link leads, with the rights that the file has.
  private static func replace(_ file: String, with text: String) throws {
    let path = URL(filePath: file).resolvingSymlinksInPath().path
    var status = stat()
    let isKnown = stat(path, &status) == 0
    try ResultFile.write(text: text, to: path)
    if isKnown { _ = chmod(path, status.st_mode & 0o7777) }
  }

  private func read(_ file: String) throws -> SourceFile {
    if file == "-" {
      let data = FileHandle.standardInput.readDataToEndOfFile()
      guard let text = String(validating: data, as: UTF8.self) else {
        throw Failure.stop("the standard input is not text in UTF-8")
      }
      return SourceFile(path: "<stdin>", text: text)
    }
    do throws(SourceLoadingError) {
      return SourceFile(path: file, text: try FileSources().text(at: file))
    } catch {
      throw Failure.stop(error, reading: file)
    }
  }
}
