import ArgumentParser
import FPTLib
import FPTRun

/// `fpt-script import FILE.h5 …`: cells that somebody has computed, into the store.
struct ImportCommand: ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Puts the finished cells of results files into the store.",
    discussion: """
      No experiment computes them again: not the one that they are of with more seeds, and not \
      another that has some of the same cells. The file is checked, and that each cell is what its \
      hash says. Its numbers are believed; `rerun FILE --cell HASH` computes one again. The \
      provenance of a cell says from which file it came.
      """)

  @Argument(help: "Results files.", completion: .file(extensions: ["h5"]))
  var files: [String]

  @Option(help: "The folder of the store of cells.")
  var store: String = StoreFolder.standard

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let cells = CellStore(folder: store)
    var imports: [ImportedCells] = []
    for file in files {
      do {
        imports.append(try ImportedCells(try StoredResults(path: file), into: cells))
      } catch {
        let code = (error as? ResultFileError).map(Failure.code(for:)) ?? Failure.wrongInput
        throw Failure.stop(error, code)
      }
      if !json { Terminal.print(Self.line(imports[imports.count - 1])) }
    }
    if json { try JSONOutput.print(imports) }
  }

  /// The command as it is typed.
  static func text(_ file: String, into store: String) -> String {
    let words =
      ["fpt-script", "import", file] + (store == StoreFolder.standard ? [] : ["--store", store])
    return words.map(RunCommand.quoted).joined(separator: " ")
  }

  /// What to do about finished cells that a results file has and the store has not; nil if there are none.
  static func advice(_ count: Int, in file: String, missingIn store: String) -> String? {
    if count == 0 { return nil }
    return
      "\(file) has \(count == 1 ? "1 finished cell" : "\(count) finished cells") of this plan that "
      + "the store has not; `\(text(file, into: store))` takes \(count == 1 ? "it" : "them") over"
  }

  private static func line(_ cells: ImportedCells) -> String {
    let count = cells.imported == 1 ? "1 cell" : "\(cells.imported) cells"
    let others = [
      (cells.known, "there already"), (cells.unfinished, "not finished"),
      (cells.ofOtherNumerics, "of another numerics version"), (cells.inUse, "being computed now"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return ([cells.file + ": \(count) imported"] + others).joined(separator: ", ") + "\n"
  }
}
