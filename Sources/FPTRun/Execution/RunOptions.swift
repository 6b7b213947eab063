import FPTScript

/// How an experiment is run; nothing here changes a bit of its results.
package struct RunOptions: Sendable {
  /// Folder of the store of cells.
  package var store: String
  /// Path of the results file.
  package var output: String
  /// Threads of each cell.
  package var threads: Int
  /// Seconds between two checkpoints of a cell: what a killed process loses at most, besides a step.
  package var checkpointInterval = 10.0
  /// Steps after which there is a checkpoint too; nil for none but those of the time.
  package var checkpointSteps: Int?
  /// Seconds between two times that the results file is written while the run goes on, at least; with 0 it is written
  /// after every cell.
  package var resultsInterval = 2.0
  /// What the command line set, as given.
  package var overrides: [Override]
  /// The folder of the experiment file, to which paths in it are relative.
  package var baseFolder: String
  /// The command line as typed, for the provenance.
  package var commandLine: [String]
  /// The command that runs this experiment with the same changes, for advice on what to run first.
  package var command = "fpt-script FILE"
  /// The cells to compute; the others are taken as the store has them.
  package var scope = CellScope.all
  /// Cells at once, each in a process of its own; with one, cells are computed here.
  package var jobs = 1
  /// Bytes of memory that all of these may take together; nil for what the machine has.
  package var memory: Int?
  /// How a process that computes one cell is started; needed for more than one job.
  package var worker: WorkerCommand?
  /// Whether this is a process that computes one cell for another, which tells of what concerns them all.
  package var isWorker = false
  /// Whether the results file is written once the cells are computed.
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

  /// The program and its arguments that compute a cell with a number of threads, and tell of it in lines on
  /// standard output as ``RunEventLine`` has them.
  package typealias WorkerCommand =
    @Sendable (_ cell: CellOrder, _ threads: Int) -> (executable: String, arguments: [String])

  /// Threads of each cell where a number of cells at once share a machine: at least one.
  package static func threads(of total: Int, sharedBy jobs: Int) -> Int {
    max(1, total / max(1, jobs))
  }

  /// The results file of a plan: the default profile and no overrides have the experiment's plain name.
  ///
  /// `table1.h5`; another profile `table1.paper.h5`; with overrides `table1.laptop+1f3a9c.h5`.
  package static func defaultOutput(
    experiment: String, profile: String?, isDefaultProfile: Bool, overrides: [Override]
  ) -> String {
    var name = experiment
    if let profile, !isDefaultProfile || !overrides.isEmpty { name += "." + profile }
    if !overrides.isEmpty {
      let text = overrides.map { "\($0.path)=\($0.expression)" }.joined(separator: "\n")
      name += "+" + CellIdentity.sha256(text).prefix(6)
    }
    return "results/\(name).h5"
  }
}
