import ArgumentParser
import FPTEngine
import FPTLib
import FPTReport
import FPTRun

/// `fpt-script gc`: cells of the store that no results file refers to.
struct GarbageCommand: ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Lists cells that no results file refers to, and removes them if asked to.",
    discussion: """
      Results files are those of one folder, whatever their names; a cell counts as used where \
      one of them has it or plans it. Interrupted cells, which have a checkpoint, and cells being \
      computed are kept.
      """)

  @Option(help: "The folder of the store of cells.")
  var store: String = StoreFolder.standard

  @Option(help: "The folder of the results files that count.")
  var results: String = "results"

  @Flag(
    help: """
      Only cells of earlier versions of the engine's numerics, which no run of this program uses.
      """)
  var olderNumerics = false

  @Flag(help: "Removes the cells it lists.")
  var delete = false

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let unused: UnusedCells
    do {
      unused = try UnusedCells(
        store: store, results: results, earlierThan: olderNumerics ? numericsVersion : nil)
    } catch {
      let isDamaged = (error as ResultFileError).isAboutContent
      throw Failure.stop(
        "\(error)",
        help: isDamaged
          ? "which cells it refers to is not known until it can be read; move it away" : nil)
    }
    if delete {
      do {
        try unused.remove()
      } catch {
        throw Failure.stop(error, Failure.incomplete)
      }
    }
    if json {
      return try JSONOutput.print(
        Output(
          removable: unused.removable, unfinished: unused.unfinished, used: unused.used,
          files: unused.files, bytes: unused.bytes, earlier: unused.earlier, deleted: delete))
    }
    // Configurations may be of others.
    Terminal.print(text(unused).visibleLines)
  }

  private func text(_ unused: UnusedCells) -> String {
    let files = unused.files.count == 1 ? "1 results file" : "\(unused.files.count) results files"
    var text = ""
    for version in unused.earlier ?? [] {
      let used = version.used == 0 ? "" : ", \(version.used) of them used by results files"
      text +=
        "numerics version \(version.numerics): "
        + "\(version.cells == 1 ? "1 cell" : "\(version.cells) cells"), "
        + "\((version.bytes + 999_999) / 1_000_000) MB\(used)\n"
    }
    if let earlier = unused.earlier {
      if earlier.isEmpty {
        return "no cell of \(store) is of an earlier numerics version than \(numericsVersion)\n"
      }
      text += "\n"
    }
    if !unused.removable.isEmpty { text += UnusedCells.table(unused.removable) + "\n" }
    if !unused.unfinished.isEmpty {
      text += "kept, for they are not done\n" + UnusedCells.table(unused.unfinished) + "\n"
    }
    let count = unused.removable.count
    let cells = count == 1 ? "1 cell" : "\(count) cells"
    let size = "\((unused.bytes + 999_999) / 1_000_000) MB"
    let used = unused.used == 1 ? "1 cell is" : "\(unused.used) cells are"
    text += "\(used) used by \(files) in \(results)"
    if count == 0 { return text + ", none to remove\n" }
    return text
      + (delete
        ? "; \(cells) removed, \(size)\n"
        : "; \(cells) can go, \(size): `fpt-script gc --delete` removes "
          + "\(count == 1 ? "it" : "them")\n")
  }

  private struct Output: Encodable {
    var removable: [UnusedCells.Cell]
    var unfinished: [UnusedCells.Cell]
    var used: Int
    var files: [String]
    var bytes: Int
    var earlier: [UnusedCells.Version]?
    var deleted: Bool
  }
}
