import FPTResults
import FPTStatistics

/// The comparisons of a table as words and signs: what every format shows, before any layout.
struct ComparisonText: Hashable {
  struct Row: Hashable {
    /// As many as `header`.
    var cells: [String]
    /// Whether the difference stands out: its adjusted interval is off zero.
    var isBold: Bool
  }

  /// What the numbers are.
  var caption: String
  var header: [String]
  /// How many of the first columns are words.
  var labels: Int
  /// The column of the difference.
  var differenceColumn: Int
  var rows: [Row]
  /// What is assumed, and what signs mean.
  var notes: [String]

  /// Nil for a table without comparisons.
  init?(_ table: NotebookTable) {
    guard !table.comparisons.isEmpty else { return nil }
    let (items, claim) = (table.comparisons, table.claim)
    let axes = claim.axes
    let hasMeasures = table.measures.count > 1
    let isFamily = claim.familySize > 1
    let hasExact = items.contains { $0.signP != nil }
    let pairs = Set(items.map(\.pairs))
    let showsPairs = pairs.count > 1 || items.contains { $0.isProvisional || $0.lacksPairs }
    header = ["difference between"] + axes + (hasMeasures ? ["measure"] : [])
    labels = header.count
    differenceColumn = labels
    header += [
      "difference", isFamily ? "interval (Holm)" : "95 % interval", isFamily ? "p (Holm)" : "p",
    ]
    if hasExact { header += ["sign p", "permutation p"] }
    if showsPairs { header.append("pairs") }
    if let margin = claim.margin {
      header.append("equal within \(table.measures[0].format.marginText(margin))")
    }
    rows = items.map { item in
      let format = table.measures[min(item.measure, table.measures.count - 1)].format
      var cells = ["\(item.left) − \(item.right)"] + item.place
      cells += Array(repeating: "", count: max(0, 1 + axes.count - cells.count))
      if hasMeasures {
        cells.append(table.measures[min(item.measure, table.measures.count - 1)].label)
      }
      let mark = item.hasDiverged ? TableSign.diverged.text : ""
      cells.append(item.difference.map { format.signedText($0) + mark } ?? TableSign.missing.text)
      cells.append(
        item.adjusted.map { "[\(format.text($0.low)), \(format.text($0.high))]" }
          ?? Self.whyNoInterval(item))
      cells.append(item.adjustedP.map(Self.pText) ?? "")
      if hasExact { cells += [item.signP, item.permutationP].map { $0.map(Self.pText) ?? "" } }
      if showsPairs { cells.append(Self.pairsText(item)) }
      if claim.margin != nil {
        let isEqual = item.isEqual.map { $0 && !item.lacksPairs ? "yes" : "not established" } ?? ""
        cells.append(item.isProvisional ? TableSign.missing.text : isEqual)
      }
      return Row(cells: cells, isBold: item.isOffZero)
    }
    caption = Self.caption(table, pairs)
    notes = Self.notes(table, pairs, hasExact: hasExact)
  }

  private static func caption(_ table: NotebookTable, _ pairs: Set<Int>) -> String {
    let shares = table.measures.filter { $0.format.unit == "%" }
    let points = "in percentage points"
    var text = "differences"
    if shares.count == table.measures.count {
      text += " " + points
    } else if !shares.isEmpty {
      text += " (of \(shares.map(\.label).joined(separator: " and ")) \(points))"
    }
    text += ", left minus right, paired by seed"
    let isWhole = table.comparisons.allSatisfy { $0.pairs == $0.expected }
    if let only = pairs.first, pairs.count == 1, only > 1, isWhole {
      text += ", \(only) pairs each"
    }
    return text
  }

  private static func notes(
    _ table: NotebookTable, _ pairs: Set<Int>, hasExact: Bool
  ) -> [String] {
    var notes: [String] = []
    let claim = table.claim
    if pairs.contains(where: { $0 > 1 }) {
      var text = "t interval of the differences; assumes that they are about normal"
      if let least = pairs.filter({ $0 > 1 }).min(), least < 6 {
        text += "; with \(least) pairs it has little power"
      }
      notes.append(text)
    }
    if claim.familySize > 1 {
      let family = claim.family.map { " of the family “\($0)”" } ?? ""
      notes.append(
        "intervals and p adjusted by Holm’s method for \(claim.familySize) comparisons\(family); "
          + "bold: adjusted interval off zero")
    } else if pairs.contains(where: { $0 > 1 }) {
      notes.append("one comparison, not adjusted; bold: interval off zero")
    }
    if hasExact {
      let isDrawn = pairs.contains { $0 > SignFlipTest.exactCount }
      notes.append(
        isDrawn
          ? "sign tests are exact, permutation tests so up to \(SignFlipTest.exactCount) pairs and drawn beyond; neither is adjusted"
          : "sign and permutation tests are exact, not adjusted")
    }
    if let margin = claim.margin {
      notes.append(
        "equal where the 90 % interval of the difference lies within ±\(table.measures[0].format.marginText(margin))"
      )
    }
    if table.comparisons.contains(where: \.isProvisional) {
      notes.append(
        "“n of m” pairs: cells are missing, so the difference is provisional and not bold")
    }
    if table.comparisons.contains(where: \.lacksPairs) {
      notes.append(
        "“n of m” pairs: the other seeds have no number, as where they diverged or never reached what is measured; "
          + "the difference is of those that have one, and not bold")
    }
    if table.comparisons.contains(where: \.hasDiverged) {
      notes.append(
        "\(TableSign.diverged.text) with seeds that diverged: their last value before it, or none")
    }
    return notes
  }

  /// `5`, or `2 of 5` where seeds are missing.
  private static func pairsText(_ item: NotebookComparison) -> String {
    item.pairs < item.expected ? "\(item.pairs) of \(item.expected)" : "\(item.pairs)"
  }

  /// What stands in the place of an interval.
  private static func whyNoInterval(_ item: NotebookComparison) -> String {
    switch item.pairs {
    case 0: item.waiting > 0 ? "no pairs yet" : "no pairs"
    case 1: "one pair has no interval"
    default: "the same in every pair"
    }
  }

  /// `0.012`, `< 0.001`.
  static func pText(_ p: Double) -> String {
    p < 0.001 ? "< 0.001" : ValueFormat.fixed(p, digits: 3)
  }

  /// A row in one line: `random − language, bit_xor: −12.3 [−20.1, −4.5], p (Holm) 0.012`.
  func line(_ row: Row) -> String {
    let cells = row.cells
    var text = cells.prefix(labels).filter { !$0.isEmpty }.joined(separator: ", ")
    text += ": " + cells[differenceColumn] + " " + cells[differenceColumn + 1]
    for index in (differenceColumn + 2)..<cells.count where !cells[index].isEmpty {
      text += ", \(header[index])\(header[index].hasPrefix("equal") ? ": " : " ")\(cells[index])"
    }
    return text
  }
}

extension ValueFormat {
  /// With its sign, a plus where it is more than zero.
  func signedText(_ value: Double) -> String {
    let text = text(value)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return value > 0 && !isZero ? "+" + text : text
  }

  /// `2 %`, `0.05`: as many digits as it takes.
  func marginText(_ margin: Double) -> String {
    var text = Self.fixed(scaled(margin), digits: 6)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text + (unit.isEmpty ? "" : " " + unit)
  }
}
