extension NotebookLayout {
  /// The group `/notebook`.
  var group: ResultGroup {
    var root = ResultGroup()
    root.setAttribute("items", .texts(items.indices.map(Self.name)))
    root.setAttribute("notes", .texts(notes))
    if !changes.isEmpty { root.append(Self.changesName, Self.group(of: changes)) }
    if !labels.isEmpty { root.append(Self.labelsName, Self.group(of: labels)) }
    if !images.isEmpty { root.append(Self.imagesName, Self.group(of: images)) }
    for (index, item) in items.enumerated() { root.append(Self.name(index), item.group) }
    return root
  }

  private static let changesName = "changes"

  private static func name(_ index: Int) -> String {
    let digits = String(index + 1)
    return "item_" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  private static func group(of changes: [Change]) -> ResultGroup {
    var group = ResultGroup()
    func add(_ name: String, _ longName: String, _ value: (Change) -> String) {
      group.variables.append(
        ResultVariable(
          name: name, dimensions: ["change"], shape: [changes.count],
          values: .texts(changes.map(value)), attributes: .described(longName, units: nil)))
    }
    add("path", "path of the value that was changed") { $0.path }
    add("from", "value in the experiment file") { $0.from }
    add("to", "value in force") { $0.to }
    add("source", "what changed it: profile or command line") { $0.source.rawValue }
    return group
  }

  /// Reads the group `/notebook`, and checks it against the tables and plots that it speaks of.
  ///
  /// Groups that it does not list are ignored; one that it lists and that is of an unknown kind keeps its attributes.
  ///
  /// - Complexity: linear in the size of the group.
  init(
    group root: ResultGroup, tables: [ResultsDocument.Figure], plots: [ResultsDocument.Figure]
  ) throws(ResultTreeError) {
    let place = "/notebook"
    let names = try root.texts("items", at: place)
    guard Set(names).count == names.count else {
      throw .unexpected(
        place: "\(place)@items", expected: "each item once", found: "one of them twice")
    }
    let groups = Dictionary(
      root.groups.map { ($0.name, $0.group) }, uniquingKeysWith: { first, _ in first })
    var items: [Item] = []
    for name in names {
      guard let item = groups[name] else {
        throw .unexpected(place: "\(place)/\(name)", expected: "an item", found: "none")
      }
      items.append(
        try Item(group: item, at: "\(place)/\(name)", tables: tables, plots: plots))
    }
    self.init(
      changes: try groups[Self.changesName].map { group throws(ResultTreeError) in
        try Self.changes(in: group, at: "\(place)/\(Self.changesName)")
      } ?? [],
      notes: try root.texts("notes", at: place), items: items,
      labels: try groups[Self.labelsName].map { group throws(ResultTreeError) in
        try Self.labels(in: group, at: "\(place)/\(Self.labelsName)")
      } ?? [],
      images: try groups[Self.imagesName].map { group throws(ResultTreeError) in
        try Self.images(in: group, at: "\(place)/\(Self.imagesName)")
      } ?? [])
  }

  private static func changes(
    in group: ResultGroup, at place: String
  ) throws(ResultTreeError) -> [Change] {
    let columns = (
      try group.texts(of: "path", at: place), try group.texts(of: "from", at: place),
      try group.texts(of: "to", at: place), try group.texts(of: "source", at: place)
    )
    let count = columns.0.count
    guard columns.1.count == count, columns.2.count == count, columns.3.count == count else {
      throw .unexpected(
        place: place, expected: "four texts for each change", found: "columns of other lengths")
    }
    var changes: [Change] = []
    for index in 0..<count {
      changes.append(
        Change(
          source: try .named(columns.3[index], at: "\(place)/source"), path: columns.0[index],
          from: columns.1[index], to: columns.2[index]))
    }
    return changes
  }
}

extension NotebookLayout.Item {
  fileprivate var group: ResultGroup {
    var group = ResultGroup()
    group.setAttribute("kind", .text(kind))
    switch self {
    case .prose(let text):
      group.variables.append(
        ResultVariable(
          scalar: "text", values: .texts([text]), attributes: .described("Markdown", units: nil)))
    case .table(let table):
      group.setName("table", table.table)
      group.setAttribute("label", .text(table.label))
      group.setNames("rows", table.rows)
      group.setNames("columns", table.columns)
      group.setAttribute("show", .texts(table.show.map(\.rawValue)))
      group.set(table.format)
      if !table.further.isEmpty {
        group.setAttribute("further_labels", .texts(table.further.map(\.label)))
        group.setAttribute("further_formats", .texts(table.further.map(\.format.unitWord)))
        group.setAttribute(
          "further_digits", .integers(table.further.map { Int64($0.format.digits) }))
      }
      if let reference = table.reference { group.setAttribute("reference", .text(reference)) }
    case .plot(let plot):
      group.setName("plot", plot.plot)
      group.setName("x", plot.x)
      group.setAttribute("x_label", .text(plot.xLabel))
      group.setAttribute("x_scale", .text(plot.hasLogarithmicX ? "log" : "linear"))
      group.setAttribute("y_label", .text(plot.yLabel))
      if plot.hasLogarithmicY {
        group.setAttribute("y_scale", .text(PlotScaleName.log.rawValue))
      }
      if plot.hasFreeY { group.setAttribute("y_range", .text(PlotRangeName.free.rawValue)) }
      group.setNames("series", plot.series)
      group.setNames("facets", plot.facets)
      if let format = plot.format { group.set(format) }
    case .map(let map):
      group.setName("plot", map.plot)
      group.setName("rows", map.rows)
      group.setName("columns", map.columns)
      group.setNames("facets", map.facets)
      if let label = map.label { group.setAttribute("label", .text(label)) }
      if let format = map.format { group.set(format) }
    case .other(_, let attributes):
      for attribute in attributes { group.setAttribute(attribute.name, attribute.value) }
    }
    return group
  }

