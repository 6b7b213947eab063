import FPTEngine
import FPTLib
import FPTScript
import FPTStatistics

/// One difference of a table before the family that it belongs to is known.
struct TableComparison {
  var comparison: TableSpecification.Comparison
  /// The label on each row and column axis; empty on the axis that is compared.
  var place: [String]
  var paired: PairedComparison
  /// Seeds that both points have a cell for.
  var expected: Int
  /// Those of them that wait for a cell.
  var waiting: Int
  /// Cells at these seeds that diverged, whether they have a value or not.
  var diverged: Int
}

/// The same with what Holm's method makes of it.
struct AdjustedComparison {
  var found: TableComparison
  /// How many comparisons its family has.
  var familySize: Int
  var adjustedP: Double
  /// The confidence of the adjusted interval.
  var confidence: Double
}

extension TableBuilder {
  /// The differences that the table asks for, by measure, in the order of the comparisons and then of the points.
  ///
  /// Places where a point has no cell, since `skip` removed it, are left out.
  func comparisons() -> [[TableComparison]] {
    guard !specification.comparisons.isEmpty else {
      return specification.measures.map { _ in [] }
    }
    let grid = values.groups(rows: specification.rows, columns: specification.columns)
    var cells: [[String]: [PlannedCell]] = [:]
    var places: [[String]] = []
    for (i, row) in grid.rows.enumerated() {
      for (j, column) in grid.columns.enumerated() {
        places.append(row + column)
        cells[row + column] = grid.cells[i][j]
      }
    }
    let axes = specification.rows + specification.columns
    return specification.measures.map { shown in
      let measure = values.run.measures.first { $0.name == shown.name }
      return specification.comparisons.flatMap { comparison -> [TableComparison] in
        guard let axis = axes.firstIndex(of: comparison.axis) else { return [] }
        return places.filter { $0[axis] == comparison.left }.compactMap { place in
          var other = place
          other[axis] = comparison.right
          guard let left = cells[place], let right = cells[other], !left.isEmpty, !right.isEmpty
          else { return nil }
          var blank = place
          blank[axis] = ""
          return paired(comparison, at: blank, left, right, measure)
        }
      }
    }
  }

  /// The values of two points at each seed that both have, in the order of the seeds.
  private func paired(
    _ comparison: TableSpecification.Comparison, at place: [String], _ left: [PlannedCell],
    _ right: [PlannedCell], _ measure: NamedValue?
  ) -> TableComparison {
    let (left, right) = (choice(among: left, for: measure), choice(among: right, for: measure))
    var pairs: [(value: Double, baseline: Double)] = []
    guard left.undecided.isEmpty, right.undecided.isEmpty else {
      let expected = min(left.expected, right.expected)
      return TableComparison(
        comparison: comparison, place: place, paired: PairedComparison(pairs), expected: expected,
        waiting: expected, diverged: 0)
    }
    var (expected, waiting, diverged) = (0, 0, 0)
    for cell in left.cells {
      guard let other = right.cells.first(where: { $0.resolved.seed == cell.resolved.seed })
      else { continue }
      expected += 1
      if !hasOutcome(cell) || !hasOutcome(other) { waiting += 1 }
      diverged += [cell, other].count { values.state($0) == .diverged }
      guard let value = number(cell, of: measure), let baseline = number(other, of: measure)
      else { continue }
      pairs.append((value, baseline))
    }
    return TableComparison(
      comparison: comparison, place: place, paired: PairedComparison(pairs), expected: expected,
      waiting: waiting, diverged: diverged)
  }
}

/// Adjusts the comparisons of all tables within their families.
///
/// A family is that of its name; a table that names none is a family by itself. Its order is that of the notebook.
func adjusted(
  _ tables: [(specification: TableSpecification, comparisons: [[TableComparison]])]
) -> [[[AdjustedComparison]]] {
  func family(_ table: Int) -> String {
    tables[table].specification.family.map { "named " + $0 } ?? "table \(table)"
  }
  var pValues: [String: [Double]] = [:]
  for table in tables.indices {
    pValues[family(table), default: []] += tables[table].comparisons.joined().map(\.paired.pValue)
  }
  let adjustments = pValues.mapValues { HolmAdjustment($0) }
  var next: [String: Int] = [:]
  return tables.indices.map { table in
    let family = family(table)
    return tables[table].comparisons.map { measure in
      measure.compactMap { found in
        let index = next[family, default: 0]
        next[family] = index + 1
        guard let adjustment = adjustments[family] else { return nil }
        return AdjustedComparison(
          found: found, familySize: adjustment.pValues.count,
          adjustedP: adjustment.pValues[index], confidence: adjustment.confidences[index])
      }
    }
  }
}

/// The comparisons of one measure of a table as data.
struct ComparisonArrays {
  private let specification: TableSpecification
  private let items: [AdjustedComparison]
  private let units: String

  init(_ specification: TableSpecification, _ items: [AdjustedComparison], units: String) {
    self.specification = specification
    self.items = items
    self.units = units
  }

  /// The fewest pairs that the tests without a distribution are made for: with fewer they can never give less than 5 %.
  static let fewestForExactTests = 6

