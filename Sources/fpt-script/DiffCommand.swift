import ArgumentParser
import FPTLib
import FPTReport
import FPTRun

/// `fpt-script diff A.h5 B.h5`: only what differs.
struct DiffCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Says in what two results files differ.",
    discussion: """
      Configuration first, then for each cell the first step at which its curves part and by how \
      much, then measures and weights. Provenance is no difference. Exit status: 0 where nothing \
      differs, 1 where something does, 2 where a file cannot be read.
      """)

  @Argument(help: "A results file.", completion: .file(extensions: ["h5"]))
  var first: String

  @Argument(help: "The one to compare it with.", completion: .file(extensions: ["h5"]))
  var second: String

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let difference: ResultsDifference
    do {
      difference = ResultsDifference(
        from: try StoredResults(path: first), to: try StoredResults(path: second))
    } catch {
      throw Failure.stop(error)
    }
    if json {
      try JSONOutput.print(difference)
    } else {
      Terminal.print(text(of: difference).visibleLines)
    }
    if !difference.isEmpty { throw ExitCode(1) }
  }

  private func text(of difference: ResultsDifference) -> String {
    if difference.isEmpty {
      let cells = "no difference: \(Self.cells(difference.same))"
      guard let formats = difference.formats else {
        return "\(cells), content digest \(difference.digests[0])\n"
      }
      return "\(cells), with their tables and plots; the files are of format versions "
        + "\(formats[0]) and \(formats[1]), whose digests are not compared\n"
    }
    var text = "\(first) → \(second)\n"
    for part in difference.plan {
      if let lines = part.lines {
        text += "\n\(part.what)\n\(lines)"
      } else {
        text += "\n\(part.text)\n"
      }
    }
    for cell in difference.cells {
      let hashes = cell.hashes.map { String($0.prefix(CellHash.shownDigits)) }
      text += "\n\(cell.name)  \(hashes.joined(separator: " → "))\n"
      for line in cell.difference.lines { text += "  \(line.head): \(line.text)\n" }
    }
    for (file, cells) in [(first, difference.onlyInFirst), (second, difference.onlyInSecond)]
    where !cells.isEmpty {
      text += "\nonly in \(file)\n"
      for cell in cells {
        text += "  \(cell.name)  \(cell.hash.prefix(CellHash.shownDigits))\n"
      }
    }
    if !difference.figures.isEmpty {
      text +=
        "\ntables, plots and the rest that differ: \(difference.figures.joined(separator: ", "))\n"
    }
    return text + "\n\(Self.cells(difference.same)) the same, \(difference.cells.count) differ, "
      + "\(difference.onlyInFirst.count) only in the first, \(difference.onlyInSecond.count) only "
      + "in the second\n"
  }

  private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