  fileprivate init(
    group: ResultGroup, at place: String, tables: [ResultsDocument.Figure],
    plots: [ResultsDocument.Figure]
  ) throws(ResultTreeError) {
    switch try group.text("kind", at: place) {
    case "prose":
      guard let text = try group.texts(of: "text", at: place).first else {
        throw .unexpected(place: "\(place)/text", expected: "a text", found: "none")
      }
      self = .prose(text)
    case "table":
      let rows = try group.names("rows", at: place)
      let columns = try group.names("columns", at: place)
      let name = try group.name(
        "table", at: place, of: tables, in: "/tables", axes: rows + columns)
      var show: [NotebookLayout.Statistic] = []
      for word in try group.texts("show", at: place) {
        show.append(try .named(word, at: "\(place)@show"))
      }
      guard let format = try group.format(at: place) else {
        throw .unexpected(place: "\(place)@format", expected: "number or percent", found: "none")
      }
      self = .table(
        NotebookLayout.Table(
          table: name, label: try group.text("label", at: place), rows: rows, columns: columns,
          show: show, format: format, further: try group.furtherMeasures(at: place),
          reference: try group.optionalText("reference", at: place)))
    case "plot":
      let x = try group.name("x", at: place)
      let series = try group.names("series", at: place)
      let facets = try group.names("facets", at: place)
      let name = try group.name(
        "plot", at: place, of: plots, in: "/plots", axes: facets + series + [x])
      let scale: PlotScaleName = try .named(
        try group.text("x_scale", at: place), at: "\(place)@x_scale")
      self = .plot(
        NotebookLayout.Plot(
          plot: name, x: x, xLabel: try group.text("x_label", at: place),
          yLabel: try group.text("y_label", at: place), series: series, facets: facets,
          hasLogarithmicX: scale == .log,
          hasLogarithmicY: try group.choice("y_scale", PlotScaleName.linear, at: place) == .log,
          hasFreeY: try group.choice("y_range", PlotRangeName.shared, at: place) == .free,
          format: try group.format(at: place)))
    case "map":
      let facets = try group.names("facets", at: place)
      var map = NotebookLayout.Map(
        plot: try group.name("plot", at: place, of: plots, in: "/plots", beginning: facets),
        rows: try group.name("rows", at: place), columns: try group.name("columns", at: place),
        facets: facets)
      map.label = try group.optionalText("label", at: place)
      map.format = try group.format(at: place)
      self = .map(map)
    case let kind:
      self = .other(
        kind: kind, attributes: group.attributes.filter { $0.name != "kind" })
    }
  }
}

private enum PlotScaleName: String, CaseIterable { case linear, log }
private enum PlotRangeName: String, CaseIterable { case shared, free }

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// The case of this name.
  fileprivate static func named(_ text: String, at place: String) throws(ResultTreeError) -> Self {
    guard let value = Self(rawValue: text) else {
      throw .unexpected(
        place: place, expected: allCases.map(\.rawValue).joined(separator: ", "),
        found: "`\(text)`")
    }
    return value
  }
}

// Names in attributes are those of groups and dimensions as they are stored.
extension ResultGroup {
  fileprivate mutating func setName(_ attribute: String, _ name: String) {
    setAttribute(attribute, .text(ResultName.encoded(name)))
  }

  fileprivate mutating func setNames(_ attribute: String, _ names: [String]) {
    setAttribute(attribute, .texts(names.map(ResultName.encoded)))
  }

