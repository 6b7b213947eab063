/// What the user says of the jobs of an experiment; the rest follows from the plan.
package struct SlurmSettings: Sendable, Hashable {
  /// Tasks of an array; nil for one a cell, as far as the cluster allows.
  package var tasks: Int?
  /// Tasks of an array at the same time; nil for as many as the cluster runs.
  package var parallel: Int?
  package var threads = 4
  /// The time limit of a task; nil to take it from measured seconds.
  package var time: ClockTime?
  /// `--mem` as Slurm reads it; nil to take it from the plan.
  package var memory: String?
  /// Seconds before the time limit at which a task is told; nil for a minute and a checkpoint.
  package var lead: Int?
  package var requeues = 10
  /// Directives of Slurm's as they are, without `--`: `account=physics`, `exclusive`.
  package var directives: [String] = []
  /// Lines of shell that come first, such as `module load hdf5`.
  package var before: [String] = []
  /// The time of a task that is run first to see how long cells take; nil for none.
  package var probe: ClockTime?
  /// One more than the highest index that an array may have.
  package var maximumArraySize = 1001

  package init() {}

  /// A quarter more than expected, and 64 MB.
  static let memoryMargin = 0.25
  static let memoryBase = 64_000_000
  /// Half more than measured, and five minutes.
  static let timeMargin = 0.5
  static let timeBase = 300.0

  /// Directives that the script has itself, with the option that sets each.
  package static let own: [String: String] = [
    "array": "--tasks and --parallel", "cpus-per-task": "--threads", "mem": "--mem",
    "time": "--time",
    "signal": "--lead", "requeue": "--requeues", "no-requeue": "--requeues", "open-mode": "nothing",
    "output": "--logs", "error": "--logs", "job-name": "nothing", "dependency": "nothing",
    "chdir": "the folder it is called in", "ntasks": "nothing", "nodes": "nothing",
    "parsable": "nothing",
    "wrap": "nothing",
  ]

  /// Whether a text can stand in one line of a script behind `#SBATCH --`.
  package static func isDirective(_ text: String) -> Bool {
    let name = text.prefix { $0 != "=" }
    return !name.isEmpty && name.first != "-"
      && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}
