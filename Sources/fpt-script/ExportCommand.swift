import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script export FILE.h5 …`: results in other forms.
struct ExportCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes results in other forms: weights, tables, plots, cells, curves, the script.",
    discussion: """
      fpt-script export FILE.h5 --weights HASH -o OUT.safetensors     for PyTorch's load_state_dict
      fpt-script export FILE.h5 --weights 'arm=FPT,seed=0' -o OUT.safetensors
      fpt-script export FILE.h5 --weights HASH --format transformers -o FOLDER
                                                                     for from_pretrained: the whole model
      fpt-script export FILE.h5 --tables csv -o FOLDER                or markdown, latex; a file each
      fpt-script export FILE.h5 --plots svg -o FOLDER --width 85mm    or pdf; a file for each figure
      fpt-script export FILE.h5 --cells csv -o FOLDER                 a line for each cell, a file for each run
      fpt-script export FILE.h5 --curves csv -o FOLDER                a line for each step of each cell
      fpt-script export FILE.h5 --script FOLDER                       the experiment that made it
      fpt-script export FILE.h5 --without-provenance -o OUT.h5        equal digests, equal bytes
      fpt-script export FILE.h5 --anonymous -o OUT.h5                 for a review in which nobody is named
      """)

  enum RowFormat: String, CaseIterable, ExpressibleByArgument { case csv }

  enum WeightsFormat: String, CaseIterable, ExpressibleByArgument { case safetensors, transformers }

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Writes the trained parameters of a cell, chosen by hash or points, as safetensors.",
      valueName: "cell"))
  var weights: String?

  @Option(
    help: """
      Of --weights: a file of the trained parameters alone, or a folder with the whole model that \
      from_pretrained of transformers loads.
      """)
  var format: WeightsFormat?

  @Option(
    help: """
      The folder of the store of cells, for weights that a cell of --format transformers began with; \
      by default results/cells.
      """, completion: .directory)
  var store: String?

  @Option(
    help: """
      The folder that paths in the script begin in, for weights that --format transformers needs; \
      by default this one.
      """, completion: .directory)
  var folder: String?

  @Option(help: "Writes the tables in a format: csv, markdown or latex.")
  var tables: NotebookTable.ExportFormat?

  @Option(help: "Of --tables the one with this title; by default all.")
  var table: String?

  @Option(help: "Writes the figures for print, a file each: svg, or pdf by rsvg-convert.")
  var plots: FigureExport.Format?

  @Option(help: "Of --plots the one with this title; by default all.")
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Of --plots: how wide a figure is on paper, such as 85mm, 17cm or 3.3in.",
      valueName: "length"))
  var width: PaperLength?

  @Flag(help: "Of --plots: a file for each panel.")
  var panels = false

  @Option(help: "Writes what is known of each cell, a file for each run.")
  var cells: RowFormat?

  @Option(help: "Writes the learning curves of each cell, a file for each run.")
  var curves: RowFormat?

  @Option(help: "Writes the script inside, so that it runs again.", completion: .directory)
  var script: String?

  @Flag(help: "Writes the results alone, in one order: equal content digests give equal bytes.")
  var withoutProvenance = false

  @Flag(
    help: """
      Writes the results without what tells of persons and machines, with the same content digest.
      """)
  var anonymous = false

  @Option(
    name: [.customShort("o"), .long],
    help: "The file or folder to write; a table is printed without.")
  var output: String?

  func checkArguments() throws {
    let forms = [
      weights != nil, tables != nil, plots != nil, cells != nil, curves != nil, script != nil,
      withoutProvenance,
      anonymous,
    ].count { $0 }
    guard forms == 1 else {
      throw ValidationError(
        "say one of --weights CELL, --tables FORMAT, --plots FORMAT, --cells csv, --curves csv, --script FOLDER, "
          + "--without-provenance or --anonymous")
    }
    if cells != nil || curves != nil || plots != nil, output == nil {
      throw ValidationError("say with -o which folder to write")
    }
    if output == nil, tables == nil, script == nil {
      throw ValidationError("say with -o which file to write")
    }
    if output != nil, script != nil {
      throw ValidationError("--script names the folder; -o has no place here")
    }
    if format != nil, weights == nil { throw ValidationError("--format belongs to --weights") }
    if store != nil || folder != nil, format != .transformers {
      throw ValidationError(
        "--\(store != nil ? "store" : "folder") belongs to --format transformers")
    }
    if plot != nil || width != nil || panels, plots == nil {
      let name = plot != nil ? "plot" : width != nil ? "width" : "panels"
      throw ValidationError("--\(name) belongs to --plots")
    }
    if table != nil, tables == nil { throw ValidationError("--table belongs to --tables") }
  }

  func run() throws {
    do {
      if let format = tables {
        try exportTables(format)
      } else if let format = plots, let output {
        try FigureExport(
          format: format, folder: output, chosen: plot, width: width, hasOnePanelEach: panels
        ).write(figuresOf: file)
      } else if cells != nil || curves != nil {
        try exportRuns()
      } else if let script {
        try exportScript(to: script)
      } else if let weights, let output, format == .transformers {
        try exportModel(of: weights, to: output)
        Terminal.print(output + "\n")
      } else if let output {
        try WrittenFile.check(output, from: file, isResults: weights == nil)
        if let weights {
          try exportWeights(of: weights, to: output)
        } else if anonymous {
          try exportAnonymous(to: output)
        } else {
          try ResultFile.write(ResultFile.read(file).withoutProvenance(), to: output)
        }
        Terminal.print(output + "\n")
      }
    } catch let code as ExitCode {
      throw code
    } catch let error where error is CellHashError || error is CellSelection.Failure {
      throw Failure.stop("\(error)", help: "`fpt-script show \(file) --cells` lists the cells")
    } catch let error as ResultFileError {
      throw Failure.stop(error, Failure.code(for: error))
    } catch let error as AssetError {
      throw Failure.stop(error, Failure.incomplete)
    } catch let error as CheckpointError {
      // Of weights, only that they cannot be written is said so.
      throw Failure.stop(error, Failure.incomplete)
    } catch {
      throw Failure.stop(error)
    }
  }

  private func exportWeights(of cell: String, to path: String) throws {
    try TrainedWeights(trainedCell(cell).record).write(to: path)
  }

  private func exportModel(of cell: String, to path: String) throws {
    let (results, record) = try trainedCell(cell)
    let place = TransformersExport.Place(
      assets: try AssetStore(environment: Executable.environment), baseFolder: folder ?? ".",
      store: store ?? StoreFolder.standard)
    try TransformersExport(of: record, in: results, from: place).write(to: path)
  }

  private func trainedCell(
    _ cell: String
  ) throws -> (results: StoredResults, record: CellRecord) {
    let results = try StoredResults(path: file)
    let record = try results.cell(chosenBy: cell)
    guard !record.trained.isEmpty else {
      throw Failure.stop(
        "the cell \(results.name(of: record.hash)) has no trained parameters in \(file)",
        help: "runs keep them with `keep: [weights]`")
    }
    return (results, record)
  }

  private func exportRuns() throws {
    let document = try ResultsDocument(path: file)
    let records = Dictionary(
      document.cells.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    try write(
      document.runs.map { run in
        cells != nil
          ? ("cells of \(run.name)", run.cellsCSV(records))
          : ("curves of \(run.name)", run.curvesCSV(records))
      }, ending: ".csv")
  }

  private func exportScript(to folder: String) throws {
    let export = try ScriptExport(StoredResults(path: file))
    let paths = try export.write(to: folder)
    for path in paths { Terminal.print(path + "\n") }
    guard let main = paths.first else { return }
    let words = (["fpt-script", main] + export.arguments).map(RunCommand.quoted)
    Terminal.tell("the same plan: \(words.joined(separator: " "))\n")
  }

  private func exportAnonymous(to path: String) throws {
    let results = try AnonymousResults(of: file, names: try OwnNames.here + OwnNames.of(file))
    try results.write(to: path)
    for trace in results.traces {
      let text = "\(trace.place): \(trace.what), `\(trace.found)`, is part of the results"
      Terminal.tell("warning: \(text.visible)\n")
    }
    if !results.traces.isEmpty {
      Terminal.tell("what is part of the results stays, since their digest covers it\n")
    }
  }

  private func exportTables(_ format: NotebookTable.ExportFormat) throws {
    let notebook = try Notebook(
      ResultsDocument(shownFrom: file), hasDisplayNames: format != .csv)
    let all = zip(notebook.items, notebook.headings).flatMap {
      item, heading -> [(title: String, text: String)] in
      guard case .table(let table, _) = item, var heading else { return [] }
      // The document that it becomes a part of has numbers of its own.
      heading.number = nil
      return table.documents(as: format, heading)
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
    let isOne = chosen.count == 1
    // What is named like a table is one file; anything else is a folder.
    if output.map({ $0.hasSuffix(format.ending) }) ?? true {
      guard isOne || format != .csv || chosen.isEmpty else {
        throw Failure.stop(
          "\(file) has \(chosen.count) tables, which are no one table of comma-separated values",
          help: "-o FOLDER writes a file for each, --table TITLE takes one")
      }
      let text = chosen.map(\.text).joined(separator: "\n")
      guard let output else { return Terminal.print(text) }
      try WrittenFile.check(output, from: file)
      try ResultFile.write(text: text, to: output)
      return Terminal.print(output + "\n")
    }
    try write(chosen, ending: format.ending)
  }

  /// Writes a file for each text below the folder of `-o`, each whole or not at all.
  private func write(_ texts: [(title: String, text: String)], ending: String) throws {
    guard let output else { return }
    let names = FileNames.of(texts.map(\.title), ending: ending)
    for (name, text) in zip(names, texts.map(\.text)) {
      let path = "\(output)/\(name)"
      try WrittenFile.check(path, from: file)
      try ResultFile.write(text: text, to: path)
      Terminal.print(path + "\n")
    }
  }
}

extension NotebookTable.ExportFormat {
  fileprivate var ending: String {
    switch self {
    case .csv: ".csv"
    case .markdown: ".md"
    case .latex: ".tex"
    }
  }
}

extension NotebookTable.ExportFormat: ExpressibleByArgument {}
