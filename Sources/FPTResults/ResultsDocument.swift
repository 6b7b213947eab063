/// All that a results file holds, in the terms of the format: ``tree()`` gives it its form, ``init(tree:)`` reads it.
///
/// Versions of the format meet here and nowhere else: who has a document need not know which version its file was of, but for
/// ``notebook``, which files of version 1 lack.
public struct ResultsDocument: Sendable {
  public var title: String
  /// The profile in force; empty where the experiment declares none.
  public var profile: String
  public var sources: [Source]
  /// Files of published values that tables stand beside.
  public var references: [Source]
  /// What profile and command line changed, as printed: `path = value`.
  public var overrides: [String]
  /// Every cell that a run refers to, once.
  public var cells: [CellRecord]
  public var runs: [RunResults]
  public var tables: [Figure]
  public var plots: [Figure]
  /// What a report shows; nil for a file of version 1, whose script says it.
  public var notebook: NotebookLayout?
  /// What may differ between two runs of the same bits. The cells' own provenance is added to it.
  public var provenance: [ResultAttribute]

  /// A source file of the experiment.
  public struct Source: Sendable, Hashable {
    /// Its path relative to the experiment file, or its name.
    public var name: String
    public var text: String
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// A table or plot of the report, as data.
  public struct Figure: Sendable, Hashable {
    public var name: String
    public var title: String
    public var axes: [ResultAxis]
    public var arrays: [ResultArray]
    /// Texts over all axes, such as where published values are from.
    public var texts: [ResultTexts]
    /// What the data are of, such as their run and measure.
    public var attributes: [ResultAttribute]
    public init(
      name: String, title: String, axes: [ResultAxis], arrays: [ResultArray],
      texts: [ResultTexts] = [], attributes: [ResultAttribute] = []
    ) {
      self.name = name
      self.title = title
      self.axes = axes
      self.arrays = arrays
      self.texts = texts
      self.attributes = attributes
    }

    /// The array of a name.
    public func array(_ name: String) -> ResultArray? { arrays.first { $0.name == name } }

    /// The axis of a name.
    public func axis(_ name: String) -> ResultAxis? { axes.first { $0.name == name } }

    /// The attribute of a name.
    public func attribute(_ name: String) -> ResultAttribute.Value? {
      attributes.first { $0.name == name }?.value
    }
  }

  public init(
    title: String, profile: String = "", sources: [Source] = [], references: [Source] = [],
    overrides: [String] = [], cells: [CellRecord] = [], runs: [RunResults] = [],
    tables: [Figure] = [], plots: [Figure] = [], notebook: NotebookLayout? = nil,
    provenance: [ResultAttribute] = []
  ) {
    self.title = title
    self.profile = profile
    self.sources = sources
    self.references = references
    self.overrides = overrides
    self.cells = cells
    self.runs = runs
    self.tables = tables
    self.plots = plots
    self.notebook = notebook
    self.provenance = provenance
  }
}

/// One axis of a run, table or plot, with the label of each index.
public struct ResultAxis: Sendable, Hashable {
  public enum Labels: Sendable, Hashable {
    case texts([String])
    case integers([Int64])
    case numbers([Double])
  }
  /// Also the name of the dimension: `task`, `arm`, `seed`, `train.optimizer.lr`, …
  public var name: String
  public var labels: Labels
  public var longName: String

  public init(name: String, labels: Labels, longName: String? = nil) {
    self.name = name
    self.labels = labels
    self.longName = longName ?? name
  }

  public var count: Int { values.count }

  /// The labels as texts: numbers in the shortest form that reads back.
  public var labelTexts: [String] {
    switch labels {
    case .texts(let texts): texts
    case .integers(let integers): integers.map { "\($0)" }
    case .numbers(let numbers): numbers.map { "\($0)" }
    }
  }

  var values: ResultVariable.Values {
    switch labels {
    case .texts(let texts): .texts(texts)
    case .integers(let integers): .int64(integers)
    case .numbers(let numbers): .float64(numbers)
    }
  }
}

/// Numbers over all axes of a table or plot, row-major, NaN where there is none.
public struct ResultArray: Sendable, Hashable {
  public var name: String
  public var longName: String
  public var units: String
  public var values: [Double]
  public init(name: String, longName: String? = nil, units: String = "1", values: [Double]) {
    self.name = name
    self.longName = longName ?? name
    self.units = units
    self.values = values
  }
}

/// Texts over all axes of a table, row-major, empty where there is none.
public struct ResultTexts: Sendable, Hashable {
  public var name: String
  public var longName: String
  public var values: [String]
  public init(name: String, longName: String, values: [String]) {
    self.name = name
    self.longName = longName
    self.values = values
  }
}

/// One run: its axes, and what is known at each of their points.
public struct RunResults: Sendable, Hashable {
  public var name: String
  public var axes: [ResultAxis]
  public var measures: [Measure]
  /// The points that have a cell, in any order; those removed by `skip where` are left out.
  public var points: [Point]

  /// A scalar that a measure gives for each cell.
  public struct Measure: Sendable, Hashable {
    public var name: String
    public var longName: String
    public var units: String
    public init(name: String, longName: String? = nil, units: String = "1") {
      self.name = name
      self.longName = longName ?? name
      self.units = units
    }
  }

  public struct Point: Sendable, Hashable {
    /// Index into each axis.
    public var index: [Int]
    /// Hash of the cell.
    public var cell: String
    public var state: CellRecord.State
    /// One value for each measure of the run; nil where there is none.
    public var values: [Double?]
    public init(index: [Int], cell: String, state: CellRecord.State, values: [Double?]) {
      self.index = index
      self.cell = cell
      self.state = state
      self.values = values
    }
  }

  public init(name: String, axes: [ResultAxis], measures: [Measure], points: [Point]) {
    self.name = name
    self.axes = axes
    self.measures = measures
    self.points = points
  }
}
