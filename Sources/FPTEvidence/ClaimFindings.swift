import FPTResults

/// All lines of a file of claims, with what results files say of them.
package struct ClaimFindings: Sendable {
  /// A line, its verdict, and the numbers behind it.
  package struct Line: Sendable {
    package var claim: Claim
    package var ruling: Ruling
    /// Nil where there is no results file, and for a line that compares nothing.
    package var answer: Answer?

    package init(claim: Claim, ruling: Ruling, answer: Answer? = nil) {
      (self.claim, self.ruling, self.answer) = (claim, ruling, answer)
    }
  }

  /// A results file that lines rest on.
  package struct File: Sendable, Hashable {
    /// Its name below the folder of results, and that of its experiment.
    package var results: String
    package var experiment: String
    package var isThere: Bool
    /// Cells that its runs refer to, and those of them that are neither done nor diverged.
    package var cells: Int
    package var missing: Int
    /// What has to be read beside its numbers: other values than the experiment's, seeds that were added later.
    package var cautions: [String]

    package init(
      results: String, experiment: String, isThere: Bool, cells: Int = 0, missing: Int = 0,
      cautions: [String] = []
    ) {
      self.results = results
      self.experiment = experiment
      self.isThere = isThere
      self.cells = cells
      self.missing = missing
      self.cautions = cautions
    }
  }

  package private(set) var lines: [Line]
  package private(set) var files: [File]

  /// Findings that were made elsewhere.
  package init(lines: [Line], files: [File] = []) {
    (self.lines, self.files) = (lines, files)
  }

  /// A line of the file of claims that its results file does not answer.
  package struct Mismatch: Error, Sendable {
    package var claim: Claim
    package var error: EvidenceError
  }

  /// Applies the rule to every line; `documents` are results files by name, those that are absent were not computed.
  ///
  /// `cautions` are added to those that a file gives by itself.
  ///
  /// - Throws: `Mismatch` for the first line whose file lacks what the line names.
  package init(
    _ list: ClaimList, documents: [String: ResultsDocument], cautions: [String: [String]] = [:],
    rule: VerdictRule = VerdictRule()
  ) throws(Mismatch) {
    let claims = list.claims
    var answers: [Int: Answer] = [:]
    var atRate: [Int: Answer] = [:]
    var current = 0
    do throws(EvidenceError) {
      for (index, claim) in claims.enumerated() {
        current = index
        guard let document = documents[claim.results] else { continue }
        answers[index] = try claim.answer(in: document)
        atRate[index] = try claim.answerAtSingleRate(in: document)
      }
      // In the order of the claims, of which the first that is wrong is told.
      var adjusted: Set<String> = []
      for (index, name) in claims.map(\.results).enumerated()
      where adjusted.insert(name).inserted {
        current = index
        guard let document = documents[name] else { continue }
        var own = answers.filter { claims[$0.key].results == name }
        try Claim.adjust(&own, of: claims, in: document)
        answers.merge(own) { $1 }
      }
    } catch {
      throw Mismatch(claim: claims[current], error: error)
    }
    lines = claims.enumerated().map { index, claim in
      if let answer = answers[index] {
        let ruling = rule.ruling(on: answer.evidence, atSingleRate: atRate[index]?.evidence)
        return Line(claim: claim, ruling: ruling, answer: answer)
      }
      let isDescriptive = claim.direction == .descriptive
      return Line(
        claim: claim,
        ruling: isDescriptive
          ? Ruling(.descriptive) : Ruling(.notComputed, reasons: ["there is no results file"]))
    }
    var seen: Set<String> = []
    files = claims.filter { seen.insert($0.results).inserted }.map { claim in
      let document = documents[claim.results]
      let states = document.map(Self.states) ?? []
      return File(
        results: claim.results, experiment: claim.experiment, isThere: document != nil,
        cells: states.count, missing: states.count { $0 != .done && $0 != .diverged },
        cautions: (document.map(Self.cautions) ?? []) + (cautions[claim.results] ?? []))
    }
  }

  /// The state of each cell that a run refers to, once.
  private static func states(of document: ResultsDocument) -> [CellRecord.State] {
    var states: [String: CellRecord.State] = [:]
    var unnamed: [CellRecord.State] = []
    for point in document.runs.flatMap(\.points) {
      if point.cell.isEmpty {
        unnamed.append(point.state)
      } else {
        states[point.cell] = point.state
      }
    }
    return Array(states.values) + unnamed
  }

  private static func cautions(of document: ResultsDocument) -> [String] {
    let profile = document.profile.isEmpty ? [] : ["computed in the profile \(document.profile)"]
    let changes = document.overrides
    return profile + (changes.isEmpty ? [] : ["computed with \(changes.joined(separator: ", "))"])
  }

  /// How many lines of a claim, or of all, have each verdict.
  package func count(_ verdict: Verdict, of heading: String? = nil) -> Int {
    lines.count { $0.ruling.verdict == verdict && (heading == nil || $0.claim.claim == heading) }
  }

  /// How many lines with a verdict, of a claim or of all, carry a mark of this name.
  package func count(
    mark name: String, of verdict: Verdict? = nil, in heading: String? = nil
  ) -> Int {
    lines.count { line in
      line.claim.direction != .descriptive && (verdict == nil || line.ruling.verdict == verdict)
        && (heading == nil || line.claim.claim == heading)
        && line.ruling.marks.contains { $0.name == name }
    }
  }

  /// The headings of the claims, in order.
  package var headings: [String] {
    lines.map(\.claim.claim).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The lines of a claim that have a verdict, or those that have none.
  package func lines(of heading: String, descriptive: Bool = false) -> [Line] {
    lines.filter {
      $0.claim.claim == heading && ($0.claim.direction == .descriptive) == descriptive
    }
  }

  /// Lines that have a verdict.
  package var judged: Int { lines.count { $0.claim.direction != .descriptive } }
}
