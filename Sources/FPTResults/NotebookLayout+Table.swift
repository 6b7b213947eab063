extension NotebookLayout {
  /// How a group of `/tables` is laid out.
  ///
  /// Its axes are `rows` and `columns` together.
  public struct Table: Sendable, Hashable {
    /// Name of the group.
    public var table: String
    /// The name of the values, such as `accuracy`; of several measures, of the first.
    public var label: String
    /// Names of the axes down the side, outermost first.
    public var rows: [String]
    /// Names of the axes along the top, outermost first.
    public var columns: [String]
    /// Which statistics a table cell shows, in order.
    public var show: [Statistic]
    /// How the values are written.
    public var format: ValueFormat
    /// Further measures, whose numbers are in groups of their names below ``measuresGroup``.
    ///
    /// They stand across where the table has no columns, else innermost downwards.
    public var further: [Measure]
    /// The name of the published values, such as `paper`; nil if the table has none.
    public var reference: String?

    /// Lays out a table: its group, what the values are called, its axes, and what is shown of
    /// them.
    public init(
      table: String, label: String, rows: [String], columns: [String], show: [Statistic],
      format: ValueFormat, further: [Measure] = [], reference: String? = nil
    ) {
      self.table = table
      self.label = label
      self.rows = rows
      self.columns = columns
      self.show = show
      self.format = format
      self.further = further
      self.reference = reference
    }

    /// One of several measures of a table.
    public struct Measure: Sendable, Hashable {
      /// What its values are called, which is the name of its group.
      public var label: String
      /// How they are written.
      public var format: ValueFormat
      /// A measure by what its values are called and how they are written.
      public init(label: String, format: ValueFormat) {
        self.label = label
        self.format = format
      }
    }

    /// The name of the group, inside that of a table, of the measures after the first.
    public static let measuresGroup = "measures"
    /// The name of the group, inside that of a measure, of its intervals for each seed.
    public static let seedsGroup = "seeds"
    /// The name of the group, inside that of a measure, of its comparisons.
    public static let comparisonsGroup = "comparisons"
  }

  /// The statistics that a table may show at one point.
  ///
  /// Each is an array of the table's group, an interval two: `ci95_low` and `ci95_high`.
  public enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean, std, sem, ci95, bootstrap
    case ciTest = "ci_test"
    case median, iqr, min, max, count
  }
}
