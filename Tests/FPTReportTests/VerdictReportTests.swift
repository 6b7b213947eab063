import FPTEvidence
import FPTResults
import FPTStatistics
import Foundation
import Testing

@testable import FPTReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Verdicts as they are shown: in the terminal, on a page, in one figure.
@Suite struct VerdictReportTests {
  static func claims(_ text: String = "Bit XOR", _ directions: String...) throws -> [Claim] {
    let rows = directions.map { direction in
      "1 · Better,\"\(text)\",\(direction),\"100, 50\",a paper,a.fpt,a.h5,Accuracy,x,y,50%"
    }
    return try ClaimList(
      csv: "claim,line,direction,published,source,experiment,results,table,left,right,chance\n"
        + rows.joined(separator: "\n")
    ).claims
  }

  static func line(
    _ claim: Claim, _ difference: Double, _ ends: (Double, Double)?, pairs: Int = 5,
    units: String = "1", equality: LineEvidence.Equality? = nil, mean: Double = 0.9
  ) -> ClaimFindings.Line {
    let evidence = LineEvidence(
      claim.direction, left: ArmEvidence("x", mean: mean), right: ArmEvidence("y", mean: mean),
      chance: 0.5, difference: difference,
      adjusted: ends.map { ConfidenceInterval(lower: $0.0, upper: $0.1, confidence: 0.99) },
      equality: equality, pairs: pairs, expected: 5)
    return ClaimFindings.Line(
      claim: claim, ruling: VerdictRule().ruling(on: evidence),
      answer: Answer(
        evidence: evidence,
        format: units == "1" ? .percent(digits: 1) : .number(digits: 0), units: units,
        familySize: 2, cells: ["model=x,seed=0", "model=y,seed=0"]))
  }

  /// A line of each verdict, and one of another unit.
  static func findings(_ text: String = "Bit XOR", cautions: [String] = []) throws -> ClaimFindings
  {
    let claims = try claims(
      text, "ahead", "ahead", "ahead", "ahead", "equal", "later", "ahead", "descriptive")
    let equality = LineEvidence.Equality(
      margin: 0.02, interval: ConfidenceInterval(lower: -0.01, upper: 0.01, confidence: 0.9),
      isShown: true)
    return ClaimFindings(
      lines: [
        line(claims[0], 0.2, (0.1, 0.3)), line(claims[1], -0.2, (-0.3, -0.1)),
        line(claims[2], 0.01, (-4, 5), pairs: 4), line(claims[3], 0.01, (0.005, 0.02), mean: 0.5),
        line(claims[4], 0, (-0.015, 0.015), equality: equality),
        line(claims[5], 350, (100, 600), units: "steps"),
        ClaimFindings.Line(claim: claims[6], ruling: Ruling(.notComputed)),
        line(claims[7], 0.1, (0.05, 0.15)),
      ],
      files: [
        .init(results: "a.h5", experiment: "a.fpt", isThere: true, cells: 9, cautions: cautions)
      ])
  }

  static func occurrences(_ text: String, of part: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test func theFigureHasEachLineOnce() throws {
    let svg = ClaimsFigure(try Self.findings()).render()
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    // Seven lines have a verdict; the descriptive one is not drawn.
    #expect(Self.occurrences(svg, of: ">Bit XOR<") == 7)
    // Six have a difference under the pointer, with its n.
    #expect(Self.occurrences(svg, of: ", n = ") == 6)
    #expect(svg.contains("n = 4 of 5"))
    #expect(svg.contains("percentage points") && svg.contains("steps"))
    #expect(svg.contains("class=\"margin\"") && svg.contains("class=\"zero\""))
    // The wide interval is cut, with an arrow on each side.
    #expect(svg.contains("l-4 3l4 3") && svg.contains("l4 3l-4 3"))
    #expect(!svg.contains("NaN") && !svg.contains("inf"))
  }

  @Test func anEmptyFigureSaysSo() throws {
    let claims = try Self.claims("Bit XOR", "ahead", "equal")
    let svg = ClaimsFigure(
      ClaimFindings(lines: claims.map { .init(claim: $0, ruling: Ruling(.notComputed)) })
    ).render()
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.contains("Nothing is computed yet"))
    #expect(svg.contains("not computed (2)"))
  }

