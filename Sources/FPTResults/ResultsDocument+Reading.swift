extension ResultsDocument {
  /// Reads the content of a results file of any version that is known.
  ///
  /// Throws `.unexpected` with the place where the tree is not what the format asks for. Without
  /// `hasCells`, the tree was read without its cells, and the document then has none.
  public init(tree: ResultGroup, hasCells: Bool = true) throws(ResultTreeError) {
    guard let script = tree.group("script"), let runs = tree.group("runs"),
      let storedCells = hasCells ? tree.group("cells") : ResultGroup()
    else {
      throw .unexpected(
        place: "/", expected: "the groups script, cells and runs of an experiment's results",
        found: tree.attribute("cell") == nil ? "others" : "a single cell")
    }
    let provenance = tree.group(ResultFormat.provenanceGroup)
    let ofCells = Dictionary(
      provenance?.group("cells")?.groups.map { ($0.name, $0.group.attributes) } ?? [],
      uniquingKeysWith: { first, _ in first })
    var cells: [CellRecord] = []
    for child in storedCells.groups {
      cells.append(
        try CellRecord(
          hash: child.name, content: child.group, at: "/cells/\(child.name)",
          provenance: ofCells[child.name] ?? []))
    }
    var tables: [Figure] = []
    for child in tree.group("tables")?.groups ?? [] {
      tables.append(try Figure(child, in: "/tables"))
    }
    var plots: [Figure] = []
    for child in tree.group("plots")?.groups ?? [] {
      plots.append(try Figure(child, in: "/plots"))
    }
    var runResults: [RunResults] = []
    for child in runs.groups { runResults.append(try RunResults(child)) }
    self.init(
      title: try tree.text("title", at: "/"), profile: try tree.text("profile", at: "/"),
      sources: try Self.files("files", in: script),
      references: script.attribute("references") == nil
        ? [] : try Self.files("references", in: script),
      overrides: try script.texts("overrides", at: "/script"),
      cells: cells.sorted { $0.hash < $1.hash }, runs: runResults, tables: tables, plots: plots,
      provenance: provenance?.attributes ?? [])
    if let group = tree.group("notebook") {
      notebook = try NotebookLayout(group: group, tables: tables, plots: plots)
    } else if tree.formatVersion > 1 {
      throw .unexpected(place: "/notebook", expected: "what the report shows", found: "nothing")
    }
  }

  private static func files(
    _ attribute: String, in script: ResultGroup
  ) throws(ResultTreeError) -> [Source] {
    var files: [Source] = []
    for name in try script.texts(attribute, at: "/script") {
      guard let text = try script.texts(of: name, at: "/script").first else {
        throw .unexpected(place: "/script/\(name)", expected: "a text", found: "none")
      }
      files.append(Source(name: name, text: text))
    }
    return files
  }
}

extension ResultsDocument {
  /// Reads a results file, with every digest checked.
  ///
  /// - Throws: `ResultFileError.damaged` where the file breaks the format, and what
  ///   ``ResultFile/read(_:limits:)`` throws.
  public init(path: String) throws(ResultFileError) {
    try self.init(tree: try ResultFile.read(path), path: path)
  }

  /// Reads what a report shows of a results file, and not its cells, which have most of its bytes.
  ///
  /// Of the provenance, that of the file is read.
  ///
  /// The content digest is not checked, since it is of the whole file; that of every array is.
  public init(withoutCellsOf path: String) throws(ResultFileError) {
    try self.init(
      tree: try ResultFile.read(path, leavingOut: ["cells", "curves", "provenance/cells"]),
      path: path,
      hasCells: false)
  }

  /// Takes over the content of a file that was read.
  public init(
    tree: ResultGroup, path: String, hasCells: Bool = true
  ) throws(ResultFileError) {
    do throws(ResultTreeError) {
      try self.init(tree: tree, hasCells: hasCells)
    } catch {
      guard case .unexpected(let place, let expected, let found) = error else {
        throw .damaged(path: path, place: "/", expected: "results", found: "\(error)")
      }
      if tree.attribute("cell") != nil || tree.group("script") == nil {
        throw .notAResultsFile(path: path, found: "no results of an experiment, perhaps one cell")
      }
      throw .damaged(path: path, place: place, expected: expected, found: found)
    }
  }
}

extension RunResults {
  /// Reads `/runs/RUN`: the points that have a state, and every `float64` variable over all axes as a measure.
  fileprivate init(_ child: ResultGroup.Child) throws(ResultTreeError) {
    let place = "/runs/\(child.name)"
    let group = child.group
    let hashes = try group.texts(of: "cell", at: place)
    let states = try group.texts(of: "state", at: place)
    let dimensions = group.variable("cell")?.dimensions ?? []
    let axes = try group.axes(dimensions, at: place)
    for name in ["cell", "state"] { try group.variable(name)?.require(dimensions, at: place) }
    try axes.requireCount(states.count, of: "state", at: place)
    try axes.requireCount(hashes.count, of: "cell", at: place)
    var measures: [Measure] = []
    var columns: [[Double]] = []
    for variable in group.variables where !variable.isCoordinate {
      if ["cell", "state"].contains(variable.name) { continue }
      let numbers = try variable.numbers(over: dimensions, at: place)
      try axes.requireCount(numbers.count, of: variable.name, at: place)
      columns.append(numbers)
      measures.append(
        Measure(
          name: variable.name, longName: variable.attributeText("long_name"),
          units: variable.attributeText("units") ?? "1"))
    }
    // Files may hold them in any order; the first one is the signal.
    let signal = group.attribute("signal")?.text.flatMap(ResultName.decoded)
    if let first = measures.firstIndex(where: { $0.name == signal }) {
      measures.insert(measures.remove(at: first), at: 0)
      columns.insert(columns.remove(at: first), at: 0)
    }
    var points: [Point] = []
    for (offset, name) in states.enumerated() where !name.isEmpty {
      guard let state = CellRecord.State(rawValue: name) else {
        throw .unexpected(
          place: "\(place)/state",
          expected: CellRecord.State.allCases.map(\.rawValue).joined(separator: ", "),
          found: "`\(name)`")
      }
      points.append(
        Point(
          index: axes.index(at: offset), cell: hashes[offset], state: state,
          values: columns.map { $0[offset].isNaN ? nil : $0[offset] }))
    }
    self.init(name: child.name, axes: axes, measures: measures, points: points)
  }
}

