import ArgumentParser
import FPTLib
import FPTReport
import Foundation
import Synchronization

/// `fpt-script fetch NAME…`: weights and data by name, each file checked before it is put in place.
struct FetchCommand: AsyncParsableCommand, ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Gets pretrained weights and data sets.")

  @Argument(
    help: "Names of assets, as fetch --list shows them.", completion: Completions.assets)
  var names: [String] = []

  @Flag(help: "Lists every asset; with names, what is known of these. Fetches nothing.")
  var list = false

  @Option(help: "A folder that holds the files, in place of the network.")
  var from: String?

  @Flag(help: "With --list, prints JSON.")
  var json = false

  func validate() throws {
    if json && !list { throw ValidationError("--json belongs to --list") }
    if names.isEmpty && !list {
      throw ValidationError("name an asset, such as minilm, or use --list")
    }
  }

  func run() async throws {
    Interrupt.listen(.fetching)
    let store: AssetStore
    let assets: [Asset]
    do {
      store = try AssetStore(environment: Executable.environment)
      // Every name is checked before anything is fetched.
      assets = try names.map { try Asset.named($0) }
    } catch {
      throw Failure.stop(error)
    }
    if list {
      let listing = AssetListing(store: store)
      if json { return try JSONOutput.print(listing.entries(assets.isEmpty ? Asset.all : assets)) }
      Terminal.print(assets.isEmpty ? listing.overview : listing.details(assets))
      return
    }
    do {
      for asset in assets { try await fetch(asset, store) }
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }

  private func fetch(_ asset: Asset, _ store: AssetStore) async throws {
    let display = TransferDisplay(isLive: Terminal.messages.isLive)
    let folder = try await AssetFetcher(store: store).fetch(asset, from: from) { progress in
      switch progress {
      case .alreadyComplete: Terminal.tell("\(asset.name): all files are here already\n")
      case .trying(let source): Terminal.tell("\(asset.name): trying \(source)\n")
      case .receiving(let file, let received, let total):
        display.show(file: file, received: received, total: total)
      case .sourceFailed(let failure):
        display.end()
        Terminal.tell("  not from there: \(failure.reason)\n")
      case .recorded(let file, let digest):
        display.end()
        Terminal.tell("  \(file): no published digest; recorded SHA-256 \(digest)\n")
      case .placed(let file):
        display.end()
        Terminal.tell("  \(file): checked and in place\n")
      }
    }
    Terminal.print("\(asset.name)  \(folder)\n")
  }
}

/// One line that is rewritten while a file arrives; it shows nothing where the output is not a terminal.
private final class TransferDisplay: Sendable {
  private let isLive: Bool
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

  init(isLive: Bool) { self.isLive = isLive }

  func show(file: String, received: Int, total: Int) {
    guard isLive, total > 0 else { return }
    let isDue = lastShown.withLock { last in
      let now = ContinuousClock.now
      guard last.map({ now - $0 >= .milliseconds(100) }) ?? true else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let megabytes = { (bytes: Int) in String(format: "%.1f", Double(bytes) / 1e6) }
    Terminal.tell("\r  \(file)  \(megabytes(received)) of \(megabytes(total)) MB\u{1B}[K")
  }

  /// Clears the line.
  func end() {
    let isShown = lastShown.withLock { last in
      defer { last = nil }
      return last != nil
    }
    if isShown { Terminal.tell("\r\u{1B}[K") }
  }
}
