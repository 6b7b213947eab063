import FPTCatalog
import FPTSchema
import Foundation
import Testing

@testable import FPTEvidence
@testable import FPTScript

/// `results/claims.csv` says what the protocol says, and names what its experiments declare.
@Suite struct ProtocolClaimsTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  struct Loader: SourceLoader {
    func text(at path: String) throws(SourceLoadingError) -> String {
      do { return try ProtocolClaimsTests.text(path) } catch { throw .notFound }
    }
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func claims() throws -> [Claim] { try ClaimList(csv: text("results/claims.csv")).claims }

  static func experiment(_ claim: Claim) throws -> ResolvedExperiment {
    let path = claim.experiment.replacing("../", with: "")
    let result = check(path: path, loader: Loader(), schema: .current)
    return try #require(result.experiment, "\(path)")
  }

  /// The sections of the protocol on claims, by heading.
  static func sections() throws -> [(heading: String, text: String)] {
    try text("results/PROTOCOL.md").components(separatedBy: "\n## ").dropFirst().compactMap {
      let lines = $0.split(separator: "\n", maxSplits: 1)
      guard let heading = lines.first, heading.hasPrefix("Claim ") else { return nil }
      return (String(heading.dropFirst("Claim ".count)), String(lines.last ?? ""))
    }
  }

  @Test func claimsAreThoseOfTheProtocolInItsOrder() throws {
    let list = try ClaimList(csv: Self.text("results/claims.csv"))
    #expect(list.headings == (try Self.sections().map(\.heading)))
    #expect(list.claims.filter { $0.direction != .descriptive }.count == 61)
    func count(_ number: Int) -> Int {
      list.claims.count { $0.claim.hasPrefix("\(number) ") && $0.direction != .descriptive }
    }
    // The protocol says of these how many lines have a verdict.
    #expect(count(2) == 10 && count(5) == 7 && count(9) == 2)
    #expect(list.claims.count { $0.direction == .equal } == 4)
  }

  /// Every published figure of a line stands in the section of its claim.
  @Test func publishedValuesStandInTheProtocol() throws {
    for claim in try Self.claims() where claim.direction != .descriptive {
      #expect(!claim.published.isEmpty && !claim.source.isEmpty, "\(claim.line)")
      let text = try #require(try Self.sections().first { $0.heading == claim.claim }).text
      for number in claim.published.matches(of: /[0-9][0-9,]*(\.[0-9]+)?/) {
        let figure = String(number.output.0).trimmingCharacters(in: [","])
        #expect(text.contains(figure), "\(claim.line): \(figure)")
      }
    }
  }

  @Test func chanceIsThatOfTheProtocol() throws {
    let chance = ["bit_memory": 0.75, "bit_xor": 0.5, "fashion_mnist": 0.1]
    for claim in try Self.claims() where claim.direction != .descriptive {
      let task = try #require(claim.place.first { $0.axis == "task" }?.label)
      #expect(claim.chance == chance[task] ?? 0.112, "\(claim.line)")
    }
  }

  @Test func eachLineNamesWhatItsExperimentDeclares() throws {
    var known: [String: ResolvedExperiment] = [:]
    for claim in try Self.claims() {
      let experiment = try known[claim.experiment] ?? Self.experiment(claim)
      known[claim.experiment] = experiment
      let faults = claim.faults(in: experiment)
      #expect(faults.isEmpty, "line \(claim.number): \(faults.map(\.description))")
      #expect(claim.results == "evidence/\(claim.experimentName).h5")
    }
  }

  /// Nothing that the evidence compares is left out, not even what is descriptive.
  @Test func eachComparisonHasItsLine() throws {
    let claims = try Self.claims()
    var comparisons = 0
    for name in Set(claims.map(\.experiment)).sorted() {
      let own = claims.filter { $0.experiment == name }
      let experiment = try Self.experiment(own[0])
      let atRate = Set(own.compactMap(\.rateTable) + own.compactMap(\.rateJudgedBy))
      for table in experiment.tables where !atRate.contains(table.title) {
        let run = try #require(experiment.runs.first { $0.name == table.run })
        for comparison in table.comparisons {
          let others = (table.rows + table.columns).filter { $0 != comparison.axis }
          var places: [[Claim.Point]] = [[]]
          for axis in others {
            let points = run.axes.first { $0.name == axis }?.points ?? []
            places = places.flatMap { place in
              points.map { place + [Claim.Point(axis: axis, label: $0.label)] }
            }
          }
          for place in places {
            comparisons += 1
            let isNamed = own.contains {
              $0.table == table.title && $0.arms?.left == comparison.left
                && $0.arms?.right == comparison.right && Set($0.place) == Set(place)
            }
            #expect(
              isNamed,
              "\(name), “\(table.title)”: \(comparison.left) against \(comparison.right) at \(place)"
            )
          }
        }
      }
    }
    #expect(comparisons > 80)
  }

  /// Families of the protocol are around one backbone: a name never spans two claims of one file.
  @Test func linesOfOneTableHaveOneFamily() throws {
    for claim in try Self.claims()
    where claim.direction != .descriptive && claim.attention == nil {
      let table = try #require(
        try Self.experiment(claim).tables.first { $0.title == claim.table })
      #expect(table.family != nil, "\(claim.line)")
    }
  }

  @Test func misspeltLinesAreFound() throws {
    let claim = try #require(try Self.claims().first)
    let experiment = try Self.experiment(claim)
    func faults(_ change: (inout Claim) -> Void) -> [EvidenceError] {
      var changed = claim
      change(&changed)
      return changed.faults(in: experiment)
    }
    #expect(faults { _ in } == [])
    #expect(faults { $0.table = "At the best rate" }.count == 1)
    #expect(faults { $0.arms = .init(left: "random", right: "language") }.count == 2)
    #expect(faults { $0.place = [.init(axis: "task", label: "bit_xro")] }.count == 2)
    #expect(faults { $0.place = [] }.count == 2)
    #expect(faults { $0.direction = .equal }.count == 2)
    #expect(faults { $0.attention = .init(measure: "accuracy", pairs: []) }.count == 1)
  }
}