  @Test func hostileTextsStayTexts() throws {
    let findings = try Self.findings(
      "</text><script>x</script>|`a`\u{1B}[31m", cautions: ["<b>|steps=1"])
    let svg = ClaimsFigure(findings).render()
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(!svg.contains("<script") && !svg.contains("\u{1B}"))
    #expect(svg.contains("Not as declared: a.h5"))
    let page = VerdictReport(findings).markdown(.init())
    // What is left of the signs of HTML is escaped.
    let plain = page.replacing("\\<", with: "")
    #expect(!plain.contains("<script") && !plain.contains("<b") && !page.contains("\u{1B}"))
    let text = VerdictReport(findings).text(
      TerminalSettings(isTerminal: false, columns: 80, environment: [:]))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func thePageCountsAndNeverShowsANumberWithoutItsN() throws {
    var costs = try ComputingCosts(listing: "one a 1.5\ntwo a 2\n")
    try costs.add(spent: "unit,end,spent core-hours\none,0,1.2\n")
    let page = VerdictReport(try Self.findings(), costs: costs).markdown(
      .init(figure: "c.svg", folder: "results/"))
    #expect(
      page.contains(
        "Of 7 lines, 3 hold here, 1 does not hold here, 1 cannot be told at this scale, 1 is no evidence, 1 is not computed. 1 more is descriptive."
      ))
    #expect(page.contains("![Of 7 lines"))
    #expect(
      page.contains(
        "| Bit XOR | 100, 50; *a paper* | x: 90.0; y: 90.0 | +20.0 [10.0, 30.0] | 5 | ● holds here |"
      ))
    #expect(
      page.contains(
        "| +1.0 [−400.0, 500.0] | 4 of 5 | ○ cannot be told at this scale (the interval contains zero) |"
      ))
    #expect(page.contains("+350 [100, 600] steps | 5 | ● holds here |"))
    #expect(page.contains("| – | – | – | · not computed |"))
    #expect(!page.contains("none of them computed"))
    #expect(
      page.contains(
        "Predicted: 3.50 in all. 1 unit is finished: predicted 1.50, spent 1.20, 0.80 times as much. Spent 1.20 and predicted to be left 2.00, in all 3.20."
      ))
    #expect(page.contains("these are computed first"))
    // No line has a mark, so there is no column of one.
    #expect(!page.contains("| *grid* |"))
    #expect(page.contains("fpt-script rerun results/a.h5 --cell 'model=x,seed=0'"))
    // Nothing stands out that no test has shown.
    #expect(!page.contains("**+") && !page.contains("**●"))
  }

  /// A unit that is begun does not count among those whose prediction is compared.
  @Test func whatIsBegunIsNotComparedWithItsPrediction() throws {
    var costs = try ComputingCosts(listing: "one a 1.5\ntwo a 2\n")
    try costs.add(spent: "unit,end,spent core-hours\none,0,3\ntwo,75,0.25\n")
    let page = VerdictReport(try Self.findings(), costs: costs).markdown(.init())
    #expect(page.contains("1 unit is finished: predicted 1.50, spent 3.00, 2.00 times as much."))
    #expect(page.contains("1 unit is begun: spent 0.25 so far."))
    #expect(page.contains("Spent 3.25 and predicted to be left 2.00, in all 5.25."))
    let before = try ComputingCosts(listing: "one a 1.5\n")
    #expect(
      VerdictReport(try Self.findings(), costs: before).markdown(.init())
        .contains("Predicted: 1.50 in all. Nothing is spent yet."))
  }

  @Test func marksAreCountedBesideTheirVerdict() throws {
    let claims = try Self.claims("Bit XOR", "ahead", "ahead", "ahead", "descriptive")
    let findings = ClaimFindings(lines: [
      .init(claim: claims[0], ruling: Ruling(.holds, marks: [.grid])),
      .init(claim: claims[1], ruling: Ruling(.holds, marks: [.grid, .rate(.cannotBeTold)])),
      .init(claim: claims[2], ruling: Ruling(.doesNotHold)),
      .init(claim: claims[3], ruling: Ruling(.descriptive, marks: [.grid])),
    ])
    let page = VerdictReport(findings).markdown(.init())
    #expect(
      page.hasPrefix(
        "Of 3 lines, 2 hold here (2 *grid*, 1 *rate*), 1 does not hold here. 1 more"))
    #expect(page.contains("| not computed | *grid* | *rate* |"))
    #expect(page.contains("| **all** | 3 | 2 | 1 |  |  |  | 2 | 1 |"))
    let text = VerdictReport(findings).text(
      TerminalSettings(isTerminal: false, columns: 100, environment: [:]))
    #expect(text.hasPrefix("Of 3 lines, 2 hold here (2 grid, 1 rate),"))
    let one = ClaimFindings(lines: [.init(claim: claims[0], ruling: Ruling(.holds))])
    #expect(VerdictReport(one).markdown(.init()).hasPrefix("Of 1 line, 1 holds here."))
  }

  @Test func aClaimWithNothingComputedIsFolded() throws {
    let claims = try Self.claims("Bit XOR", "ahead", "behind")
    let page = VerdictReport(
      ClaimFindings(lines: claims.map { .init(claim: $0, ruling: Ruling(.notComputed)) })
    ).markdown(.init())
    #expect(page.contains("<details><summary>2 lines, none of them computed</summary>\n\n| Line"))
  }

  @Test func theTerminalKeepsItsWidth() throws {
    let text = VerdictReport(try Self.findings(cautions: ["computed with steps=1"])).text(
      TerminalSettings(isTerminal: false, columns: 60, environment: [:]))
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
    #expect(text.contains("caution: a.h5: computed with steps=1"))
    #expect(text.contains("● Bit XOR"))
  }
}

