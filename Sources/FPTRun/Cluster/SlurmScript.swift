import FPTEngine
import FPTLib

/// A batch script that computes an experiment on a cluster with Slurm: one array a stage, and a job that collects the results.
package struct SlurmScript: Sendable {
  /// What the script calls, and where.
  package struct Place: Sendable {
    /// Words of the program, perhaps behind those of a container.
    package var program: [String]
    /// Arguments that say which experiment it is: the file, its profile and changes, the store.
    package var experiment: [String]
    /// Arguments of `slurm` besides, for a script that submits another.
    package var again: [String]
    /// The folder that paths are relative to.
    package var folder: String
    package var logs: String
    package var output: String
    /// The experiment, by the name that files get.
    package var name: String
    package var file: String

    package init(
      program: [String], experiment: [String], again: [String], folder: String, logs: String,
      output: String, name: String, file: String
    ) {
      (self.program, self.experiment, self.again) = (program, experiment, again)
      (self.folder, self.logs, self.output) = (folder, logs, output)
      (self.name, self.file) = (name, file)
    }
  }

  let plan: SlurmPlan
  let settings: SlurmSettings
  let place: Place

  /// Makes the script of a plan that has something left to compute.
  package init(_ plan: SlurmPlan, _ settings: SlurmSettings, _ place: Place) {
    (self.plan, self.settings, self.place) = (plan, settings, place)
  }

  /// The stages whose times are known: all, where none is to be probed.
  private var known: [SlurmPlan.Stage] {
    guard settings.probe != nil, settings.time == nil else { return plan.stages }
    return Array(plan.stages.prefix { $0.time != nil })
  }

  /// The first stage of which nothing was measured, where one task of it is run first.
  private var probed: SlurmPlan.Stage? {
    guard settings.probe != nil, settings.time == nil, known.count < plan.stages.count else {
      return nil
    }
    return plan.stages[known.count]
  }

  /// The stage that the directives at the top are of.
  private var main: SlurmPlan.Stage? { known.last ?? plan.stages.last }

  /// The name of its jobs in Slurm's queue.
  package var jobName: String {
    "fpt-\(place.name)-\(plan.stages.last?.digest.prefix(6) ?? "")"
  }

  /// The whole text.
  package var text: String {
    guard let main else { return "" }
    return ([head(main)] + [Self.functions, commands]).joined(
      separator: "\n")
  }

  // MARK: Parts

  private func head(_ main: SlurmPlan.Stage) -> String {
    var lines = [
      "#!/bin/bash",
      "# \(Self.printed(place.file)) on Slurm, made by fpt-script \(packageVersion). `bash` with this file submits it all.",
    ]
    for stage in plan.stages {
      let role =
        stage.number < plan.stageCount ? " (weights that others begin with)" : ""
      lines.append(
        "# Stage \(stage.number) of \(plan.stageCount)\(role): cells \(stage.cells), tasks \(stage.count), of which "
          + "\(stage.indices.count) to run; partition \(CellPartition.version)-\(stage.digest)")
    }
    lines += directives(main)
    lines += ["set -uo pipefail", ""]
    lines += settings.before
    lines += [
      "fpt=(\(Self.words(place.program)))",
      "experiment=(\(Self.words(place.experiment)))",
      "logs=\(Self.word(place.logs))",
      "name=\(Self.word(place.name))",
      "requeues=\(settings.requeues)",
      "output=\(Self.word(place.output))",
      "more=(\(Self.words(place.again)))",
      "",
    ]
    return lines.joined(separator: "\n")
  }

  private func directives(_ main: SlurmPlan.Stage) -> [String] {
    var lines = [
      "job-name=\(jobName)",
      "chdir=\(Self.quoted(place.folder))",
      "output=\(Self.quoted(place.logs.replacing("%", with: "%%") + "/\(place.name).%A_%a.log"))",
      "open-mode=append", "requeue", "kill-on-invalid-dep=yes",
      "signal=TERM@\(main.lead)",
      "nodes=1", "ntasks=1",
      "cpus-per-task=\(settings.threads)",
    ].map { "#SBATCH --\($0)" }
    if settings.memory == nil {
      lines.append(
        "# \(Amount.bytes(main.expectedMemory)) are expected at most; a quarter and 64 MB more is the margin."
      )
    }
    lines.append("#SBATCH --mem=\(memory(main))")
    if settings.time == nil, let seconds = main.seconds {
      lines.append(
        "# Cells like these took \(Amount.duration(seconds)) a task; half as much, five minutes and the signal's lead are the margin."
      )
    }
    lines.append("#SBATCH --time=\(time(main))")
    lines.append("#SBATCH --array=\(array(main))")
    return lines + settings.directives.map { "#SBATCH --\($0)" }
  }

  private func memory(_ stage: SlurmPlan.Stage) -> String {
    settings.memory ?? "\(stage.megabytes)M"
  }

  private func time(_ stage: SlurmPlan.Stage) -> String {
    (settings.time ?? stage.time ?? settings.probe ?? ClockTime(seconds: 3_600)).slurm
  }

  private func array(_ stage: SlurmPlan.Stage) -> String {
    stage.ranges + (settings.parallel.map { "%\($0)" } ?? "")
  }

  /// The end of the script: what it does for each of its arguments.
  private var commands: String {
    var lines = ["all() {", "  begin"]
    lines += submissions
    lines += ["  finish", "}", "", "case ${1:-} in"]
    for stage in plan.stages {
      lines.append("stage\(stage.number)) stage \(arguments(stage)) ;;")
    }
    lines += ["merge) merge ;;", "next) next ;;"]
    // A script that is handed to `sbatch` as it is computes its own array.
    if let main {
      lines.append(
        "'') if [[ -n ${SLURM_ARRAY_TASK_ID:-} ]]; then stage \(arguments(main)); else all; fi ;;")
    }
    lines += ["submit) all ;;", "*) echo \"there is no $1\" >&2; exit 2 ;;", "esac", ""]
    return lines.joined(separator: "\n")
  }

  /// What is submitted, in order.
  private var submissions: [String] {
    var lines: [String] = []
    var before = ""
    for stage in known {
      lines.append(
        "  submit stage\(stage.number) '\(stage.count) \(stage.digest) \(settings.threads)'"
          + "\(before) --array=\(array(stage)) --time=\(time(stage)) --mem=\(memory(stage)) --signal=TERM@\(stage.lead)"
      )
      before = " --dependency=\"afterany:$job\""
    }
    if let probed, let time = settings.probe {
      lines.append(
        "  submit stage\(probed.number) '\(probed.count) \(probed.digest) \(settings.threads)'"
          + "\(before) --array=\(probed.largest) --time=\(time.slurm) --mem=\(memory(probed)) --signal=TERM@\(probed.lead)"
      )
      lines.append(
        "  submit next '1 - 1' --dependency=\"afterany:$job\" --array=0 --time=00:30:00 --cpus-per-task=1"
      )
    } else {
      lines.append(
        "  submit merge '1 - 1'\(before) --array=0 --time=01:00:00 --mem=\(plan.mergeMegabytes)M --cpus-per-task=1"
      )
    }
    return lines
  }

  private func arguments(_ stage: SlurmPlan.Stage) -> String {
    "\(stage.number) \(stage.count) \(CellPartition.version)-\(stage.digest) \(stage.lead)"
  }

  // MARK: Words of shell

  private static func words(_ words: [String]) -> String {
    words.map(word).joined(separator: " ")
  }

  /// A word as a shell takes it.
  package static func word(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0))
    }
    if isPlain, !word.isEmpty { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// A value as a directive takes it.
  private static func quoted(_ value: String) -> String {
    word(value) == value
      ? value : "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// A name in a comment.
  private static func printed(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 0x20 ? "?" : $0 }))
  }
}
