import FPTSchema

/// An experiment after checking: everything the runner and the report need, nothing left to look up.
package struct ResolvedExperiment: Sendable {
  package var name: String
  package var title: String
  /// Name of the profile in force; nil where the file declares none.
  package var profile: String?
  /// What the profile and the command line changed, in order of application.
  package var changes: [Change]
  /// Every source file read, the experiment file first.
  package var sources: [SourceFile]
  package var runs: [ResolvedRun]
  /// Prose, runs, tables and plots in file order.
  package var notebook: [NotebookItem]
  /// The source locations of groups and patterns of freezing policies, in the order of reading.
  package var selectorLocations: [SelectorLocation]
  /// How declarations are shown, of those that say it, in the order of the files.
  package var presentations: [Presentation]

  package init(
    name: String, title: String, profile: String?, changes: [Change], sources: [SourceFile],
    runs: [ResolvedRun], notebook: [NotebookItem], selectorLocations: [SelectorLocation] = [],
    presentations: [Presentation] = []
  ) {
    self.name = name
    self.title = title
    self.profile = profile
    self.changes = changes
    self.sources = sources
    self.runs = runs
    self.notebook = notebook
    self.selectorLocations = selectorLocations
    self.presentations = presentations
  }

  /// The source location of a group or pattern in a policy, or in one that the policy is derived from.
  package func location(of selector: GroupSelector, in policy: String) -> SourceSpan? {
    let locations = selectorLocations.filter { $0.selector == selector }
    return (locations.first { $0.policy == policy } ?? locations.first)?.span
  }

  /// One value changed by a profile or `--set`, as it is printed: path, old and new expression text.
  package struct Change: Sendable, Hashable {
    package enum Source: Sendable, Hashable { case profile, commandLine }
    package var source: Source
    package var path: String
    package var from: String
    package var to: String
    package init(source: Source, path: String, from: String, to: String) {
      self.source = source
      self.path = path
      self.from = from
      self.to = to
    }
  }
}

/// The source location of one group or pattern of a freezing policy.
package struct SelectorLocation: Sendable, Hashable {
  /// The declaration that it stands in; nil for a policy written in place.
  package var policy: String?
  package var selector: GroupSelector
  package var span: SourceSpan
}

/// One run: its axes and its cells.
package struct ResolvedRun: Sendable {
  package var name: String
  package var axes: [Axis]
  /// Row-major over `axes`, points removed by `skip where` left out.
  package var cells: [ResolvedCell]
  package var measures: [NamedValue]

  package init(name: String, axes: [Axis], cells: [ResolvedCell], measures: [NamedValue]) {
    self.name = name
    self.axes = axes
    self.cells = cells
    self.measures = measures
  }
}

/// One axis: `task`, `arm`, `model`, `freeze`, `train`, `seed` or a dotted path such as `train.optimizer.lr`.
package struct Axis: Sendable, Hashable {
  package var name: String
  package var points: [Point]

  package struct Point: Sendable, Hashable {
    /// The declared name or the printed value, as tables show it.
    package var label: String
    package var value: Value
    package init(label: String, value: Value) {
      self.label = label
      self.value = value
    }
  }

  package init(name: String, points: [Point]) {
    self.name = name
    self.points = points
  }
}

/// A resolved declaration under the name the file gives it.
package struct NamedValue: Sendable, Hashable {
  package var name: String
  package var value: Constructed
  package init(name: String, value: Constructed) {
    self.name = name
    self.value = value
  }
}

/// One point of a run, fully resolved.
package struct ResolvedCell: Sendable, Hashable {
  /// Index into each axis of the run.
  package var point: [Int]
  package var task: NamedValue
  package var model: NamedValue
  package var freezing: [FreezingStage]
  package var freezingName: String
  /// The `train` declaration's fields, as a constructed value of the built-in constructor `train`.
  package var train: NamedValue
  package var seed: UInt64
  package var measures: [NamedValue]
  /// The parts that the cell keeps besides curves and measures, such as `weights`.
  package var keep: [String]
  /// Name of the cell's arm; nil where it has none.
  package var arm: String?
  /// What chose each part, by `arm`, `task`, `model`, `freeze`, `train`, `seed`, `measure`, `keep`; absent where
  /// nothing in a file did.
  package var origins: [String: Origin]

  package init(
    point: [Int], task: NamedValue, model: NamedValue, freezing: [FreezingStage],
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
package enum NotebookItem: Sendable {
  /// Markdown, without the leading `///`.
  case prose(String)
  case run(String)
  case table(TableSpecification)
  case plot(PlotSpecification)
}

/// The content of a `table` declaration.
package struct TableSpecification: Sendable {
  /// One of the measures that a table shows.
  package struct Measure: Sendable, Hashable {
    package var name: String
    /// The call that says how its numbers are printed; nil for the default.
    package var format: Constructed?
    package init(name: String, format: Constructed?) {
      self.name = name
      self.format = format
    }
  }

  /// Two points of an axis, of which the table shows the difference, left minus right.
  package struct Comparison: Sendable, Hashable {
    package var axis: String
    package var left: String
    package var right: String
    package init(axis: String, left: String, right: String) {
      self.axis = axis
      self.left = left
      self.right = right
    }
  }

  package var title: String
  package var run: String
  /// What is shown, in order; never empty.
  package var measures: [Measure]
  package var rows: [String]
  package var columns: [String]
  /// The names of statistics, in order.
  package var show: [String]
  package var comparisons: [Comparison] = []
  /// How far apart two equal values may be, in the unit of the measures; nil where nothing is claimed to be equal.
  package var margin: Double?
  /// The name of the family that its comparisons belong to; nil where they are one by themselves.
  package var family: String?
  /// `best: over(axis, by: split)`.
  package var best: (axis: String, by: String)?
  /// Reference values read from a CSV file beside the experiment, as a path relative to the file that names it.
  package var against: String?
  /// The name of the published values in the file; nil if there are none.
  package var reference: String?
  /// The span of the table's reference to them.
  package var referenceSpan: SourceSpan?

  package init(
    title: String, run: String, measures: [Measure], rows: [String], columns: [String],
    show: [String], best: (axis: String, by: String)? = nil,
    against: String? = nil, reference: String? = nil
  ) {
    self.title = title
    self.run = run
    self.measures = measures
    self.rows = rows
    self.columns = columns
    self.show = show
    self.best = best
    self.against = against
    self.reference = reference
  }
}

extension TableSpecification {
  /// The axis that several measures are on: across where nothing else is, else innermost downwards.
  package static let measureAxis = "measure"

  /// The row and the column of a measure at a place, as published values are named: labels with a point between them.
  package func place(
    row: [String], column: [String], measure: String
  ) -> (row: String, column: String) {
    let isNamed = measures.count > 1
    let row = row + (isNamed && !columns.isEmpty ? [measure] : [])
    let column = column + (isNamed && columns.isEmpty ? [measure] : [])
    return (row.joined(separator: " · "), column.joined(separator: " · "))
  }
}
