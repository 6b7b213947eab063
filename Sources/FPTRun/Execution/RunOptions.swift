import FPTEngine
import FPTResults
import FPTScript

/// Options of a run.
///
/// None of them changes a bit of the results.
package struct RunOptions: Sendable {
  /// Folder of the store of cells.
  package var store: String
  /// Path of the results file.
  package var output: String
  /// Threads of each cell.
  package var threads: Int
  /// The kernels that compute.
  package var table = KernelTable.fastest
  /// Seconds between two checkpoints of a cell.
  ///
  /// A killed process loses at most this time and one step.
  package var checkpointInterval = 10.0
  /// The largest part of the time that checkpoints may take.
  ///
  /// Where a checkpoint takes long, the interval grows.
  package var checkpointShare = 1.0
  /// A checkpoint also follows each multiple of these steps; nil means that only the time counts.
  package var checkpointSteps: Int?
  /// Seconds between two times that the results file is written while the run goes on, at least; with 0 it is written
  /// after every cell.
  package var resultsInterval = 2.0
  /// The overrides of the command line, as given.
  package var overrides: [Override]
  /// The folder of the experiment file, to which paths in it are relative.
  package var baseFolder: String
  /// The command line as typed, for the provenance.
  package var commandLine: [String]
  /// The command that runs this experiment with the same changes, for advice on what to run first.
  package var command = "fpt-script FILE"
  /// The cells to compute.
  ///
  /// The others are taken from the store.
  package var scope = CellScope.all
  /// The number of cells computed at the same time, each in its own process.
  ///
  /// With one, this process computes the cells.
  package var jobs = 1
  /// Bytes of memory for all these processes together; nil means the machine's memory.
  package var memory: Int?
  /// The command that starts a worker process.
  ///
  /// More than one job needs it.
  package var worker: WorkerCommand?
  /// The script, as one line that each worker process reads before its cells; nil for one that reads it elsewhere.
  package var workerScript: String?
  /// True in a worker process, which computes the cells that its parent asks for.
  ///
  /// The parent process reports what concerns all cells.
  package var isWorker = false
  /// The time that the run has; nil for any.
  ///
  /// No cell is begun that can come to nothing in it, and once it is over, the run winds up.
  package var timeLimit: TimeLimit?
  /// The scheduler's name of the job that this is, such as `1234_5`.
  package var job: String?
  /// Seconds after which a silent process on another machine has lost its lock, where only files are locks.
  package var leasePatience = LeaseWatch.usualPatience
  /// True if nothing is computed, and the results file has what the store has.
  package var onlyCollects = false
  /// True if the results file is written.
  package var writesResults = true

  package init(
    store: String, output: String, threads: Int, overrides: [Override] = [],
    baseFolder: String = ".", commandLine: [String] = []
  ) {
    self.store = store
    self.output = output
    self.threads = threads
    self.overrides = overrides
    self.baseFolder = baseFolder
    self.commandLine = commandLine
  }

  /// The program and its arguments that compute cells with a number of threads.
  ///
  /// The cells stand in the lines of its standard input, behind ``workerScript``, as ``CellOrder`` writes them. It tells of them in
  /// lines on standard output, as ``RunEventLine`` has them.
  package typealias WorkerCommand =
    @Sendable (_ threads: Int) -> (executable: String, arguments: [String])

  /// Threads of each cell where a number of cells at once share a machine: at least one.
  package static func threads(of total: Int, sharedBy jobs: Int) -> Int {
    max(1, total / max(1, jobs))
  }

  /// The results file of a plan: the default profile and no overrides have the experiment's plain name.
  ///
  /// `table1.h5`; another profile `table1.paper.h5`; with overrides `table1.laptop+train.steps=20.h5`.
  package static func defaultOutput(
    experiment: String, profile: String?, isDefaultProfile: Bool, overrides: [Override]
  ) -> String {
    var name = experiment
    if let profile, !isDefaultProfile || !overrides.isEmpty { name += "." + profile }
    if !overrides.isEmpty {
      name += "+" + changes(overrides)
    }
    return "results/\(name).h5"
  }

  /// Bytes of a file's name on the file systems that there are.
  private static let longestName = 255

  /// What is wrong with results under the name that ``defaultOutput(experiment:profile:isDefaultProfile:overrides:)`` gives; nil where
  /// nothing is.
  package static func nameTrouble(ofOutput path: String) -> Diagnostic? {
    let bytes = path.split(separator: "/").last?.utf8.count ?? 0
    if bytes <= longestName { return nil }
    return Diagnostic(
      message: "the name of the results file would have \(bytes) bytes, and a name has at most "
        + "\(longestName)",
      help: "give the experiment a shorter name")
  }

  /// Longer ones are no names that anybody reads.
  private static let longestChanges = 60

  /// The changes as a part of a file's name; a digest tells apart what a name cannot say.
  private static func changes(_ overrides: [Override]) -> String {
    let plain = overrides.map { override in
      // A single point in brackets is the same as the point.
      let isSingle = override.expression.hasPrefix("[") && !override.expression.contains(",")
      let value =
        isSingle ? override.expression.filter { !"[] ".contains($0) } : override.expression
      return "\(override.path)=\(value)"
    }.joined(separator: ",")
    let shown = String(
      plain.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".,_-=".contains($0)) })
    if shown == plain, shown.utf8.count <= longestChanges { return shown }
    let text = overrides.map { "\($0.path)=\($0.expression)" }.joined(separator: "\n")
    return shown.prefix(longestChanges) + "-" + CellIdentity.sha256(text).prefix(6)
  }
}