  var figure: ResultsDocument.Figure {
    let axes = specification.rows + specification.columns
    func texts(_ name: String, _ longName: String, _ value: (TableComparison) -> String)
      -> ResultTexts
    {
      ResultTexts(name: name, longName: longName, values: items.map { value($0.found) })
    }
    return ResultsDocument.Figure(
      name: NotebookLayout.Table.comparisonsGroup, title: specification.title,
      axes: [
        ResultAxis(
          name: "comparison", labels: .texts(items.map { Self.label($0.found) }),
          longName: "points compared, and where")
      ],
      arrays: arrays,
      texts: [
        texts("axis", "axis of the two points") { $0.comparison.axis },
        texts("left", "point that the other is subtracted from") { $0.comparison.left },
        texts("right", "point that is subtracted") { $0.comparison.right },
      ]
        + axes.enumerated().map { index, axis in
          texts("at_" + axis, "point of the axis \(axis)") { $0.place[index] }
        },
      attributes: attributes)
  }

  private static func label(_ found: TableComparison) -> String {
    (["\(found.comparison.left) − \(found.comparison.right)"]
      + found.place.filter { !$0.isEmpty }).joined(separator: " · ")
  }

  private var attributes: [ResultAttribute] {
    [
      ResultAttribute("family_size", .integer(Int64(items.first?.familySize ?? 0))),
      ResultAttribute("paired_by", .text("seed")),
      ResultAttribute("probability_of_error", .number(0.05)),
    ] + (specification.family.map { [ResultAttribute("family", .text($0))] } ?? [])
      + (specification.margin.map { [ResultAttribute("margin", .number($0))] } ?? [])
  }

  private var arrays: [ResultArray] {
    func array(
      _ name: String, _ longName: String, units: String = "1",
      _ value: (AdjustedComparison) -> Double
    ) -> ResultArray {
      ResultArray(name: name, longName: longName, units: units, values: items.map(value))
    }
    func ends(
      _ name: String, _ longName: String, _ interval: (AdjustedComparison) -> ConfidenceInterval?
    ) -> [ResultArray] {
      [
        array(name + "_low", "lower end of " + longName, units: units) {
          interval($0)?.lower ?? .nan
        },
        array(name + "_high", "upper end of " + longName, units: units) {
          interval($0)?.upper ?? .nan
        },
      ]
    }
    var list = [
      array("difference", "mean of left minus right over seeds", units: units) {
        $0.found.paired.mean
      }
    ]
    list += ends("difference", "the 95 % t interval of the mean difference") {
      $0.found.paired.interval()
    }
    list += [
      array("p", "p of the paired t test") { $0.found.paired.pValue },
      array("p_holm", "p after Holm's method within the family") { $0.adjustedP },
      array("level", "confidence of the adjusted interval") { $0.confidence },
    ]
    list += ends("adjusted", "the t interval of this confidence") {
      $0.found.paired.interval(confidence: $0.confidence)
    }
    list += [
      array("pairs", "seeds with a value on both sides") { Double($0.found.paired.count) },
      array("expected", "seeds asked for on both sides") { Double($0.found.expected) },
      array("diverged", "cells at these seeds that diverged") { Double($0.found.diverged) },
      array("sign_p", "p of the exact sign test, from six pairs on") {
        Self.hasExactTests($0) ? $0.found.paired.signTest.pValue : .nan
      },
      ResultArray(
        name: "permutation_p",
        longName:
          "p of the permutation test of signs, from six pairs on; exact up to \(SignFlipTest.exactCount)",
        values: items.enumerated().map(Self.permutationP)),
    ]
    // Only where there are any, so that what is whole keeps its content.
    if items.contains(where: { $0.found.waiting > 0 }) {
      list.append(
        array("waiting", "seeds of which a cell is not computed") { Double($0.found.waiting) })
    }
    guard let margin = specification.margin else { return list }
    let tests = items.map { Equivalence($0.found.paired, within: margin) }
    func values(_ value: (Equivalence) -> Double) -> [Double] { tests.map(value) }
    return list + [
      ResultArray(
        name: "equal_low", longName: "lower end of the 90 % t interval", units: units,
        values: values { $0.interval?.lower ?? .nan }),
      ResultArray(
        name: "equal_high", longName: "upper end of the 90 % t interval", units: units,
        values: values { $0.interval?.upper ?? .nan }),
      ResultArray(
        name: "equal", longName: "1 where the 90 % interval lies within the margin, 0 where not",
        values: values { test in
          switch test.outcome {
          case .shown, .identical: 1
          case .notShown: 0
          case .unknown: .nan
          }
        }),
    ]
  }

  private static func hasExactTests(_ item: AdjustedComparison) -> Bool {
    item.found.paired.count >= fewestForExactTests
  }

  private static func permutationP(_ index: Int, _ item: AdjustedComparison) -> Double {
    guard hasExactTests(item) else { return .nan }
    var words = RandomWords(
      of: RandomStream(
        seed: 0, name: "permutations of a table", step: UInt32(truncatingIfNeeded: index)))
    return SignFlipTest(item.found.paired.differences, using: &words).pValue
  }
}
