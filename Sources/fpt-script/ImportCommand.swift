import ArgumentParser
import FPTLib
import FPTReport
import FPTRun

/// `fpt-script import FILE.h5 …`: cells that somebody has computed, into the store.
struct ImportCommand: ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Puts the finished cells of results files into the store.",
    discussion: """
      No experiment computes them again: not the one that they are of with more seeds, and not \
      another that has some of the same cells and the same measures. It is checked that cells fit \
      their names, the script inside and the values that the file shows. The numbers are believed; \
      `rerun FILE --cell HASH` computes one again. Results say which of their cells were imported, \
      and from which file; seeds that are computed beside them count as added later.
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
        if json { try JSONOutput.print(imports) }
        throw Self.stop(error, file)
      }
      if !json { Terminal.print(Self.line(imports[imports.count - 1])) }
    }
    if json { try JSONOutput.print(imports) }
    let left = imports.reduce(0) { $0 + $1.inUse }
    if left > 0 {
      throw Failure.stop(
        "\(left == 1 ? "1 cell is" : "\(left) cells are") being computed now",
        help: "the same command, after that, adds what the files have more", Failure.incomplete)
    }
  }

  private static func stop(_ error: any Error, _ file: String) -> ExitCode {
    if error is ImportConflict {
      return Failure.stop(
        "\(error)",
        help:
          "`fpt-script rerun \(RunCommand.quoted(file)) --cell HASH` says whether the file is right; if "
          + "it is, move HASH.h5 out of the store and import again")
    }
    guard let error = error as? ResultFileError else { return Failure.stop(error) }
    if case .system(let step, _, _) = error,
      [.create, .write, .synchronize, .rename].contains(step)
    {
      return Failure.stop(
        "\(error)", help: "what was imported is kept; the same command goes on", Failure.incomplete)
    }
    return Failure.stop(error, Failure.code(for: error))
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
      (cells.extended, "given more measures"), (cells.known, "there already"),
      (cells.unfinished, "not finished"),
      (cells.ofOtherNumerics, "of another numerics version"),
      (cells.setAside, "damaged in the store before, kept as HASH.damaged"),
      (cells.inUse, "being computed now"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return ([cells.file.visible + ": \(count) imported"] + others).joined(
      separator: ", ") + "\n"
  }
}
