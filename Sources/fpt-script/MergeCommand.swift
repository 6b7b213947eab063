import ArgumentParser
import FPTLib
import FPTRun

/// `fpt-script merge A.h5 B.h5 … -o C.h5`: one results file of what was computed apart.
struct MergeCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Puts results of one plan that were computed apart into one file.",
    discussion: """
      For results of `run --shard K/N`, or of --only and --cell, from any machines. The content \
      digest is that of one run over all cells. Files of different plans, or that disagree on a \
      cell, are refused.
      """)

  @Argument(help: "Results files of one plan.", completion: .file(extensions: ["h5"]))
  var files: [String]

  @Option(name: [.customShort("o"), .long], help: "The merged results file.")
  var output: String

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let merge: ResultsMerge
    do {
      merge = try ResultsMerge(
        files.map { try StoredResults(path: $0) }, commandLine: Executable.commandLine)
    } catch {
      throw Failure.stop(error)
    }
    for warning in merge.warnings { Failure.warn(warning) }
    let written: (digest: ContentDigest, isNew: Bool)
    do {
      written = try merge.write(to: output)
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
    if json {
      return try JSONOutput.print(
        Output(
          results: output, digest: written.digest.hexadecimal, cells: merge.planned,
          finished: merge.finished, warnings: merge.warnings))
    }
    let rest = merge.planned - merge.finished
    Terminal.print(
      "\(merge.finished) of \(merge.planned) cells"
        + (rest == 0 ? "" : "; the same command with more files adds the other \(rest)")
        + "\nresults    \(output)\(written.isNew ? "" : "  (unchanged)")"
        + "\ndigest     \(written.digest.hexadecimal)\n")
  }

  private struct Output: Encodable {
    var results: String
    var digest: String
    var cells: Int
    var finished: Int
    var warnings: [String]
  }
}
