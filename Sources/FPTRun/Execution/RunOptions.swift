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
  /// What the command line set, as given.
  public var overrides: [Override]
  /// The folder of the experiment file, to which paths in it are relative.
  public var baseFolder: String
  /// The command line as typed, for the provenance.
  public var commandLine: [String]

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
