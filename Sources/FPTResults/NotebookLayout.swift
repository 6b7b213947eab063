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
  /// How declarations are shown, of those that say it.
  public var labels: [Label]
  /// Images that the prose shows.
  public var images: [Image]

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

  /// Lays out a report; one without items shows its title alone.
  public init(
    changes: [Change] = [], notes: [String] = [], items: [Item] = [], labels: [Label] = [],
    images: [Image] = []
  ) {
    self.changes = changes
    self.notes = notes
    self.items = items
    self.labels = labels
    self.images = images
  }
}
