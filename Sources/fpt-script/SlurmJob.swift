/// The job of Slurm's that a process belongs to.
enum SlurmJob {
  /// `1234_5` for a task of an array, `1234` for another job; nil outside of Slurm.
  static func current(_ environment: [String: String]) -> String? {
    if let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"]
    {
      return "\(array)_\(task)"
    }
    return environment["SLURM_JOB_ID"]
  }
}
