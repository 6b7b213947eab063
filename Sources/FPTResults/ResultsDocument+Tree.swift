extension ResultsDocument {
  /// The content of the results file, with its content digest.
  ///
  /// Throws where axes and values do not fit; names and dimensions are checked when the tree is written.
  public func tree() throws(ResultTreeError) -> ResultGroup {
    var root = ResultGroup()
    root.attributes = ResultFormat.rootAttributes
    root.setAttribute("title", .text(title))
    root.setAttribute("profile", .text(profile))
    root.append("script", scriptGroup)

    var cellsGroup = ResultGroup()
    var provenanceCells = ResultGroup()
    // By hash, so that the order in which cells were finished or merged leaves no trace.
    for record in cells.sorted(by: { $0.hash < $1.hash }) {
      cellsGroup.append(record.hash, record.content)
      var group = ResultGroup()
      group.attributes = record.provenance
      provenanceCells.append(record.hash, group)
    }
    root.append("cells", cellsGroup)

    var runsGroup = ResultGroup()
    var curvesGroup = ResultGroup()
    let records = Dictionary(cells.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    for run in runs {
      runsGroup.append(run.name, try run.group())
      let curves = run.curves(of: records)
      if !curves.groups.isEmpty { curvesGroup.append(run.name, curves) }
    }
    root.append("runs", runsGroup)
    root.append("curves", curvesGroup)

    var tablesGroup = ResultGroup()
    for table in tables { tablesGroup.append(table.name, try table.group(in: "/tables")) }
    root.append("tables", tablesGroup)

    var plotsGroup = ResultGroup()
    for plot in plots { plotsGroup.append(plot.name, try plot.group(in: "/plots")) }
    root.append("plots", plotsGroup)
    root.append("notebook", (notebook ?? NotebookLayout()).group)

    var provenanceGroup = ResultGroup()
    provenanceGroup.attributes = provenance
    provenanceGroup.append("cells", provenanceCells)
    root.append(ResultFormat.provenanceGroup, provenanceGroup)
    return root.stamped()
  }

  private var scriptGroup: ResultGroup {
    var group = ResultGroup()
    group.setAttribute("profile", .text(profile))
    group.setAttribute("overrides", .texts(overrides))
    group.setAttribute("files", .texts(sources.map(\.name)))
    if !references.isEmpty { group.setAttribute("references", .texts(references.map(\.name))) }
    for (kind, files) in [
      ("source of the experiment", sources), ("published values", references),
    ] {
      for file in files {
        group.variables.append(
          ResultVariable(
            scalar: file.name, values: .texts([file.text]),
            attributes: .described(kind, units: nil)))
      }
    }
    return group
  }
}

extension RunResults {
  fileprivate func group() throws(ResultTreeError) -> ResultGroup {
    let place = "/runs/\(name)"
    let shape = axes.map(\.count)
    let count = try axes.pointCount(place: place)
    var states = [String](repeating: "", count: count)
    var hashes = [String](repeating: "", count: count)
    var columns = [[Double]](
      repeating: [Double](repeating: .nan, count: count), count: measures.count)
    for point in points {
      let isInside =
        point.index.count == shape.count
        && zip(point.index, shape).allSatisfy { (0..<$1).contains($0) }
      guard isInside, point.values.count == measures.count else {
        throw .unexpected(
          place: place, expected: "points within \(shape) with \(measures.count) values",
          found: "point \(point.index) with \(point.values.count)")
      }
      let offset = axes.offset(of: point.index)
      guard hashes[offset].isEmpty else {
        throw .unexpected(
          place: place, expected: "one cell at each point", found: "two at \(point.index)")
      }
      states[offset] = point.state.rawValue
      hashes[offset] = point.cell
      for (measure, value) in point.values.enumerated() {
        columns[measure][offset] = value ?? .nan
      }
    }
    let arrays = zip(measures, columns).map { measure, values in
      ResultArray(
        name: measure.name, longName: measure.longName, units: measure.units, values: values)
    }
    var group = try axes.group(with: arrays, place: place)
    let dimensions = axes.map(\.name)
    group.variables.append(
      ResultVariable(
        name: "state", dimensions: dimensions, shape: shape, values: .texts(states),
        attributes: .described("state of the cell", units: nil)))
    group.variables.append(
      ResultVariable(
        name: "cell", dimensions: dimensions, shape: shape, values: .texts(hashes),
        attributes: .described("hash of the cell", units: nil)))
    return group
  }
}

extension ResultsDocument.Figure {
  /// The group of a table or plot.
  package func group(in parent: String) throws(ResultTreeError) -> ResultGroup {
    var group = try axes.group(with: arrays, place: "\(parent)/\(name)")
    let (dimensions, shape) = (axes.map(\.name), axes.map(\.count))
    for text in texts {
      group.variables.append(
        ResultVariable(
          name: text.name, dimensions: dimensions, shape: shape, values: .texts(text.values),
          attributes: .described(text.longName, units: nil)))
    }
    group.attributes.insert(ResultAttribute("title", .text(title)), at: 0)
    group.attributes.append(contentsOf: attributes)
    for part in parts { group.append(part.name, try part.group(in: "\(parent)/\(name)")) }
    return group
  }
}

extension ResultAxis {
  /// The axis as a coordinate variable.
  var variable: ResultVariable {
    let isText = if case .texts = labels { true } else { false }
    return ResultVariable(
      coordinate: name, values: values,
      attributes: .described(longName, units: isText ? nil : "1"))
  }
}

extension [ResultAxis] {
  /// Number of points of the axes' product.
  fileprivate func pointCount(place: String) throws(ResultTreeError) -> Int {
    var count = 1
    for axis in self {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
      guard !overflow, product <= 1 << 28 else {
        throw .tooMany(place: place, what: "points of a run", limit: 1 << 28, found: .max)
      }
      count = product
    }
    return count
  }

  /// Axes as coordinate variables, and arrays over them, as a NeXus data group.
  fileprivate func group(
    with arrays: [ResultArray], place: String
  ) throws(ResultTreeError) -> ResultGroup {
    let count = try pointCount(place: place)
    var group = ResultGroup()
    group.setAttribute("NX_class", .text("NXdata"))
    if let first = arrays.first {
      group.setAttribute("signal", .text(ResultName.encoded(first.name)))
    }
    group.setAttribute("axes", .texts(map { ResultName.encoded($0.name) }))
    group.variables = map(\.variable)
    for array in arrays {
      guard array.values.count == count else {
        throw .shapeMismatch(
          place: "\(place)/\(array.name)", dimensions: map(\.name), shape: map(\.count),
          count: array.values.count)
      }
      group.variables.append(
        ResultVariable(
          name: array.name, dimensions: map(\.name), shape: map(\.count),
          values: .float64(array.values),
          attributes: .described(array.longName, units: array.units)))
    }
    return group
  }
}