/// The scale of the figure of all claims.
@Suite struct SignedRootScaleTests {
  @Test(arguments: [
    [0.5, 40, -3], [0], [-1200, 350], [1e-5, 3e-5], [0.046, -0.018], [.nan, 2, .infinity],
    [-100, 100],
  ])
  func keepsOrderAndZero(_ values: [Double]) throws {
    let scale = try #require(SignedRootScale(values))
    let places = [scale.lower, 0, scale.upper].map { scale.clamped($0) ?? .nan }
    #expect(places.first == 0 && places.last == 1 && places[1] > 0.05 && places[1] < 0.95)
    #expect(scale.ticks.contains(0) && scale.ticks.count >= 3)
    let ticks = scale.ticks.map { scale.clamped($0) ?? .nan }
    #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1 - $0 > 0.08 })
    #expect(Set(scale.labels).count == scale.ticks.count)
    #expect(values.filter(\.isFinite).allSatisfy(scale.contains))
  }

  @Test func whatLiesOutsideStandsAtTheEnd() throws {
    let scale = try #require(SignedRootScale([-4, 16]))
    #expect(scale.clamped(-100) == 0 && scale.clamped(1e300) == 1 && scale.clamped(.nan) == nil)
    #expect(!scale.contains(17) && scale.contains(16.9))
    // The root of 4 is half of that of 16.
    let (zero, four, all) = (scale.clamped(0) ?? 0, scale.clamped(4) ?? 0, scale.clamped(16) ?? 0)
    #expect(abs((four - zero) / (all - zero) - 0.5) < 1e-12)
    #expect(SignedRootScale([.nan]) == nil)
    #expect(SignedRootScale([-0.02, 0.05])?.labels.contains("0.02") == true)
    #expect(SignedRootScale([-0.02, 0.05])?.labels.contains("−0.01") == true)
  }
}
