import FPTReport
import FPTScript

/// What is done with an experiment while its page is open: it is checked, shown and run.
package protocol LiveWork: Sendable {
  /// Reads and checks the experiment file as it is now.
  func check() -> LiveCheck
}

/// What a check found, and what can be done next.
package struct LiveCheck: Sendable {
  /// Whether the experiment file could be read.
  package var isFileThere = true
  package var diagnostics: [Diagnostic] = []
  /// The texts that the diagnostics point into.
  package var sources: [SourceFile] = []
  /// Trouble outside of the text, such as a store that cannot be read, a sentence each.
  package var troubles: [String] = []
  /// What should be known and is no trouble, such as data that are to be fetched, a sentence each.
  package var notes: [String] = []
  package var cells = 0
  /// Cells that a run would compute.
  package var toCompute = 0
  /// Files and folders that the experiment is made of, each as it was just before it was read.
  package var files: [String: FileMark] = [:]
  /// Gives the notebook with the results so far; nil where the text has errors.
  package var notebook: (@Sendable () throws -> Notebook)?
  /// Computes what is missing, on the calling thread; nil where nothing can be computed.
  package var run: (@Sendable (LiveRunning) -> LiveEnd)?

  package init() {}

  package var errors: Int { diagnostics.count { $0.severity == .error } + troubles.count }
  package var warnings: Int { diagnostics.count { $0.severity == .warning } }
}

/// What a run tells, and asks.
package struct LiveRunning: Sendable {
  package var report: @Sendable (ProgressEvent) -> Void
  /// Asked after every step; once it is true, the run winds up.
  package var shouldStop: @Sendable () -> Bool

  package init(
    report: @escaping @Sendable (ProgressEvent) -> Void,
    shouldStop: @escaping @Sendable () -> Bool
  ) {
    self.report = report
    self.shouldStop = shouldStop
  }
}

/// How a run ended.
package struct LiveEnd: Sendable, Hashable {
  package enum Kind: Sendable, Hashable { case done, stopped, failed }

  package var kind: Kind
  /// The last line of the run, and what went wrong before it.
  package var sentences: [String]
  /// Lines for whoever goes on with the results.
  package var footer: [String]

  package init(_ kind: Kind, _ sentences: [String], footer: [String] = []) {
    self.kind = kind
    self.sentences = sentences
    self.footer = footer
  }
}