  fileprivate mutating func set(_ format: ValueFormat) {
    setAttribute("format", .text(format.unitWord))
    setAttribute("digits", .integer(Int64(format.digits)))
  }

  /// One of a few words; the default where the attribute is absent.
  fileprivate func choice<Choice: RawRepresentable & CaseIterable>(
    _ attribute: String, _ absent: Choice, at place: String
  ) throws(ResultTreeError) -> Choice where Choice.RawValue == String {
    guard let text = try optionalText(attribute, at: place) else { return absent }
    return try .named(text, at: "\(place)@\(attribute)")
  }

  fileprivate func name(_ attribute: String, at place: String) throws(ResultTreeError) -> String {
    try Self.decoded(try text(attribute, at: place), at: "\(place)@\(attribute)")
  }

  fileprivate func names(
    _ attribute: String, at place: String
  ) throws(ResultTreeError) -> [String] {
    var names: [String] = []
    for name in try texts(attribute, at: place) {
      names.append(try Self.decoded(name, at: "\(place)@\(attribute)"))
    }
    return names
  }

  private static func decoded(_ text: String, at place: String) throws(ResultTreeError) -> String {
    guard let name = ResultName.decoded(text) else {
      throw .unexpected(place: place, expected: "a stored name", found: "`\(text)`")
    }
    return name
  }

  /// The name of a figure that has these axes and no others, or begins with some.
  fileprivate func name(
    _ attribute: String, at place: String, of figures: [ResultsDocument.Figure], in parent: String,
    axes: [String]? = nil, beginning: [String] = []
  ) throws(ResultTreeError) -> String {
    let name = try name(attribute, at: place)
    guard let figure = figures.first(where: { $0.name == name }) else {
      throw .unexpected(
        place: "\(place)@\(attribute)", expected: "the name of a group in \(parent)",
        found: "`\(name)`")
    }
    let own = figure.axes.map(\.name)
    if let axes, axes != own {
      throw .unexpected(
        place: place, expected: "the axes of \(parent)/\(name), which are \(own)",
        found: "\(axes)")
    }
    if !own.starts(with: beginning) {
      throw .unexpected(
        place: place, expected: "the first axes of \(parent)/\(name), which has \(own)",
        found: "\(beginning)")
    }
    return name
  }

  /// Nil where none is said.
  fileprivate func format(at place: String) throws(ResultTreeError) -> ValueFormat? {
    guard let unit = try optionalText("format", at: place) else { return nil }
    return try Self.format(unit, attribute("digits")?.integer, "format", "digits", at: place)
  }

  private static func format(
    _ unit: String, _ digits: Int64?, _ unitName: String, _ digitsName: String, at place: String
  ) throws(ResultTreeError) -> ValueFormat {
    guard let digits = digits.flatMap({ Int(exactly: $0) }),
      (0...ValueFormat.mostDigits).contains(digits)
    else {
      throw .unexpected(
        place: "\(place)@\(digitsName)",
        expected: "a number from 0 to \(ValueFormat.mostDigits)",
        found: digits.map { "\($0)" } ?? "none")
    }
    guard let format = ValueFormat(unitWord: unit, digits: digits) else {
      throw .unexpected(
        place: "\(place)@\(unitName)", expected: "number or percent", found: "`\(unit)`")
    }
    return format
  }

  /// The measures of a table after the first.
  fileprivate func furtherMeasures(
    at place: String
  ) throws(ResultTreeError) -> [NotebookLayout.Table.Measure] {
    guard attribute("further_labels") != nil else { return [] }
    let labels = try texts("further_labels", at: place)
    let formats = try texts("further_formats", at: place)
    guard case .integers(let digits)? = attribute("further_digits"),
      formats.count == labels.count, digits.count == labels.count
    else {
      throw .unexpected(
        place: "\(place)@further_digits", expected: "a number for each of \(labels.count) measures",
        found: attribute("further_digits").map { "\($0)" } ?? "none")
    }
    var measures: [NotebookLayout.Table.Measure] = []
    for index in labels.indices {
      measures.append(
        NotebookLayout.Table.Measure(
          label: labels[index],
          format: try Self.format(
            formats[index], digits[index], "further_formats", "further_digits", at: place)))
    }
    return measures
  }
}

extension ValueFormat {
  /// The word for the unit in a results file.
  fileprivate var unitWord: String {
    switch self {
    case .number: "number"
    case .percent: "percent"
    }
  }

  /// Nil for a word that means none.
  fileprivate init?(unitWord: String, digits: Int) {
    switch unitWord {
    case "number": self = .number(digits: digits)
    case "percent": self = .percent(digits: digits)
    default: return nil
    }
  }
}
