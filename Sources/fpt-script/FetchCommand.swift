import ArgumentParser
import FPTLib
import FPTReport
import Foundation

/// `fpt-script fetch NAME…`: weights and data by name, each file checked before it is put in place.
struct FetchCommand: AsyncParsableCommand, ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Gets pretrained weights and data sets.")

  @Argument(
    help: ArgumentHelp(
      "Names of assets, as fetch --list shows them, and repositories of the Hugging Face hub: hf:ORG/NAME@REVISION."
    ), completion: Completions.assets)
  var names: [String] = []

  @Flag(
    help:
      "Lists every asset and what is here of the hub; with names, what is known of these. Fetches nothing."
  )
  var list = false

  @Option(
    help: ArgumentHelp(
      "A folder that holds the files, in place of the network; of the hub also the cache of Hugging Face's own programs."
    ))
  var from: String?

  @Flag(help: "With --list, prints JSON.")
  var json = false

  func checkArguments() throws {
    if json && !list { throw ValidationError("--json belongs to --list") }
    if names.isEmpty && !list {
      throw ValidationError("name an asset, such as minilm, or use --list")
    }
  }

  /// What a name stands for.
  private enum Wanted {
    case asset(Asset)
    case repository(HubName)
  }

  func run() async throws {
    Interrupt.listen(.fetching)
    let store: AssetStore
    let wanted: [Wanted]
    do {
      store = try AssetStore(environment: Executable.environment)
      // Every name is checked before anything is fetched.
      wanted = try names.map { name in
        HubName.isOne(name) ? .repository(try HubName(name)) : .asset(try Asset.named(name))
      }
    } catch {
      throw Failure.stop(error)
    }
    if list { return try list(wanted, store) }
    let access: HubAccess
    do { access = try HubAccess(environment: Executable.environment) } catch {
      throw Failure.stop(error)
    }
    do {
      for wanted in wanted {
        switch wanted {
        case .asset(let asset): try await fetch(asset, store, access)
        case .repository(let name): try await fetch(name, store, access)
        }
      }
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
  }

  private func list(_ wanted: [Wanted], _ store: AssetStore) throws {
    let listing = AssetListing(store: store)
    let hub: [Asset]
    do { hub = try store.hubAssets() } catch { throw Failure.stop(error, Failure.incomplete) }
    var assets: [Asset] = []
    for wanted in wanted {
      switch wanted {
      case .asset(let asset): assets.append(asset)
      case .repository(let name):
        let here = hub.filter { $0.isOf(name) }
        if here.isEmpty {
          throw Failure.stop(
            "`\(name)` is not in \(store.root)",
            help: "`\(AssetStore.command(fetching: "\(name)"))` gets it", Failure.incomplete)
        }
        assets += here
      }
    }
    if json {
      return try JSONOutput.print(listing.entries(wanted.isEmpty ? Asset.all + hub : assets))
    }
    Terminal.print(wanted.isEmpty ? listing.overview(hub) : listing.details(assets))
  }

  private func fetch(_ asset: Asset, _ store: AssetStore, _ access: HubAccess) async throws {
    let display = TransferDisplay(name: asset.name)
    let folder = try await AssetFetcher(store: store, hub: access)
      .fetch(asset, from: from) { display.show($0) }
    Terminal.print("\(asset.name)  \(folder)\n")
  }

  private func fetch(_ name: HubName, _ store: AssetStore, _ access: HubAccess) async throws {
    let display = TransferDisplay(name: "\(name)")
    let pinned = try await HubFetcher(store: store, access: access)
      .fetch(name, from: from) { display.show($0) }
    if pinned != name {
      Terminal.tell("in an experiment file it is written  weights: \"\(pinned)\"\n")
    }
    Terminal.print("\(pinned)  \(try store.locate(pinned))\n")
  }
}
