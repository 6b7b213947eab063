import ArgumentParser
import FPTLib
import FPTReport
import Foundation

/// `fpt-script fetch NAME…`: weights and data by name, each file checked before it is put in place.
struct FetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Gets pretrained weights and data sets.")

  @Argument(help: "Names of assets, as fetch --list shows them.")
  var names: [String] = []

  @Flag(help: "Lists every asset: what it is, its size and licence, and whether it is here.")
  var list = false

  @Option(help: "A folder that holds the files, in place of the network.")
  var from: String?

  func validate() throws {
    if names.isEmpty && !list {
      throw ValidationError("Name an asset, such as minilm, or use --list.")
    }
  }

  func run() async throws {
    do {
      let store = try AssetStore(environment: ProcessInfo.processInfo.environment)
      if list { Terminal.print(AssetListing(store: store).text) }
      for asset in try names.map({ try Asset.named($0) }) { try await fetch(asset, store) }
    } catch let error as ExitCode {
      throw error
    } catch {
      throw Failure.stop("\(error)", ExitCode(1))
    }
  }

  private func fetch(_ asset: Asset, _ store: AssetStore) async throws {
    let isLive = Terminal.messages.isLive
    let folder = try await AssetFetcher(store: store).fetch(asset, from: from) { progress in
      switch progress {
      case .alreadyComplete: Terminal.tell("\(asset.name): all files are here already\n")
      case .trying(let source): Terminal.tell("\(asset.name): trying \(source)\n")
      case .receiving(let file, let received, let total):
        guard isLive, total > 0 else { return }
        let megabytes = { (bytes: Int) in String(format: "%.1f", Double(bytes) / 1e6) }
        let end = received >= total ? "\n" : ""
        Terminal.tell("\r  \(file)  \(megabytes(received)) of \(megabytes(total)) MB\(end)")
      case .sourceFailed(let failure): Terminal.tell("  not from there: \(failure.reason)\n")
      case .placed(let file): Terminal.tell("  \(file): checked and in place\n")
      }
    }
    Terminal.print("\(asset.name)  \(folder)\n")
  }
}
