import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript

/// `fpt-script export FILE.h5 …`: results in other forms.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes trained weights, tables, or the results without their provenance.",
    discussion: """
      fpt-script export FILE.h5 --weights HASH -o OUT.safetensors     for PyTorch's load_state_dict
      fpt-script export FILE.h5 --weights 'arm=FPT,seed=0' -o OUT.safetensors
      fpt-script export FILE.h5 --tables csv                          or markdown, latex
      fpt-script export FILE.h5 --without-provenance -o OUT.h5        equal digests, equal bytes
      """)

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Writes the trained parameters of a cell, chosen by hash or points, as safetensors.",
      valueName: "cell"))
  var weights: String?

  @Option(help: "Prints the tables in a format: csv, markdown or latex.")
  var tables: NotebookTable.ExportFormat?

  @Option(help: "Of --tables the one with this title; by default all.")
  var table: String?

  @Flag(help: "Writes the results alone, in one order: equal content digests give equal bytes.")
  var withoutProvenance = false

  @Option(name: [.customShort("o"), .long], help: "The file to write; tables are printed without.")
  var output: String?

  func validate() throws {
    let forms = [weights != nil, tables != nil, withoutProvenance].count { $0 }
    guard forms == 1 else {
      throw ValidationError(
        "say one of --weights CELL, --tables FORMAT or --without-provenance")
    }
    if output == nil, tables == nil { throw ValidationError("say with -o which file to write") }
    if table != nil, tables == nil { throw ValidationError("--table belongs to --tables") }
  }

  func run() throws {
    do {
      if let format = tables {
        try exportTables(format)
      } else if let output {
        try ResultFile.checkWritable(output)
        if let weights {
          try exportWeights(of: weights, to: output)
        } else {
          try ResultFile.write(ResultFile.read(file).withoutProvenance(), to: output)
        }
        Terminal.print(output + "\n")
      }
    } catch let code as ExitCode {
      throw code
    } catch let error as CellHashError {
      throw Failure.stop("\(error)", help: "`fpt-script show \(file) --json` lists the cells")
    } catch let error as ResultFileError {
      throw Failure.stop(error, Failure.code(for: error))
    } catch let error as CheckpointError {
      // Of weights, only that they cannot be written is said so.
      throw Failure.stop(error, Failure.incomplete)
    } catch {
      throw Failure.stop(error)
    }
  }

  private func exportWeights(of cell: String, to path: String) throws {
    let results = try StoredResults(path: file)
    let record = try results.cell(chosenBy: cell)
    guard !record.trained.isEmpty else {
      throw Failure.stop(
        "the cell \(results.name(of: record.hash)) has no trained parameters in \(file)",
        help: "runs keep them with `keep: [weights]`")
    }
    try TrainedWeights(record).write(to: path)
  }

  private func exportTables(_ format: NotebookTable.ExportFormat) throws {
    let all = try Notebook(ResultsDocument(shownFrom: file)).items.compactMap { item in
      if case .table(let table) = item { table } else { nil }
    }
    var chosen = all
    if let table {
      chosen = all.filter { $0.title == table }
      if chosen.isEmpty {
        let near = Suggestions.near(table, among: all.map(\.title))
        throw Failure.stop(
          "no table of \(file) is called “\(table)”",
          help: near.isEmpty
            ? all.isEmpty ? nil : "there are " + all.map { "“\($0.title)”" }.joined(separator: ", ")
            : "did you mean \(near.map { "“\($0)”" }.joined(separator: " or "))?")
      }
    }
    let text = chosen.map { $0.exported(as: format) }.joined(separator: "\n")
    guard let output else { return Terminal.print(text) }
    try ResultFile.checkWritable(output)
    try ResultFile.write(text: text, to: output)
    Terminal.print(output + "\n")
  }
}

extension NotebookTable.ExportFormat: ExpressibleByArgument {}
