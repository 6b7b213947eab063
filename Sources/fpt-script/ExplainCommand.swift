import ArgumentParser
import FPTCatalog
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script explain …`: a diagnostic, a word of the language, a symptom, a command, an arm's parameters, or a cell's values.
struct ExplainCommand: ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a diagnostic, a word, a symptom, a command, an arm or a cell.",
    discussion: """
      fpt-script explain FPT0031                              what a diagnostic means
      fpt-script explain train                                a kind, with its fields
      fpt-script explain BERT                                 a constructor, with its fields
      fpt-script explain steps                                a field, wherever it stands
      fpt-script explain loss is nan                          a symptom, or a word of the paper
      fpt-script explain --jobs                               an option of a command
      fpt-script explain FILE                                 its arms and axes
      fpt-script explain FILE --arm FPT                       every parameter, frozen or trained
      fpt-script explain FILE --cell 'task=mnist,seed=0'      every value, and the line it is from

      FILE is an experiment file, or a results file, whose script is inside.
      """)

  @Argument(
    parsing: .allUnrecognized, help: "A code, a word or a few, or an experiment file.",
    completion: Completions.subjects)
  var words: [String]

  private var subject: String { words.joined(separator: " ") }

  @Option(help: "An arm of the experiment file.", completion: Completions.arms)
  var arm: String?

  @Option(
    help: "A cell of the file, by its points; of a results file also by its hash.",
    completion: Completions.points)
  var cell: String?

  @OptionGroup var changes: ExperimentChanges

  @Flag(help: "Prints JSON.")
  var json = false

  func checkArguments() throws {
    // An option of another command is a word to explain, but only by itself.
    guard words.count > 1, let option = words.first(where: { $0.hasPrefix("-") }) else { return }
    throw ValidationError("unknown option '\(option)'")
  }

  func run() throws {
    if arm != nil || cell != nil { return try explainFile() }
    if let code = DiagnosticCode(parsing: subject) {
      if json { return try JSONOutput.print(Explanation(code)) }
      return Terminal.print(code.rendered)
    }
    let isFile = subject.contains("/") || subject.hasSuffix(".fpt") || subject.hasSuffix(".h5")
    if isFile { return try explainAxes() }
    let found = Explanations(of: subject)
    guard !found.isEmpty else {
      let near = Explanations.near(subject)
      throw Failure.stop(
        "nothing is known of `\(subject)`",
        help: near.isEmpty
          ? "codes look like FPT0031, words like train, BERT or steps; a symptom is a few words, as in `loss is nan`"
          : "did you mean \(near.map { "`\($0)`" }.joined(separator: ", "))?")
    }
    if json {
      if let entry = found.entry { return try JSONOutput.print(Word(entry)) }
      return try JSONOutput.print(found.topics.map(TopicText.init))
    }
    Terminal.print(found.text)
  }

  /// What a file compares: its arms and axes.
  private func explainAxes() throws {
    let experiment: ResolvedExperiment
    if subject.hasSuffix(".h5") {
      do { experiment = try StoredResults(path: subject).experiment() } catch {
        throw Failure.stop(error)
      }
    } else {
      experiment = try changes.experiment(of: subject).experiment
    }
    if json { return try JSONOutput.print(experiment.runs.map(RunAxes.init)) }
    let profile = experiment.profile.map { " (profile \($0))" } ?? ""
    var text = "\(experiment.title)\(profile)\n"
    for run in experiment.runs {
      let cells = run.cells.count == 1 ? "1 cell" : "\(run.cells.count) cells"
      text += "\nrun \(run.name): \(cells)\n"
      text += Columns.text(
        run.axes.map { ["  " + $0.name, $0.points.map(\.label).joined(separator: ", ")] })
    }
    let arm = experiment.runs.flatMap(\.cells).compactMap(\.arm).first
    text +=
      "\nmore: "
      + (arm.map {
        "`fpt-script explain \(subject) --arm \($0.contains(" ") ? "'\($0)'" : $0)`, or "
      } ?? "")
      + "`--cell 'axis=point,…'`\n"
    Terminal.print(text.visibleLines)
  }

  private struct RunAxes: Encodable {
    var run: String
    var cells: Int
    var axes: [AxisPoints]
    struct AxisPoints: Encodable {
      var name: String
      var points: [String]
    }
    init(_ run: ResolvedRun) {
      (self.run, cells) = (run.name, run.cells.count)
      axes = run.axes.map { AxisPoints(name: $0.name, points: $0.points.map(\.label)) }
    }
  }

  private struct TopicText: Encodable {
    var title: String
    var text: String
    var see: [String]
    init(_ topic: Topic) { (title, text, see) = (topic.title, topic.text, topic.see) }
  }

  private func explainFile() throws {
    let experiment: ResolvedExperiment
    var results: StoredResults?
    let found: (run: ResolvedRun, cell: ResolvedCell)
    do {
      if subject.hasSuffix(".h5") {
        let stored = try StoredResults(path: subject)
        experiment = try stored.experiment()
        results = stored
      } else {
        experiment = try changes.experiment(of: subject).experiment
      }
      if let cell {
        found = try self.cell(cell, of: experiment, results)
      } else {
        found = try firstCell(of: experiment)
      }
    } catch let error where error is CellSelection.Failure || error is CellHashError {
      throw Failure.stop("\(error)")
    } catch let code as ExitCode {
      throw code
    } catch {
      throw Failure.stop(error)
    }
    let (run, chosen) = found
    let labels = zip(run.axes, chosen.point).map { "\($0.name) \($0.points[$1].label)" }
    let heading =
      "run \(run.name), " + labels.joined(separator: ", ")
      + (experiment.profile.map { " (profile \($0))" } ?? "") + "\n\n"
    if cell != nil {
      let trace = CellTrace(chosen, sources: experiment.sources)
      if json { return try JSONOutput.print(trace.lines.map(TraceLine.init)) }
      return Terminal.print((heading + trace.text).visibleLines)
    }
    do {
      let assets = try AssetStore(environment: Executable.environment)
      let baseFolder = results == nil ? ExperimentArguments.folder(of: subject) : "."
      // Said of a checkpoint that is refused, too: it shows why.
      let checkpoint = try CheckpointListing(of: chosen, assets: assets, baseFolder: baseFolder)
      if !json, let checkpoint { Terminal.print(heading + checkpoint.text + "\n") }
      let listing: ParameterListing
      do {
        listing = try ParameterListing(of: chosen, assets: assets, baseFolder: baseFolder)
      } catch  where json {
        try JSONOutput.print(ArmLines(checkpoint: checkpoint, parameters: nil))
        throw error
      }
      if json {
        return try JSONOutput.print(
          ArmLines(checkpoint: checkpoint, parameters: listing.rows.map(ParameterLine.init)))
      }
      Terminal.print((checkpoint == nil ? heading : "") + listing.text)
    } catch {
      throw Failure.stop("\(error)", ExitCode(1))
    }
  }

  /// The cell that a text chooses: by points, or of results by the first digits of its hash.
  private func cell(
    _ text: String, of experiment: ResolvedExperiment, _ results: StoredResults?
  ) throws -> (run: ResolvedRun, cell: ResolvedCell) {
    guard let results, try CellSelection(ofPoints: text) == nil else {
      return try CellSelection(parsing: text).cell(of: experiment)
    }
    let hash = try CellHash.complete(text, among: results.cells.map(\.hash))
    guard let found = results.point(of: hash, in: experiment) else {
      throw CellSelection.Failure.noCell
    }
    return found
  }

  private struct ArmLines: Encodable {
    var checkpoint: CheckpointListing?
    var parameters: [ParameterLine]?
  }

  /// The first cell of the arm.
  ///
  /// Its task decides only the shapes of input, output and positions.
  private func firstCell(
    of experiment: ResolvedExperiment
  ) throws -> (run: ResolvedRun, cell: ResolvedCell) {
    var arms: [String] = []
    for run in experiment.runs {
      for cell in run.cells {
        if cell.arm == arm { return (run, cell) }
        if let name = cell.arm, !arms.contains(name) { arms.append(name) }
      }
    }
    throw Failure.stop(
      "no cell has the arm `\(arm ?? "")`"
        + (arms.isEmpty
          ? "; choose one with --cell" : "; there are \(arms.joined(separator: ", "))"))
  }

  private struct Explanation: Encodable {
    var code: String
    var text: String
    var failing: String?
    var mended: String?
    init(_ code: DiagnosticCode) {
      (self.code, text) = (code.description, code.explanation.text)
      (failing, mended) = (code.explanation.failing, code.explanation.mended)
    }
  }

  private struct Word: Encodable {
    var word: String
    var nature: String
    var documentation: String
    var example: String?
    var fields: [Field]
    struct Field: Encodable {
      var name: String
      var accepts: String
      var usually: String
      var documentation: String
      var example: String
    }
    init(_ entry: ReferenceEntry) {
      (word, nature) = (entry.word, entry.nature)
      (documentation, example) = (entry.documentation, entry.example)
      fields = entry.fields.map {
        Field(
          name: $0.name, accepts: $0.accepts, usually: $0.usually,
          documentation: $0.documentation, example: $0.example)
      }
    }
  }

  private struct TraceLine: Encodable {
    var path: String
    var value: String
    var place: String
    var by: String
    init(_ line: CellTrace.Line) {
      (path, value, place, by) = (line.path, line.value, line.location, line.by)
    }
  }

  private struct ParameterLine: Encodable {
    var name: String
    var group: String
    var shape: [Int]
    var trained: [Bool]
    var read: Bool
    init(_ row: ParameterListing.Row) {
      (name, group, shape) = (row.name, row.group, row.shape)
      (trained, read) = (row.isTrained, row.isRead)
    }
  }
}
