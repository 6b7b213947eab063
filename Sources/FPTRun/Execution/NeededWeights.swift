import FPTLib
import FPTScript

/// The state of the weights that a cell starts from.
enum NeededWeights {
  case present
  /// Another process computes them.
  case inTheMaking(CellWeights)
  /// They are not there, for a reason that says what to do.
  case missing(String)

  static func diverged(_ reference: String) -> String {
    "it begins with the weights of \(reference), whose training diverged: there are none"
  }

  /// Looks for the weights in the store; `command` is the one that runs the experiment.
  ///
  /// - Throws: `ResultFileError` where the store cannot be read.
  init(
    _ cell: PlannedCell, in store: CellStore, watch: LeaseWatch? = nil, command: String
  ) throws(ResultFileError) {
    for needed in cell.needs {
      if try store.isLocked(needed.hash, watch: watch) {
        self = .inTheMaking(needed)
        return
      }
      if let trouble = try Self.trouble(needed, store, command) {
        self = .missing(trouble)
        return
      }
    }
    self = .present
  }

  private static func trouble(
    _ needed: CellWeights, _ store: CellStore, _ command: String
  ) throws(ResultFileError) -> String? {
    let weights = "it begins with the weights of \(needed.reference), "
    let advice = "\(command) --cell \(needed.hash.prefix(CellHash.shownDigits))"
    do throws(ResultFileError) {
      var summary = try store.summary(needed.hash)
      if summary == nil {
        // A network file system remembers for a while what was not there; who lists the folder has it look again.
        _ = try store.hashes()
        summary = try store.summary(needed.hash)
      }
      switch summary?.state {
      case .done: return nil
      case .diverged: return diverged(needed.reference)
      case .failed:
        let reason = summary?.message.map { ": \($0)" } ?? ""
        return weights + "which failed\(reason); this tries it again: \(advice)"
      case .running: return weights + "which is not finished; this goes on with it: \(advice)"
      case nil, .planned, .unavailable:
        return weights + "which are not in the store; this computes them: \(advice)"
      }
    } catch {
      guard error.isAboutContent else { throw error }
      return weights + "whose file is damaged; this computes it again: \(advice)"
    }
  }
}
