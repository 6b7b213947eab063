import FPTScript

/// How an experiment is run; nothing here changes a bit of its results.
public struct RunOptions: Sendable {
  /// Folder of the store of cells.
  public var store: String
  /// Path of the results file.
  public var output: String
  /// Threads of each cell.
  public var threads: Int
  /// Seconds between two checkpoints of a cell: what a killed process loses at most, besides a step.
  public var checkpointInterval = 10.0
  /// Steps after which there is a checkpoint too; nil for none but those of the time.
  public var checkpointSteps: Int?
  /// Seconds between two times that the results file is written while the run goes on, at least; with 0 it is written
  /// after every cell.
  public var assemblyInterval = 2.0
  /// What the command line set, as given.
  public var overrides: [Override]
  /// The folder of the experiment file, to which paths in it are relative.
  public var baseFolder: String
  /// The command line as typed, for the provenance.
  public var commandLine: [String]
  /// The command that runs this experiment with the same changes, for advice on what to run first.
  public var command = "fpt-script FILE"
  /// The cells to compute; the others are taken as the store has them.
  public var scope = CellScope.all
  /// Cells at once, each in a process of its own; with one, cells are computed here.
  public var jobs = 1
  /// Bytes of memory that all of these may take together; nil for what the machine has.
  public var memory: Int?
  /// How a process that computes one cell is started; needed for more than one job.
  public var worker: WorkerCommand?
  /// Whether this is a process that computes one cell for another, which tells of what concerns them all.
  public var isWorker = false
  /// Whether the results file is written once the cells are computed.
  public var assembles = true

  public init(
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
  public typealias WorkerCommand =
    @Sendable (_ cell: CellOrder, _ threads: Int) -> (executable: String, arguments: [String])

  /// Threads of each cell where a number of cells at once share a machine: at least one.
  public static func threads(of total: Int, sharedBy jobs: Int) -> Int {
    max(1, total / max(1, jobs))
  }

  /// The results file of a plan: the default profile and no overrides have the experiment's plain name.
  ///
  /// `table1.h5`; another profile `table1.paper.h5`; with overrides `table1.laptop+1f3a9c.h5`.
  public static func defaultOutput(
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
