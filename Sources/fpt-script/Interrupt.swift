import Foundation
import Synchronization

/// Signals that ask a command to end: Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2.
///
/// The first asks a run to wind up; Ctrl-C after any of them ends it at once. Nothing stored is lost either way. Schedulers and closing
/// terminals send theirs more than once, so that a repetition of another signal changes nothing.
enum Interrupt {
  /// The stage of a command when a signal arrives.
  enum Stage: Int {
    /// Nothing has been computed, or nothing would be lost: the command ends at once.
    case beforeComputing, fetching
    /// The run winds up: it finishes a step, keeps checkpoints and writes the results file.
    case computing
    /// As `computing`, for another process of this program, whose end is the last word.
    case computingForAnother
  }

  /// The first signal that came; 0 before.
  private static let received = Atomic<Int32>(0)
  private static let stage = Atomic<Int>(Stage.beforeComputing.rawValue)
  private static let hidesCursor = Atomic<Bool>(false)
  private static let isListening = Atomic<Bool>(false)

  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The name of the signal that asked for an end; nil for Ctrl-C, and where none did.
  static var signalName: String? {
    switch received.load(ordering: .relaxed) {
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    case SIGUSR1: "SIGUSR1"
    case SIGUSR2: "SIGUSR2"
    default: nil
    }
  }

  /// The exit status of a command that wound up.
  static var exitStatus: Int32 { status(of: received.load(ordering: .relaxed)) }

  private static func status(of signal: Int32) -> Int32 {
    signal == SIGINT || signal == 0 ? ExitStatus.interrupted : ExitStatus.woundUp
  }

  /// Listens from now on; a later call says that the command has come to another stage.
  ///
  /// A signal that this process was started to ignore stays ignored, as `nohup` asks for SIGHUP.
  /// Ctrl-C is none of those, since a shell has whatever it starts with `&` ignore it. A display
  /// that hides the cursor has it brought back however the process ends.
  static func listen(_ stage: Stage, hidesCursor: Bool = false) {
    self.stage.store(stage.rawValue, ordering: .relaxed)
    self.hidesCursor.store(hidesCursor, ordering: .relaxed)
    guard !isListening.exchange(true, ordering: .relaxed) else { return }
    // Touched before a signal can come: the handler must not be the one to initialize it.
    _ = received.load(ordering: .relaxed)
    for name in [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]
    where name == SIGINT || !isIgnored(name) {
      signal(name, handle)
    }
  }

  private static func isIgnored(_ name: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(name, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Runs as a signal handler: atomics, `write` and `_exit` alone.
  private static let handle: @convention(c) (Int32) -> Void = { number in
    let (isFirst, _) = Interrupt.received.compareExchange(
      expected: 0, desired: number, ordering: .relaxed)
    switch Stage(rawValue: Interrupt.stage.load(ordering: .relaxed)) {
    case .computing where isFirst || number != SIGINT: return
    case .computingForAnother: return
    case .beforeComputing:
      Interrupt.say("\nended before anything was computed; the same command does it all\n")
    case .fetching:
      Interrupt.say("\nended while fetching; the same command goes on from what is here\n")
    case .computing, nil: break
    }
    if Interrupt.hidesCursor.load(ordering: .relaxed) { Interrupt.say("\u{1B}[?25h\n") }
    _exit(Interrupt.status(of: number))
  }

  private static func say(_ text: StaticString) {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  /// Asks this process to wind up, as Ctrl-C does, since the one that it computes for is dead or wants no more.
  ///
  /// A process that was asked before exits at once.
  static func windUp() {
    let (isFirst, _) = received.compareExchange(
      expected: 0, desired: SIGINT, ordering: .relaxed)
    if !isFirst { _exit(ExitStatus.interrupted) }
  }
}
