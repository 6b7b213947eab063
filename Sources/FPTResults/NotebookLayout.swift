/// The content and order of the report as data: the group `/notebook` of a results file.
///
/// It names the tables and plots of the file and says how each is laid out, so that whoever shows a file needs no parser of
/// experiment files. Numbers stand in `/tables` and `/plots` alone.
public struct NotebookLayout: Sendable, Hashable {
  /// What the profile and the command line changed, in order of application.
  public var changes: [Change]
  /// Lines under the title, plain text, such as what a model takes by `accept:`.
  public var notes: [String]
  /// The prose, tables and plots of the report, from top to bottom.
  public var items: [Item]

  /// One value changed by a profile or the command line: its path, and expressions as experiment files write them.
  public struct Change: Sendable, Hashable {
    /// Who changed the value.
    public enum Source: String, Sendable, Hashable, CaseIterable {
      case profile
      case commandLine = "command line"
    }
    /// Whether the profile or the command line changed it.
    public var source: Source
    /// The path of the value, such as `train.steps`.
    public var path: String
    /// The expression that stood there before.
    public var from: String
    /// The expression that took its place.
    public var to: String

    /// Makes the record of one changed value.
    public init(source: Source, path: String, from: String, to: String) {
      self.source = source
      self.path = path
      self.from = from
      self.to = to
    }
  }

  /// One part of the report.
  public enum Item: Sendable, Hashable {
    /// Markdown.
    case prose(String)
    /// A table of `/tables`.
    case table(Table)
    /// Lines of `/plots`.
    case plot(Plot)
    /// Heat maps of `/plots`.
    case map(Map)
    /// An item of another kind, which this version may not know.
    case other(kind: String, attributes: [ResultAttribute])

    /// The kind, as the results file says it.
    package var kind: String {
      switch self {
      case .prose: "prose"
      case .table: "table"
      case .plot: "plot"
      case .map: "map"
      case .other(let kind, _): kind
      }
    }

    /// The name of the group of `/tables` or `/plots` that is shown; nil for prose, and where another kind does not say.
    package var figureName: String? {
      switch self {
      case .prose: nil
      case .table(let table): table.table
      case .plot(let plot): plot.plot
      case .map(let map): map.plot
      case .other(_, let attributes):
        attributes.first { $0.name == "plot" }?.value.text.flatMap(ResultName.decoded)
      }
    }
  }

  /// How a group of `/tables` is laid out.
  ///
  /// Its axes are `rows` and `columns` together.
  public struct Table: Sendable, Hashable {
    /// Name of the group.
    public var table: String
    /// The name of the values, such as `accuracy`.
    public var label: String
    /// Names of the axes down the side, outermost first.
    public var rows: [String]
    /// Names of the axes along the top, outermost first.
    public var columns: [String]
    /// Which statistics a table cell shows, in order.
    public var show: [Statistic]
    /// How the values are written.
    public var format: ValueFormat
    /// The name of the published values, such as `paper`; nil if the table has none.
    public var reference: String?

    /// Lays out a table: its group, what the values are called, its axes, and what is shown of
    /// them.
    public init(
      table: String, label: String, rows: [String], columns: [String], show: [Statistic],
      format: ValueFormat, reference: String? = nil
    ) {
      self.table = table
      self.label = label
      self.rows = rows
      self.columns = columns
      self.show = show
      self.format = format
      self.reference = reference
    }
  }

  /// The statistics that a table may show at one point.
  ///
  /// Each is an array of the table's group.
  public enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean, std, min, max, count
  }

  /// How a group of `/plots` is drawn as lines.
  ///
  /// Its axes are `facets`, `series` and `x` together.
  public struct Plot: Sendable, Hashable {
    /// Name of the group.
    public var plot: String
    /// Name of the axis to the right.
    public var x: String
    /// The words at the axis to the right, with the unit where there is one.
    public var xLabel: String
    /// The words at the axis upwards, with the unit where there is one.
    public var yLabel: String
    /// Names of the axes that tell lines apart.
    public var series: [String]
    /// Names of the axes that tell panels apart.
    public var facets: [String]
    /// Whether the axis to the right is logarithmic.
    public var hasLogarithmicX: Bool
    /// The format of vertical values; nil lets the ticks decide.
    public var format: ValueFormat?

    /// Lays out a plot of lines: its group, its axes and what they are called.
    public init(
      plot: String, x: String, xLabel: String, yLabel: String, series: [String],
      facets: [String], hasLogarithmicX: Bool = false, format: ValueFormat? = nil
    ) {
      self.plot = plot
      self.x = x
      self.xLabel = xLabel
      self.yLabel = yLabel
      self.series = series
      self.facets = facets
      self.hasLogarithmicX = hasLogarithmicX
      self.format = format
    }
  }

  /// How a group of `/plots` is drawn as heat maps: `rows` downwards, `columns` to the right, a panel for each point of the
  /// other axes.
  public struct Map: Sendable, Hashable {
    /// Name of the group.
    public var plot: String
    /// Name of the axis downwards.
    public var rows: String
    /// Name of the axis to the right.
    public var columns: String
    /// Names of the run's axes that tell panels apart.
    public var facets: [String]

    /// Lays out a heat map: its group and its axes.
    public init(plot: String, rows: String, columns: String, facets: [String]) {
      self.plot = plot
      self.rows = rows
      self.columns = columns
      self.facets = facets
    }
  }

  /// Lays out a report; one without items shows its title alone.
  public init(changes: [Change] = [], notes: [String] = [], items: [Item] = []) {
    self.changes = changes
    self.notes = notes
    self.items = items
  }
}

/// The format of a measure's values: `number(2)` or `percent(1)`.
public enum ValueFormat: Sendable, Hashable {
  /// A number with that many decimals.
  case number(digits: Int)
  /// A fraction times one hundred; the percent sign stands once, in the heading.
  case percent(digits: Int)

  /// Most decimals that a double can carry.
  package static let mostDigits = 15

  /// Decimal places, within what a double can carry.
  public var digits: Int {
    switch self {
    case .number(let digits), .percent(let digits): min(max(digits, 0), Self.mostDigits)
    }
  }
}
