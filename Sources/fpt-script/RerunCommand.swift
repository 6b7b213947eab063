import ArgumentParser
import FPTEngine
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script rerun FILE.h5`: the results once more, from nothing but their file, and whether they are the same.
struct RerunCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Computes a results file again and says whether the bits are the same.",
    discussion: """
      Needs the file alone, and the weights and data it names by digest; `fetch` gets them. \
      Everything is computed in a fresh store and the file is not touched. Exit status: 0 where \
      all is bit-identical, 1 where something is not, 2 where the file cannot be used, 75 where \
      SIGTERM, SIGHUP, SIGUSR1 or SIGUSR2 wound it up, 130 where Ctrl-C did.
      """)

  @Argument(help: "The results file.", completion: .file(extensions: ["h5"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      """
      Computes the cell whose hash begins so, or those with some points, such as 'arm=FPT,seed=0'; \
      may be given several times.
      """, valueName: "cell"))
  var cell: [String] = []

  @OptionGroup var work: JobArguments

  @Option(
    help: """
      A folder for what is computed, so that an interrupted rerun goes on; by default a fresh one \
      that is removed at the end.
      """)
  var store: String?

  @Option(help: "The folder that paths in the script begin in.")
  var folder: String = "."

  @OptionGroup var kernels: KernelArguments

  @Flag(help: "Prints JSON.")
  var json = false

  @Flag(help: .hidden)
  var worker = false

  func checkArguments() throws {
    if worker, store == nil {
      throw ValidationError("--worker is for processes that this command starts")
    }
  }

  func run() throws {
    Interrupt.listen(worker ? .computingForAnother : .beforeComputing)
    let table = try kernels.table()
    if worker, let store { return try work(in: store, table) }
    let own = store == nil
    let place =
      store
      ?? FileManager.default.temporaryDirectory.appending(path: "fpt-rerun-\(UUID())").path
    defer { if own { try? FileManager.default.removeItem(atPath: place) } }
    let report = try compute(in: place, table)
    if json {
      try JSONOutput.print(RerunOutcome(report))
    } else {
      Terminal.print(report.text.visibleLines)
    }
    if report.isInterrupted {
      let cause = Interrupt.signalName.map { "wound up after \($0)" } ?? "interrupted"
      let advice = own ? "with --store DIR a rerun can go on" : "the same command goes on from here"
      Terminal.tell("\(cause); \(advice)\n")
      throw ExitCode(Interrupt.exitStatus)
    }
    if !report.isIdentical { throw Failure.incomplete }
  }

  /// The options of the run; `script` is a results file with the script alone, which the processes
  /// of `--jobs` read.
  private func options(store: String, script: String? = nil, _ table: KernelTable) -> RunOptions {
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    var options = RunOptions(
      store: store, output: "",
      threads: work.threads ?? RunOptions.threads(of: cores, sharedBy: work.jobs),
      baseFolder: folder, commandLine: Executable.commandLine)
    options.table = table
    options.jobs = work.jobs
    options.isWorker = worker
    let executable = Executable.path
    options.worker = { [file, folder, kernels = kernels.arguments] threads in
      let arguments = ["rerun", script ?? file, "--worker", "--store", store]
      return (executable, arguments + ["--folder", folder, "--threads", "\(threads)"] + kernels)
    }
    return options
  }

  /// Computes cells for the process that started this one.
  private func work(in store: String, _ table: KernelTable) throws {
    let orders = CellOrders()
    let teller = EventTeller()
    do {
      try Rerun.compute(
        orders.next, of: try StoredResults(path: file), options: options(store: store, table),
        assets: try AssetStore(environment: Executable.environment),
        report: { teller.tell($0) }, shouldStop: { Interrupt.isRequested })
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }

  private func compute(in store: String, _ table: KernelTable) throws -> RerunReport {
    let reporter = RunReporter()
    let script = FileManager.default.temporaryDirectory.appending(path: "fpt-rerun-\(UUID()).h5")
      .path
    defer { unlink(script) }
    var rerun: Rerun
    do {
      let stored = try StoredResults(path: file)
      if work.jobs > 1 { try stored.writeScript(to: script) }
      rerun = try Rerun(
        of: stored, cells: cell,
        options: options(store: store, script: work.jobs > 1 ? script : nil, table),
        assets: try AssetStore(environment: Executable.environment),
        report: { reporter.report($0) }, shouldStop: { Interrupt.isRequested })
    } catch let error where error is CellHashError || error is CellSelection.Failure {
      throw Failure.stop("\(error)", help: "`fpt-script show \(file) --cells` lists the cells")
    } catch let error as EarlierNumerics {
      let commit = error.versions.compactMap(\.commits.last).last
      throw Failure.stop(
        "\(error)", help: commit.map { "git checkout \($0), build, and rerun the file there" },
        Failure.incomplete)
    } catch {
      throw Failure.stop(error)
    }
    if let earlier = rerun.earlier { Terminal.tell("warning: \(earlier): they are left out\n") }
    Interrupt.listen(.computing, hidesCursor: Terminal.messages.isLive)
    reporter.begin(rerun.plan, chosen: rerun.computed)
    do {
      let report = try rerun.run()
      reporter.end(isInterrupted: report.isInterrupted, canGoOn: self.store != nil)
      return report
    } catch {
      reporter.abandon()
      var help: String?
      if self.store == nil, case ResultFileError.system = error {
        help = "--store DIR has it compute in another folder"
      }
      throw Failure.stop("\(error)", help: help, Failure.incomplete)
    }
  }
}

/// The result of a rerun, as `--json` prints it.
private struct RerunOutcome: Encodable {
  struct Cell: Encodable {
    var name: String
    var hash: String
    var outcome: String
    var reason: String?
    var difference: CellDifference?
    var configuration: [ConfigurationDifference]?
  }

  var file: String
  var identical: Bool
  var digest: String
  var newDigest: String?
  var cells: [Cell]
  var notEnded: Int
  var provenance: [RerunReport.ProvenanceDifference]

  init(_ report: RerunReport) {
    file = report.file
    identical = report.isIdentical
    (digest, newDigest) = (report.digest, report.newDigest)
    notEnded = report.notEnded
    provenance = report.provenance
    cells = report.cells.map { cell in
      var entry = Cell(name: cell.name, hash: cell.hash, outcome: "")
      switch cell.outcome {
      case .identical: entry.outcome = "identical"
      case .different(let difference):
        (entry.outcome, entry.difference) = ("different", difference)
      case .anotherCell(let differences):
        (entry.outcome, entry.configuration) = ("another_cell", differences)
      case .unavailable(let reason): (entry.outcome, entry.reason) = ("unavailable", reason)
      case .failed(let reason): (entry.outcome, entry.reason) = ("failed", reason)
      case .notComputed: entry.outcome = "not_computed"
      }
      return entry
    }
  }

  enum CodingKeys: String, CodingKey {
    case file, identical, digest, cells, provenance
    case newDigest = "new_digest"
    case notEnded = "not_ended"
  }
}
