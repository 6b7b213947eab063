import ArgumentParser
import FPTEvidence
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// `fpt-script verdicts CLAIMS.csv`: what results files say of published claims, by a rule.
struct VerdictsCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "verdicts",
    abstract: "Says of each published claim what results files say of it, by a rule.",
    discussion: """
      A file of claims has a line for each comparison with a published direction. Its verdict \
      follows from the difference, the adjusted interval and chance: holds here, does not hold \
      here, cannot be told at this scale, no evidence, not computed. A results file that is not \
      there is no error. docs/evidence.md has the rule and the columns.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, markdown, json, svg }

  @Argument(help: "The file of claims.", completion: .file(extensions: ["csv"]))
  var claims: String

  @Option(
    help: "The folder of results files; by default that of the file of claims.",
    completion: .directory)
  var results: String?

  @Option(help: "text, markdown, json, or svg for the figure of all claims.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "Of --format markdown: the figure that the page links to.", valueName: "path"))
  var figure: String?

  @Option(
    help: ArgumentHelp(
      "Predicted core-hours, a line for each unit: name, experiment, hours, as results/compute --list prints them.",
      valueName: "file"), completion: .file())
  var predicted: String?

  @Option(
    help: ArgumentHelp(
      "Spent core-hours, with the columns unit, end and spent core-hours; needs --predicted.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var spent: String?

  func checkArguments() throws {
    if spent != nil, predicted == nil {
      throw ValidationError("--spent stands beside --predicted, which says what units there are")
    }
    if figure != nil, format != .markdown {
      throw ValidationError("--figure is what a page links to: it goes with --format markdown")
    }
  }

  func run() throws {
    let list: ClaimList
    do { list = try ClaimList(csv: try text(of: claims)) } catch let error as ClaimListError {
      throw Failure.stop("\(claims), line \(error.line): \(error.message)", help: error.help)
    }
    try checkExperiments(list)
    let findings = try findings(list)
    let costs = try costs()
    switch format {
    case .text: Terminal.print(VerdictReport(findings, costs: costs).text(Terminal.output))
    case .markdown:
      Terminal.print(
        VerdictReport(findings, costs: costs).markdown(
          .init(figure: figure, folder: folder.isEmpty ? "" : folder + "/", level: 3)))
    case .svg: Terminal.print(ClaimsFigure(findings).render())
    case .json: try JSONOutput.print(VerdictOutput(findings))
    }
  }

  /// The folder of results, without a slash at its end; empty for this one.
  private var folder: String {
    let named = results ?? Self.folder(of: claims)
    return named.count > 1 && named.hasSuffix("/") ? String(named.dropLast()) : named
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private static func path(_ name: String, in folder: String) -> String {
    folder.isEmpty ? name : folder + "/" + name
  }

  /// Whether there is such a file; one of which that cannot be found out is an error.
  private func isThere(_ path: String) throws -> Bool {
    do { return try ResultFile.exists(path) } catch { throw Failure.stop(error) }
  }

  private func text(of path: String) throws -> String {
    do { return try FileSources().text(at: path) } catch {
      throw Failure.stop(error, reading: path)
    }
  }

  /// Holds each line to what its experiment declares, as far as the experiments are there.
  private func checkExperiments(_ list: ClaimList) throws {
    var experiments: [String: ResolvedExperiment] = [:]
    for claim in list.claims {
      let path = Self.path(claim.experiment, in: Self.folder(of: claims))
      guard try isThere(path) else { continue }
      let experiment: ResolvedExperiment
      if let known = experiments[path] {
        experiment = known
      } else {
        experiment = try ExperimentChanges.parse([]).experiment(of: path).experiment
        experiments[path] = experiment
      }
      if let fault = claim.faults(in: experiment).first { throw stop(claim, fault, in: path) }
    }
  }

  private func stop(_ claim: Claim, _ fault: EvidenceError, in file: String) -> ExitCode {
    var near: [String] = []
    if case .noTable(let title, _) = fault {
      near = Suggestions.near(title, among: fault.candidates)
    }
    return Failure.stop(
      "\(claims), line \(claim.number): in \(file), \(fault)",
      help: near.isEmpty
        ? nil : "did you mean \(near.map { "“\($0)”" }.joined(separator: " or "))?")
  }

  private func findings(_ list: ClaimList) throws -> ClaimFindings {
    var documents: [String: ResultsDocument] = [:]
    var cautions: [String: [String]] = [:]
    let needsCells = Set(list.claims.filter { $0.attention != nil }.map(\.results))
    for claim in list.claims where documents[claim.results] == nil {
      let path = Self.path(claim.results, in: folder)
      guard try isThere(path) else { continue }
      do {
        let document =
          needsCells.contains(claim.results)
          ? try StoredResults(path: path).document : try ResultsDocument(shownFrom: path)
        documents[claim.results] = document
        cautions[claim.results] =
          try AddedSeeds.lines(of: document) + changedScript(document, claim)
      } catch let code as ExitCode {
        throw code
      } catch {
        throw Failure.stop(error)
      }
    }
    do {
      return try ClaimFindings(list, documents: documents, cautions: cautions)
    } catch {
      throw stop(error.claim, error.error, in: Self.path(error.claim.results, in: folder))
    }
  }

  /// Says so where the script inside of a results file is another one than the experiment that the claim names.
  private func changedScript(_ document: ResultsDocument, _ claim: Claim) throws -> [String] {
    let path = Self.path(claim.experiment, in: Self.folder(of: claims))
    let changed = try document.sources.filter { source in
      let file = Self.path(source.name, in: Self.folder(of: path))
      guard !source.name.hasPrefix("/"), try isThere(file) else { return false }
      return try text(of: file) != source.text
    }
    return changed.map { "it was computed by another \($0.name) than the one that is here" }
  }

  private func costs() throws -> ComputingCosts? {
    guard let predicted else { return nil }
    var file = predicted
    do {
      var costs = try ComputingCosts(listing: try text(of: predicted))
      if let spent {
        file = spent
        try costs.add(spent: try text(of: spent))
      }
      return costs
    } catch let error as CostError {
      throw Failure.stop("\(file), line \(error.line): \(error.message)")
    }
  }
}
