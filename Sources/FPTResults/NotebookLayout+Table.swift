extension NotebookLayout {
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
}
