import FPTResults
import Foundation

/// The jobs that were submitted for an experiment, as its scripts wrote them down.
package struct SlurmRecord: Sendable, Hashable {
  package struct Job: Sendable, Hashable {
    package var identifier: String
    /// Of a stage, from 1; nil for the job that collects the results, or another that computes nothing.
    package var stage: Int?
    package var count: Int
    package var digest: String
    package var threads: Int
  }

  /// In the order in which they were submitted.
  package private(set) var jobs: [Job] = []

  /// Reads a record, lines of `JOB ARGUMENT TASKS DIGEST THREADS`; lines of another kind are passed over.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 5, let count = Int(words[2]), let threads = Int(words[4]), count > 0,
        threads > 0, !words[0].isEmpty, words[0].allSatisfy({ $0.isASCII && $0.isNumber })
      else { continue }
      let stage = words[1].hasPrefix("stage") ? Int(words[1].dropFirst(5)) : nil
      jobs.append(
        Job(identifier: words[0], stage: stage, count: count, digest: words[3], threads: threads))
    }
  }

  /// The records of an experiment in a folder of logs, one a user: `NAME.USER.jobs`; empty where there are none.
  ///
  /// - Throws: `ResultFileError` where the folder cannot be read, and what reading a file throws.
  package init(of name: String, logs: String) throws {
    var text = ""
    for file in try AtomicFile.names(in: logs)
    where file.hasPrefix(name + ".") && file.hasSuffix(".jobs")
      && !file.dropFirst(name.count + 1).dropLast(5).contains(".")
    {
      text += try String(contentsOf: URL(filePath: "\(logs)/\(file)"), encoding: .utf8)
    }
    self.init(text)
  }
}

/// What `sacct` says of tasks that have left the queue, where a cluster keeps accounts.
package enum SlurmAccounts {
  /// The arguments that ask for jobs, in the form that ``states(_:)`` reads.
  package static func arguments(jobs: [String]) -> [String] {
    [
      "--noheader", "--parsable2", "--allocations", "--format=JobID,State",
      "--jobs=\(jobs.joined(separator: ","))",
    ]
  }

  /// The last states by tasks such as `1234_5`: `COMPLETED`, `TIMEOUT`, `CANCELLED by 0`; lines of another kind are passed over.
  package static func states(_ text: String) -> [String: String] {
    var states: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false)
      guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else { continue }
      states[String(fields[0])] = String(fields[1])
    }
    return states
  }
}

/// One line of `squeue --array --format '%i|%T|%N|%L|%r'`.
package struct QueuedTask: Sendable, Hashable {
  /// Such as `1234_5`.
  package var identifier: String
  package var state: String
  package var node: String
  package var timeLeft: String
  package var reason: String

  /// The format that ``init(_:)`` reads.
  package static let format = "%i|%T|%N|%L|%r"

  /// Nil for any other line.
  package init?(_ line: some StringProtocol) {
    let fields = line.split(separator: Character("|"), omittingEmptySubsequences: false)
      .map { String($0) }
    guard fields.count == 5, !fields[0].isEmpty else { return nil }
    (identifier, state, node, timeLeft, reason) = (
      fields[0], fields[1], fields[2], fields[3], fields[4]
    )
  }

  package var waits: Bool {
    ["PENDING", "REQUEUED", "CONFIGURING", "SUSPENDED", "REQUEUE_HOLD", "SPECIAL_EXIT"].contains(
      state)
  }
}
