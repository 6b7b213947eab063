import ArgumentParser

/// `--threads`: how many threads compute.
struct ThreadArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Threads of each cell, 1 to 1024; never changes a bit of the results.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is a number from 1 to 1024; found \(threads)")
    }
  }
}

/// `--threads` and `--jobs`: how many cells are computed at once, and on how many threads.
struct JobArguments: ParsableArguments {
  @OptionGroup var threading: ThreadArguments

  @Option(
    parsing: .unconditional,
    help: "Cells at once, 1 to 64, each in a process of its own; they share the threads.")
  var jobs: Int = 1

  var threads: Int? { threading.threads }

  /// The arguments of the same choice for another command.
  var arguments: [String] {
    (threads.map { ["--threads", "\($0)"] } ?? []) + (jobs == 1 ? [] : ["--jobs", "\(jobs)"])
  }

  func validate() throws {
    if !(1...64).contains(jobs) {
      throw ValidationError("--jobs is a number from 1 to 64; found \(jobs)")
    }
  }
}
