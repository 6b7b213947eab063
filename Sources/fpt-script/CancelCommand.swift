import ArgumentParser
import FPTRun
import FPTResults
import FPTScript

/// `fpt-script cancel FILE`: ends the jobs of an experiment that are in the queue.
struct CancelCommand: ListedCommand {
  static let section = CommandSection.clusters
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract:
      "Ends what is left of an experiment on a cluster; cells that are running keep a checkpoint.")

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var cluster: ClusterArguments

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let (_, experiment) = try arguments.changes.experiment(of: arguments.file)
    let found = try ClusterPlan(experiment, cluster)
    if let trouble = found.trouble {
      throw Failure.stop("the queue could not be asked: \(trouble)", Failure.incomplete)
    }
    let jobs = found.jobs
    guard !jobs.isEmpty else {
      if json { return try JSONOutput.print(["ended": jobs]) }
      Terminal.print("no job of \(experiment.name) is in the queue\n")
      return
    }
    do {
      guard let answer = try SlurmTools.run("scancel", jobs) else {
        throw Failure.stop("there is no `scancel` here", Failure.incomplete)
      }
      guard answer.status == 0 else {
        throw Failure.stop(
          "not all jobs were ended: \(answer.messages.split(separator: "\n").joined(separator: "; "))",
          Failure.incomplete)
      }
    } catch let error as ChildProcess.NotStarted {
      throw Failure.stop(error, Failure.incomplete)
    }
    if json { return try JSONOutput.print(["ended": jobs]) }
    Terminal.print(
      "ended \(jobs.count == 1 ? "job" : "jobs") \(jobs.joined(separator: ", ")); what is computed is kept\n"
    )
  }
}