extension ResultsDocument.Figure {
  /// Reads a group of `/tables` or `/plots`: every variable over all axes, and the attributes that are not the form's own.
  fileprivate init(
    _ child: ResultGroup.Child, in parent: String
  ) throws(ResultTreeError) {
    let place = "\(parent)/\(child.name)"
    let group = child.group
    var dimensions: [String] = []
    for name in try group.texts("axes", at: place) {
      guard let dimension = ResultName.decoded(name) else {
        throw .unexpected(
          place: "\(place)@axes", expected: "stored names", found: "`\(name)`")
      }
      dimensions.append(dimension)
    }
    var arrays: [ResultArray] = []
    var texts: [ResultTexts] = []
    for variable in group.variables where !variable.isCoordinate {
      if case .texts(let values) = variable.values {
        try variable.require(dimensions, at: place)
        texts.append(
          ResultTexts(
            name: variable.name, longName: variable.attributeText("long_name") ?? variable.name,
            values: values))
        continue
      }
      arrays.append(
        ResultArray(
          name: variable.name, longName: variable.attributeText("long_name"),
          units: variable.attributeText("units") ?? "1",
          values: try variable.numbers(over: dimensions, at: place)))
    }
    let axes = try group.axes(dimensions, at: place)
    for array in arrays {
      try axes.requireCount(array.values.count, of: array.name, at: place)
    }
    for text in texts { try axes.requireCount(text.values.count, of: text.name, at: place) }
    // As deep as the form of the container lets groups be; a group without axes is something else.
    var parts: [ResultsDocument.Figure] = []
    for part in group.groups where part.group.attribute("axes") != nil {
      parts.append(try ResultsDocument.Figure(part, in: place))
    }
    let ofForm: Set<String> = ["title", "NX_class", "signal", "axes"]
    self.init(
      name: child.name, title: try group.text("title", at: place),
      axes: axes, arrays: arrays, texts: texts,
      attributes: group.attributes.filter { !ofForm.contains($0.name) }, parts: parts)
  }
}

extension [ResultAxis] {
  /// Makes sure that an array has a value for each point: dimensions of one name may be of another size in an enclosing group.
  fileprivate func requireCount(
    _ found: Int, of name: String, at place: String
  ) throws(ResultTreeError) {
    var count = 1
    for axis in self {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.count)
      count = overflows ? .max : product
    }
    guard count == found else {
      throw .unexpected(
        place: "\(place)/\(name)", expected: "\(count) values, one for each point of its axes",
        found: "\(found)")
    }
  }
}

extension ResultGroup {
  /// The coordinates of some dimensions.
  fileprivate func axes(
    _ dimensions: [String], at place: String
  ) throws(ResultTreeError) -> [ResultAxis] {
    var axes: [ResultAxis] = []
    for name in dimensions {
      let labels: ResultAxis.Labels
      let coordinate = variable(name)
      switch coordinate?.values {
      case .texts(let texts)?: labels = .texts(texts)
      case .int64(let integers)?: labels = .integers(integers)
      case .float64(let numbers)?: labels = .numbers(numbers)
      default:
        throw .unexpected(
          place: "\(place)/\(name)", expected: "coordinates: texts, int64 or float64",
          found: coordinate?.values.typeName ?? "none")
      }
      guard coordinate?.isCoordinate == true, !axes.contains(where: { $0.name == name }) else {
        throw .unexpected(
          place: "\(place)/\(name)", expected: "the coordinates of one axis",
          found: "\(coordinate?.dimensions ?? [])")
      }
      axes.append(
        ResultAxis(
          name: name, labels: labels, longName: coordinate?.attributeText("long_name")))
    }
    return axes
  }
}

extension ResultVariable {
  fileprivate func require(_ expected: [String], at place: String) throws(ResultTreeError) {
    guard dimensions == expected else {
      throw .unexpected(
        place: "\(place)/\(name)", expected: "values over \(expected)",
        found: "\(values.typeName) over \(dimensions)")
    }
  }

  fileprivate func numbers(
    over expected: [String], at place: String
  ) throws(ResultTreeError) -> [Double] {
    try require(expected, at: place)
    guard case .float64(let numbers) = values else {
      throw .unexpected(
        place: "\(place)/\(name)", expected: "float64 or texts", found: values.typeName)
    }
    return numbers
  }
}

extension [ResultAxis] {
  /// The place of a point among all points, by its index on each axis.
  package func offset(of index: [Int]) -> Int {
    zip(index, self).reduce(0) { $0 * $1.1.count + $1.0 }
  }

  /// The index on each axis of a point, by its place among all points.
  package func index(at offset: Int) -> [Int] {
    var rest = offset
    var index: [Int] = []
    for axis in reversed() {
      let count = Swift.max(1, axis.count)
      index.append(rest % count)
      rest /= count
    }
    return index.reversed()
  }
}
