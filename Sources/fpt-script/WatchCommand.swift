import ArgumentParser
import FPTLib
import FPTLive
import FPTReport
import FPTRun
import FPTScript
import Foundation
import Synchronization

/// `fpt-script watch FILE`: the notebook as a page that follows the file while it is edited and run.
struct WatchCommand: AsyncParsableCommand, ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows an experiment in the browser while it is written and run.",
    discussion: """
      Checks the file whenever it is saved and runs it when it is asked to. Only this machine reaches the page, and only \
      with the address that is printed.

      \(ExitStatus.help)
      """)

  /// When runs begin.
  enum Runs: String, ExpressibleByArgument, CaseIterable {
    case asked
    case onSave = "on-save"
  }

  @OptionGroup var arguments: ExperimentArguments

  @Option(name: [.customShort("o"), .long], help: "The results file.")
  var output: String?

  @Option(help: "The folder of the store of cells.")
  var store: String?

  @OptionGroup var work: JobArguments

  @OptionGroup var kernels: KernelArguments

  @Option(
    help: ArgumentHelp(
      "The port of the page, 1 to 65535; by default one that is free.", valueName: "number"))
  var port: UInt16?

  @Flag(help: "Opens the page in the browser.")
  var open = false

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "When runs begin: asked, by a button or a key, or on-save.", valueName: "when"))
  var runs: Runs = .asked

  @Flag(name: .customLong("no-run"), help: "Checks and shows, and computes nothing.")
  var neverRuns = false

  /// Seconds that a client may let the server wait.
  @Option(help: .hidden)
  var patience: Double = 20

  func checkArguments() throws {
    if port == 0 { throw ValidationError("--port is a number from 1 to 65535; found 0") }
    if neverRuns, runs == .onSave {
      throw ValidationError("--no-run computes nothing, and --run on-save computes on every save")
    }
    _ = try runCommand()
  }

  /// The run that the page's button stands for.
  private func runCommand() throws -> RunCommand {
    var words = ["run", arguments.file]
    if let profile = arguments.changes.profile { words += ["--profile", profile] }
    for change in arguments.changes.changes { words += ["--set", change] }
    if let seed = arguments.changes.seed { words += ["--seed", "\(seed)"] }
    if let output { words += ["-o", output] }
    if let store { words += ["--store", store] }
    words += work.arguments + kernels.arguments
    return try RunCommand.parse(Array(words.dropFirst()))
  }

  func run() async throws {
    try requireReadableFile()
    // Ctrl-C asks; what is being computed winds up.
    Interrupt.listen(.computing)
    let mode: LiveState.Mode = neverRuns ? .never : runs == .onSave ? .onSave : .asked
    // What the program keeps for its tasks, its threads have to be given.
    let (inspector, digests) = (ResultInspector.current, DigestCache.current)
    let launch: @Sendable (@escaping @Sendable () -> Void) -> Void = { body in
      let thread = Thread {
        ResultInspector.$current.withValue(inspector) {
          DigestCache.$current.withValue(digests) { body() }
        }
      }
      thread.stackSize = 64 << 20
      thread.start()
    }
    let session = LiveSession(
      file: arguments.file, mode: mode, work: LiveExperiment(command: try runCommand()),
      launch: launch)
    let server = LiveServer(session, port: port ?? 0, patience: max(0.1, min(patience, 600)))
    let address: String
    do {
      address = try await server.start()
    } catch {
      throw Self.failure(error)
    }
    Terminal.print("\(address)\n")
    Terminal.tell(
      "this address is for you alone; Ctrl-C ends"
        + (mode == .asked && isatty(STDIN_FILENO) == 1
          ? ", r and Enter runs, s and Enter stops" : "")
        + "\n")
    if open { Browser.open(address) }
    let keys = WatchKeys(session)
    let file = arguments.file
    // The threads that tasks run on are the server's.
    await withCheckedContinuation { continuation in
      launch {
        var teller = WatchTeller(file: file)
        session.drive(
          isAskedToLeave: { Interrupt.isRequested || keys.isAskedToLeave },
          tell: { teller.tell($0) })
        continuation.resume()
      }
    }
    await server.stop()
    if let sentence = session.state.end?.sentences.last { Terminal.tell(sentence + "\n") }
    if Interrupt.isRequested { throw ExitCode(Interrupt.exitStatus) }
  }

  /// Stops where there is no file to watch; one that goes away later may come back, as some editors save.
  private func requireReadableFile() throws {
    do {
      _ = try FileSources().text(at: arguments.file)
    } catch {
      _ = try arguments.changes.experiment(of: arguments.file)
    }
  }

  private static func failure(_ error: LiveServer.Failure) -> ExitCode {
    switch error {
    case .taken(let port):
      let owner = PortOwner(ofPort: port)
      let name = owner.map { " by process \($0.process) (\($0.name))" } ?? " by another program"
      return Failure.stop(
        "port \(port) is taken\(name)",
        help: "name another with --port, or leave --port out for one that is free",
        Failure.incomplete)
    case .forbidden(let port):
      return Failure.stop(
        "port \(port) is kept for the system",
        help: "name one from 1024 to 65535 with --port, or leave --port out", Failure.incomplete)
    case .system(let reason):
      return Failure.stop("the page cannot be served: \(reason)", Failure.incomplete)
    }
  }
}

/// Lines of standard input: `r` runs, `s` stops, `q` ends.
private final class WatchKeys: Sendable {
  private let leaves = Atomic<Bool>(false)

  var isAskedToLeave: Bool { leaves.load(ordering: .relaxed) }

  init(_ session: LiveSession) {
    Thread.detachNewThread { [self] in
      while let line = readLine() {
        switch line.filter({ !$0.isWhitespace }) {
        case "r": session.send(.askedToRun)
        case "s": session.send(.askedToStop)
        case "q": leaves.store(true, ordering: .relaxed)
        default: continue
        }
      }
    }
  }
}

/// Tells on standard error what a check found, once for each text.
private struct WatchTeller {
  let file: String
  private var told: [String] = []

  init(file: String) { self.file = file }

  mutating func tell(_ state: LiveState) {
    // A run tells of itself.
    if state.isRunning { return }
    var lines: [String] = []
    if let check = state.check {
      if !check.diagnostics.isEmpty {
        lines.append(
          DiagnosticRenderer(messagesAbout: check.sources).render(check.diagnostics))
      }
      lines += check.troubles.map { "\($0)\n" }
    }
    if let end = state.end { lines += end.footer.map { "\($0)\n" } }
    let status = StatusText(state)
    lines.append(
      "\(file): \(status.headline)" + (status.detail.isEmpty ? "" : ". \(status.detail)") + "\n")
    guard lines != told else { return }
    told = lines
    Terminal.tell(lines.joined())
  }
}

/// The user's browser.
private enum Browser {
  /// Opens an address; where there is no browser to be found, the printed address is what there is.
  static func open(_ address: String) {
    #if os(macOS)
      let names = ["/usr/bin/open"]
    #else
      let folders = (Executable.environment["PATH"] ?? "/usr/bin").split(separator: ":")
      let names = folders.map { "\($0)/xdg-open" }
    #endif
    guard let program = names.first(where: FileManager.default.isExecutableFile) else {
      Failure.warn("there is no xdg-open here; open the address yourself")
      return
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [address]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { Failure.warn("the browser cannot be opened: \(error)") }
  }
}
