/// All that a results file holds, in the terms of the format: ``tree()`` gives it its form,
/// ``init(tree:hasCells:)`` reads it.
///
/// Versions of the format meet here and nowhere else: who has a document need not know which
/// version its file was of, but for ``notebook``, which files of version 1 lack.
///
/// ```swift
/// let document = try ResultsDocument(path: "results/small.h5")
/// for run in document.runs {
///   print(run.name, run.axes.map(\.name), run.measures.map(\.name), run.points.count)
/// }
/// ```
public struct ResultsDocument: Sendable {
  /// The title of the experiment.
  public var title: String
  /// The profile in force; empty where the experiment declares none.
  public var profile: String
  /// The experiment file, and every file that it uses.
  public var sources: [Source]
  /// Files of published values that tables stand beside.
  public var references: [Source]
  /// The changes by profile and command line, as printed: `path = value`.
  public var overrides: [String]
  /// Every cell that a run refers to, once.
  public var cells: [CellRecord]
  /// The runs of the experiment: grids of cells, each over its axes.
  public var runs: [RunResults]
  /// The tables of the report, as arrays of statistics over their axes.
  public var tables: [Figure]
  /// The plots of the report, as arrays of what they draw.
  public var plots: [Figure]
  /// The layout of the report; nil for a file of version 1, whose script has it.
  public var notebook: NotebookLayout?
  /// What may differ between two runs of the same bits.
  ///
  /// The cells' own provenance is added to it.
  public var provenance: [ResultAttribute]

  /// A source file of the experiment.
  public struct Source: Sendable, Hashable {
    /// Its path relative to the experiment file, or its name.
    public var name: String
    /// The file's whole text.
    public var text: String
    /// Makes a source from its path and its text.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// A table or plot of the report, as data.
  public struct Figure: Sendable, Hashable {
    /// The name of its group in `/tables` or `/plots`.
    public var name: String
    /// The title that the report shows above it.
    public var title: String
    /// The dimensions of its arrays, outermost first.
    public var axes: [ResultAxis]
    /// Numbers over all axes, such as means and standard deviations.
    public var arrays: [ResultArray]
    /// Texts over all axes, such as where published values are from.
    public var texts: [ResultTexts]
    /// The origin of the data, such as run and measure.
    public var attributes: [ResultAttribute]
    /// Groups inside this one, whose arrays have other axes: comparisons, intervals for each seed, further measures, the lines of single seeds.
    public var parts: [Figure]
    /// Makes a table or plot; its arrays must have as many values as the axes have points.
    public init(
      name: String, title: String, axes: [ResultAxis], arrays: [ResultArray],
      texts: [ResultTexts] = [], attributes: [ResultAttribute] = [], parts: [Figure] = []
    ) {
      self.name = name
      self.title = title
      self.axes = axes
      self.arrays = arrays
      self.texts = texts
      self.attributes = attributes
      self.parts = parts
    }

    /// The part of a name.
    public func part(_ name: String) -> Figure? { parts.first { $0.name == name } }

    /// The array of a name.
    public func array(_ name: String) -> ResultArray? { arrays.first { $0.name == name } }

    /// The axis of a name.
    public func axis(_ name: String) -> ResultAxis? { axes.first { $0.name == name } }

    /// The attribute of a name.
    public func attribute(_ name: String) -> ResultAttribute.Value? {
      attributes.first { $0.name == name }?.value
    }
  }

  /// Makes a document; lists that are left out are empty.
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
  /// The labels of an axis: texts, integers or numbers, one for each index.
  public enum Labels: Sendable, Hashable {
    case texts([String])
    case integers([Int64])
    case numbers([Double])
  }
  /// The name, which is also that of the dimension: `task`, `arm`, `seed`, or a path such as
  /// `train.optimizer.lr`.
  public var name: String
  /// The label of each index.
  public var labels: Labels
  /// What the axis is, in words.
  public var longName: String

  /// Makes an axis; without a long name its name takes that place.
  public init(name: String, labels: Labels, longName: String? = nil) {
    self.name = name
    self.labels = labels
    self.longName = longName ?? name
  }

  /// The number of its labels.
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
  /// The name of the array, such as `mean`.
  public var name: String
  /// What the numbers are, in words.
  public var longName: String
  /// The unit of the values in the notation of UDUNITS; `1` for pure numbers.
  public var units: String
  /// The numbers in row-major order, NaN where there is none.
  public var values: [Double]
  /// Makes an array; without a long name its name takes that place.
  public init(name: String, longName: String? = nil, units: String = "1", values: [Double]) {
    self.name = name
    self.longName = longName ?? name
    self.units = units
    self.values = values
  }
}

/// Texts over all axes of a table, row-major, empty where there is none.
public struct ResultTexts: Sendable, Hashable {
  /// The name of the array, such as `reference_source`.
  public var name: String
  /// What the texts are, in words.
  public var longName: String
  /// The texts in row-major order, empty where there is none.
  public var values: [String]
  /// Makes an array of texts.
  public init(name: String, longName: String, values: [String]) {
    self.name = name
    self.longName = longName
    self.values = values
  }
}

/// One run: its axes, and what is known at each of their points.
public struct RunResults: Sendable, Hashable {
  /// The name of the run, and of its group in `/runs`.
  public var name: String
  /// The axes of the run, outermost first; a point has an index on each.
  public var axes: [ResultAxis]
  /// The scalars that stand at every point.
  public var measures: [Measure]
  /// The points that have a cell, in any order; those removed by `skip where` are left out.
  public var points: [Point]

  /// A scalar that a measure gives for each cell.
  public struct Measure: Sendable, Hashable {
    /// The name of the measure, and of its array in the run.
    public var name: String
    /// What is measured, in words.
    public var longName: String
    /// The unit of the values in the notation of UDUNITS; `1` for pure numbers.
    public var units: String
    /// Makes a measure; without a long name its name takes that place.
    public init(name: String, longName: String? = nil, units: String = "1") {
      self.name = name
      self.longName = longName ?? name
      self.units = units
    }
  }

  /// One point of the grid, its cell and what was measured there.
  public struct Point: Sendable, Hashable {
    /// Index into each axis.
    public var index: [Int]
    /// Hash of the cell.
    public var cell: String
    /// How far the computation of the cell has come.
    public var state: CellRecord.State
    /// One value for each measure of the run; nil where there is none.
    public var values: [Double?]
    /// Makes a point from its index on each axis, its cell, and one value for each measure.
    public init(index: [Int], cell: String, state: CellRecord.State, values: [Double?]) {
      self.index = index
      self.cell = cell
      self.state = state
      self.values = values
    }
  }

  /// Makes a run from its axes, its measures, and the points that have a cell.
  public init(name: String, axes: [ResultAxis], measures: [Measure], points: [Point]) {
    self.name = name
    self.axes = axes
    self.measures = measures
    self.points = points
  }
}
