/// The kind of a measure's record.
///
/// The language uses it to decide whether a table or a plot can show the measure.
package enum MeasureSchema: Sendable, Hashable {
  /// One number of some quantity.
  case number(Quantity)
  /// Numbers that a kind of plot draws.
  case drawn(PlotSchema)
  /// Arrays that the results file keeps and no report shows.
  case arrays
  /// A record that depends on the clock. It is kept in the provenance and is no part of the results.
  case timing
}

/// The quantity that a measure's numbers have.
package struct Quantity: Sendable, Hashable {
  /// Within a sentence: `a share`.
  package var noun: String
  /// The unit in a results file; `1` for a pure number.
  package var unit: String
  /// What published values may be counted in instead: words of the column `unit`.
  package var publishedUnits: [PublishedUnit]
  /// The range of the numbers.
  package var range: ClosedRange<Double>

  /// A quantity; by default one that is not negative.
  package init(
    _ noun: String, unit: String, published: [PublishedUnit],
    range: ClosedRange<Double> = 0...Double.infinity
  ) {
    self.noun = noun
    self.unit = unit
    publishedUnits = published
    self.range = range
  }

  /// A share, which people read in percent.
  package static func share(
    _ noun: String, range: ClosedRange<Double> = 0...1
  ) -> Quantity {
    Quantity(noun, unit: "fraction", published: [.percent, .fraction], range: range)
  }

  /// True if the number is a share of examples, so that it has an interval over them.
  package var isShareOfExamples: Bool { isShare && range == 0...1 }

  /// True if people read the numbers in percent.
  package var isShare: Bool { unit == "fraction" }
}

/// The declaration of a kind of plot: the values that its fields accept.
package struct PlotSchema: Sendable, Hashable {
  /// The quantity along an axis of the plot.
  package enum Coordinate: Sendable, Hashable {
    /// An axis of the run, which the plot has to name.
    case axis
    /// The steps of training, or an axis of the run.
    case step
    /// One of the values that the measure records on one of its splits, with the fields of the measure that list both.
    case metric(splits: String, names: String)
    /// The measure's number.
    case number
    /// The number of another measure, which the plot has to name.
    case measure
    /// A published value.
    case published
    /// A dimension of the measure's arrays, which cannot be chosen.
    case dimension(String)

    /// True if the field of a plot may name it.
    package var isChosen: Bool {
      switch self {
      case .axis, .step, .metric, .measure: true
      case .number, .published, .dimension: false
      }
    }
  }

  /// The kind, as results files and the catalog know it.
  package var kind: String
  /// What the measure is, after its name in a message: `is a map of query and key`.
  package var phrase: String
  /// The horizontal quantity.
  package var x: Coordinate
  /// The vertical quantity, upwards, or downwards in a map.
  package var y: Coordinate
  /// True if `series` distinguishes lines or other marks.
  package var hasSeries: Bool
  /// True if `scale` can be chosen.
  package var hasScale: Bool
  /// The word by which the field `kind` of a plot chooses it; nil where the measure alone does.
  package var word: String?

  /// The kinds that this library's own measures are drawn by, as results files keep them.
  package static let (linesKind, mapKind, budgetKind) = ("plot", "map", "budget")

  /// Stacked bars of parameters by group.
  package static let budget = PlotSchema(
    kind: budgetKind, phrase: "counts parameters by group", x: .axis,
    y: .dimension("parameters"))

  /// Lines, with a point for each value of `x`.
  package static func lines(over x: Coordinate, of y: Coordinate) -> PlotSchema {
    PlotSchema(
      kind: linesKind, phrase: y == .number ? "is one number" : "has a value at every step", x: x,
      y: y, hasSeries: true, hasScale: true, word: "lines")
  }

  /// A heat map of two dimensions of an array, a panel for each point of the others.
  package static func map(rows: String, columns: String) -> PlotSchema {
    PlotSchema(
      kind: mapKind, phrase: "is a map of \(rows) and \(columns)", x: .dimension(columns),
      y: .dimension(rows), word: "heat")
  }

  /// A kind of plot.
  package init(
    kind: String, phrase: String, x: Coordinate, y: Coordinate, hasSeries: Bool = false,
    hasScale: Bool = false, word: String? = nil
  ) {
    self.kind = kind
    self.phrase = phrase
    self.x = x
    self.y = y
    self.hasSeries = hasSeries
    self.hasScale = hasScale
    self.word = word
  }
}

/// The unit of a published value: the words of the column `unit`.
package enum PublishedUnit: String, Sendable, Hashable, CaseIterable {
  case percent = "%"
  case fraction
  case steps
  case nats
  case bits
  case parameters
  /// An empty field: the unit of the measure.
  case plain = ""

  /// Words that mean the same.
  private static let others = ["percent": PublishedUnit.percent]

  /// The unit of a word without space around it; nil for a word that means none.
  package init?(word text: String) {
    guard let unit = Self(rawValue: text) ?? Self.others[text] else { return nil }
    self = unit
  }

  /// Every word that may stand in the column.
  package static var words: [String] {
    allCases.map(\.rawValue).filter { !$0.isEmpty } + others.keys
  }
}
