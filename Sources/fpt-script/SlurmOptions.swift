import ArgumentParser
import FPTRun

/// What the user says of the jobs.
struct SlurmOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Threads of a task, 1 to 1024.")
  var threads: Int = 4

  @Option(
    parsing: .unconditional,
    help:
      "Tasks of an array, from 1; by default one a cell, as far as the cluster's MaxArraySize allows."
  )
  var tasks: Int?

  @Option(
    parsing: .unconditional,
    help: "Tasks at the same time, from 1; by default as many as there is room for.")
  var parallel: Int?

  @Option(
    help: """
      The time limit of a task, such as 4h or 1-12:00:00; by default from the seconds that cells like these took.
      """)
  var time: String?

  @Option(
    help: "The memory of a task as Slurm reads it; by default what the plan expects, and a margin.")
  var mem: String?

  @Option(
    parsing: .unconditional,
    help:
      "Seconds before the time limit at which a task winds up; by default a minute and a checkpoint."
  )
  var lead: Int?

  @Option(
    parsing: .unconditional, help: "How often a task that did not end is run again, 0 to 1000.")
  var requeues: Int = 10

  @Option(help: "Slurm's --account.") var account: String?
  @Option(help: "Slurm's --partition.") var partition: String?
  @Option(help: "Slurm's --qos.") var qos: String?
  @Option(help: "Slurm's --constraint.") var constraint: String?

  @Option(
    help: ArgumentHelp(
      "Any other directive, without its dashes, such as exclusive; may be given several times.",
      valueName: "name=value"))
  var directive: [String] = []

  @Option(
    help: ArgumentHelp(
      "A line of shell that comes first, such as 'module load hdf5'; may be given several times.",
      valueName: "line"))
  var before: [String] = []

  @Option(
    help:
      "The program on the cluster's machines, such as 'apptainer exec fpt.sif fpt-script'; by default this one."
  )
  var program: String?

  @Option(name: [.customShort("o"), .long], help: "The results file.")
  var output: String?

  @Flag(help: "Runs one task first where no time is known, and submits the others after it.")
  var probe = false

  @Option(help: "The time limit of the task that --probe runs first.")
  var probeTime: String = "1h"

  func settings() throws -> SlurmSettings {
    var settings = SlurmSettings()
    func check(_ name: String, _ number: Int?, _ range: ClosedRange<Int>) throws {
      guard let number, !range.contains(number) else { return }
      throw Failure.stop(
        "\(name) is a number from \(range.lowerBound) to \(range.upperBound); found \(number)")
    }
    try check("--threads", threads, 1...1024)
    try check("--tasks", tasks, 1...1_000_000)
    try check("--parallel", parallel, 1...1_000_000)
    try check("--lead", lead, 1...86_400)
    try check("--requeues", requeues, 0...1000)
    (settings.threads, settings.tasks, settings.parallel) = (threads, tasks, parallel)
    (settings.lead, settings.requeues, settings.memory) = (lead, requeues, mem)
    settings.time = try time.map { try Self.time($0, "--time") }
    settings.probe = probe ? try Self.time(probeTime, "--probe-time") : nil
    if let mem, mem.wholeMatch(of: /[0-9]+[KMGT]?/) == nil {
      throw Failure.stop("--mem is a number with K, M, G or T, such as 2G; found `\(mem)`")
    }
    settings.directives = try directives()
    for line in before where line.contains(where: \.isNewline) {
      throw Failure.stop("--before is one line; give it several times for several")
    }
    settings.before = before
    try setLimits(&settings)
    return settings
  }

  private func setLimits(_ settings: inout SlurmSettings) throws {
    do {
      if let size = try SlurmTools.maximumArraySize() {
        settings.maximumArraySize = size
        if let tasks, tasks > size - 1 {
          Failure.warn(
            "--tasks \(tasks) is more than this cluster's arrays have (MaxArraySize \(size)); \(size - 1) are made, each of "
              + "several cells")
        }
      }
    } catch {
      Failure.warn("\(error); arrays of 1000 tasks are assumed")
    }
  }

  private func directives() throws -> [String] {
    let named = [
      ("account", account), ("partition", partition), ("qos", qos), ("constraint", constraint),
    ]
    let all = named.compactMap { name, value in value.map { "\(name)=\($0)" } } + directive
    for text in all {
      guard SlurmSettings.isDirective(text) else {
        throw Failure.stop(
          "--directive is one of sbatch's long options without its dashes, in one line, such as gres=gpu:1; found "
            + "`\(text)`")
      }
      let name = String(text.prefix { $0 != "=" })
      if let option = SlurmSettings.own[name] {
        throw Failure.stop(
          "--directive \(name): the script has this one itself",
          help: option == "nothing" ? nil : "it follows \(option)")
      }
    }
    return all
  }

  private static func time(_ text: String, _ option: String) throws -> ClockTime {
    if let time = ClockTime(parsing: text), time.seconds >= 60 { return time }
    throw Failure.stop(
      "\(option) is a time from one minute, such as 90m, 4h, 02:30:00 or 1-12:00:00; found `\(text)`"
    )
  }

  /// These options again, for a script that submits another.
  var words: [String] {
    var words = ["--threads", "\(threads)", "--requeues", "\(requeues)"]
    for (name, value) in [
      ("--tasks", tasks), ("--parallel", parallel), ("--lead", lead),
    ] where value != nil { words += [name, "\(value ?? 0)"] }
    for (name, value) in [
      ("--time", time), ("--mem", mem), ("--account", account), ("--partition", partition),
      ("--qos", qos),
      ("--constraint", constraint), ("--program", program),
    ] { if let value { words += [name, value] } }
    for text in directive { words += ["--directive", text] }
    for text in before { words += ["--before", text] }
    if probe { words += ["--probe", "--probe-time", probeTime] }
    return words
  }
}
