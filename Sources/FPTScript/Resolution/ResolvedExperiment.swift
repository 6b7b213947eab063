/// An experiment after checking: everything the runner and the report need, nothing left to look up.
public struct ResolvedExperiment: Sendable {
  public var name: String
  public var title: String
  /// Name of the profile in force; nil where the file declares none.
  public var profile: String?
  /// What the profile and the command line changed, in order of application.
  public var changes: [Change]
  /// Every source file read, the experiment file first.
  public var sources: [SourceFile]
  public var runs: [ResolvedRun]
  /// Prose, runs, tables and plots in file order.
  public var notebook: [NotebookItem]
  /// Where groups and patterns of freezing policies stand, as they were met.
  public var selectorPlaces: [SelectorPlace]

  public init(
    name: String, title: String, profile: String?, changes: [Change], sources: [SourceFile],
    runs: [ResolvedRun], notebook: [NotebookItem], selectorPlaces: [SelectorPlace] = []
  ) {
    self.name = name
    self.title = title
    self.profile = profile
    self.changes = changes
    self.sources = sources
    self.runs = runs
    self.notebook = notebook
    self.selectorPlaces = selectorPlaces
  }

  /// The place of a group or pattern in a policy, or in one that the policy is derived from.
  public func place(of selector: GroupSelector, in policy: String) -> SourceSpan? {
    let places = selectorPlaces.filter { $0.selector == selector }
    return (places.first { $0.policy == policy } ?? places.first)?.span
  }

  /// One value changed by a profile or `--set`, as it is printed: path, old and new expression text.
  public struct Change: Sendable, Hashable {
    public enum Source: Sendable, Hashable { case profile, commandLine }
    public var source: Source
    public var path: String
    public var from: String
    public var to: String
    public init(source: Source, path: String, from: String, to: String) {
      self.source = source
      self.path = path
      self.from = from
      self.to = to
    }
  }
}

/// Where one group or pattern of a freezing policy stands.
public struct SelectorPlace: Sendable, Hashable {
  /// The declaration that it stands in; nil for a policy written in place.
  public var policy: String?
  public var selector: GroupSelector
  public var span: SourceSpan
}

/// One run: its axes and its cells.
public struct ResolvedRun: Sendable {
  public var name: String
  public var axes: [Axis]
  /// Row-major over `axes`, points removed by `skip where` left out.
  public var cells: [ResolvedCell]
  public var measures: [NamedValue]

  public init(name: String, axes: [Axis], cells: [ResolvedCell], measures: [NamedValue]) {
    self.name = name
    self.axes = axes
    self.cells = cells
    self.measures = measures
  }
}

/// One axis: `task`, `arm`, `model`, `freeze`, `train`, `seed` or a dotted path such as `train.optimizer.lr`.
public struct Axis: Sendable, Hashable {
  public var name: String
  public var points: [Point]

  public struct Point: Sendable, Hashable {
    /// The declared name or the printed value, as tables show it.
    public var label: String
    public var value: Value
    public init(label: String, value: Value) {
      self.label = label
      self.value = value
    }
  }

  public init(name: String, points: [Point]) {
    self.name = name
    self.points = points
  }
}

/// A resolved declaration under the name the file gives it.
public struct NamedValue: Sendable, Hashable {
  public var name: String
  public var value: Constructed
  public init(name: String, value: Constructed) {
    self.name = name
    self.value = value
  }
}

/// One point of a run, fully resolved.
public struct ResolvedCell: Sendable, Hashable {
  /// Index into each axis of the run.
  public var point: [Int]
  public var task: NamedValue
  public var model: NamedValue
  public var freezing: [FreezingPhase]
  public var freezingName: String
  /// The `train` declaration's fields, as a constructed value of the built-in constructor `train`.
  public var train: NamedValue
  public var seed: UInt64
  public var measures: [NamedValue]
  /// What the cell keeps beyond curves and measures, such as `weights`.
  public var keep: [String]
  /// Name of the cell's arm; nil where it has none.
  public var arm: String?
  /// What chose each part, by `arm`, `task`, `model`, `freeze`, `train`, `seed`, `measure`, `keep`; absent where
  /// nothing in a file did.
  public var origins: [String: Origin]

  public init(
    point: [Int], task: NamedValue, model: NamedValue, freezing: [FreezingPhase],
    freezingName: String, train: NamedValue, seed: UInt64, measures: [NamedValue], keep: [String],
    arm: String? = nil, origins: [String: Origin] = [:]
  ) {
    self.point = point
    self.task = task
    self.model = model
    self.freezing = freezing
    self.freezingName = freezingName
    self.train = train
    self.seed = seed
    self.measures = measures
    self.keep = keep
    self.arm = arm
    self.origins = origins
  }
}

/// A cell of the notebook, in file order.
public enum NotebookItem: Sendable {
  /// Markdown, without the leading `///`.
  case prose(String)
  case run(String)
  case table(TableSpecification)
  case plot(PlotSpecification)
}

/// What a `table` declaration asks for.
public struct TableSpecification: Sendable {
  public enum Format: Sendable, Hashable {
    case number(digits: Int)
    case percent(digits: Int)
  }
  public var title: String
  public var run: String
  public var measure: String
  public var rows: [String]
  public var columns: [String]
  /// Any of `mean`, `std`, `min`, `max`, `count`.
  public var show: [String]
  public var format: Format
  /// `best: over(axis, by: split)`.
  public var best: (axis: String, by: String)?
  /// Reference values read from a CSV file beside the experiment, as a path relative to the file that names it.
  public var against: String?
  /// What the file calls these values; nil where there are none.
  public var reference: String?
  /// What names them in the table.
  public var referencePlace: SourceSpan?

  public init(
    title: String, run: String, measure: String, rows: [String], columns: [String],
    show: [String], format: Format, best: (axis: String, by: String)? = nil,
    against: String? = nil, reference: String? = nil
  ) {
    self.title = title
    self.run = run
    self.measure = measure
    self.rows = rows
    self.columns = columns
    self.show = show
    self.format = format
    self.best = best
    self.against = against
    self.reference = reference
  }
}

/// What a `plot` declaration asks for.
public struct PlotSpecification: Sendable {
  public var title: String
  public var run: String
  public var measure: String
  public var x: String
  public var y: String?
  public var series: [String]
  public var facet: [String]
  public var logarithmic: Bool
  /// A heat map of the measure's own dimensions: `y` downwards, `x` to the right.
  public var isMap: Bool

  public init(
    title: String, run: String, measure: String, x: String, y: String?, series: [String],
    facet: [String], logarithmic: Bool, isMap: Bool = false
  ) {
    self.title = title
    self.run = run
    self.measure = measure
    self.x = x
    self.y = y
    self.series = series
    self.facet = facet
    self.logarithmic = logarithmic
    self.isMap = isMap
  }
}
