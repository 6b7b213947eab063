import FPTLib
import FPTRun
import FPTScript
import Foundation

/// An experiment as `status` and `cancel` see it: its jobs, and what the queue says of them.
struct ClusterPlan {
  let experiment: ResolvedExperiment
  let record: SlurmRecord
  let queue: [QueuedTask]
  /// Why the queue could not be asked.
  let trouble: String?

  init(_ experiment: ResolvedExperiment, _ cluster: ClusterArguments) throws {
    self.experiment = experiment
    do {
      record = try SlurmRecord(
        of: ClusterArguments.name(of: experiment), logs: cluster.absoluteLogs)
    } catch {
      throw Failure.stop(
        "the jobs of \(experiment.name) cannot be read: \(error)", Failure.incomplete)
    }
    (queue, trouble) = Self.queue(of: record)
  }

  /// Jobs that are in the queue, in the order in which they were submitted.
  var jobs: [String] {
    record.jobs.map(\.identifier).filter { job in
      queue.contains { $0.identifier == job || $0.identifier.hasPrefix(job + "_") }
    }
  }

  /// What the accounts say of jobs that have left the queue; nothing where none are kept.
  func ended() -> [String: String] {
    guard !record.jobs.isEmpty,
      let answer = try? SlurmTools.run(
        "sacct", SlurmAccounts.arguments(jobs: record.jobs.map(\.identifier))), answer.status == 0
    else { return [:] }
    return SlurmAccounts.states(answer.output)
  }

  private static func queue(of record: SlurmRecord) -> (tasks: [QueuedTask], trouble: String?) {
    guard !record.jobs.isEmpty else { return ([], nil) }
    let identifiers = Set(record.jobs.map(\.identifier))
    do {
      // All jobs, since one that the scheduler has forgotten makes the whole question an error.
      guard
        let answer = try SlurmTools.run(
          "squeue", ["--noheader", "--array", "--format=\(QueuedTask.format)"])
      else { return ([], nil) }
      guard answer.status == 0 else {
        let line = answer.messages.split(separator: "\n").last.map(String.init)
        return ([], line ?? "squeue ended with status \(answer.status)")
      }
      let tasks = answer.output.split(separator: "\n").compactMap { QueuedTask($0) }
      return (
        tasks.filter { identifiers.contains(String($0.identifier.prefix { $0 != "_" })) }, nil
      )
    } catch {
      return ([], "\(error)")
    }
  }
}
