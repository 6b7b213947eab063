extension CellRecord {
  private static let resolvedName = ResultFormat.resolvedAttribute

  /// The content of the cell's file in the store.
  package var tree: ResultGroup {
    var root = content
    root.attributes.insert(contentsOf: ResultFormat.rootAttributes, at: 0)
    root.attributes.append(ResultAttribute("cell", .text(hash)))
    if let checkpoint { root.append("checkpoint", checkpoint) }
    var provenanceGroup = ResultGroup()
    provenanceGroup.attributes = provenance
    root.append(ResultFormat.provenanceGroup, provenanceGroup)
    return root
  }

  /// The part of the cell that a results file has, without checkpoint and provenance.
  package var content: ResultGroup {
    var root = ResultGroup()
    root.setAttribute("state", .text(state.rawValue))
    if let message { root.setAttribute("message", .text(message)) }
    if let divergence {
      root.setAttribute("diverged_at_step", .integer(divergence.step))
      root.setAttribute("last_finite_loss", .number(divergence.lastFiniteLoss))
    }
    root.setAttribute("configuration", .text(configuration))
    if let resolvedConfiguration {
      root.setAttribute(Self.resolvedName, .text(resolvedConfiguration))
    }
    root.setAttribute("measures_done", .texts(measures.map(\.name)))

    var curvesGroup = ResultGroup()
    for series in curves { curvesGroup.append(series.split, series.group) }
    root.append("curves", curvesGroup)

    var measuresGroup = ResultGroup()
    measuresGroup.groups = measures
    root.append("measures", measuresGroup)

    var weights = ResultGroup()
    var trainedGroup = ResultGroup()
    trainedGroup.variables = trained
    weights.append("trained", trainedGroup)
    if let frozen { weights.append("frozen", frozen.group) }
    root.append("weights", weights)
    return root
  }

  /// Reads the content of a cell's file.
  package init(tree: ResultGroup) throws(ResultTreeError) {
    try self.init(
      hash: try tree.text("cell", at: "/"), content: tree,
      provenance: tree.group(ResultFormat.provenanceGroup)?.attributes ?? [])
  }

  /// Reads what a results file holds of a cell.
  ///
  /// `place` is where the group stands in its file, for messages. `provenance` has what the file's
  /// group of that name says of the cell.
  package init(
    hash: String, content tree: ResultGroup, at place: String = "/",
    provenance: [ResultAttribute]
  ) throws(ResultTreeError) {
    let stateName = try tree.text("state", at: place)
    guard let state = State(rawValue: stateName) else {
      throw .unexpected(
        place: "\(place)@state", expected: State.allCases.map(\.rawValue).joined(separator: ", "),
        found: "`\(stateName)`")
    }
    self.init(
      hash: hash, state: state, configuration: try tree.text("configuration", at: place),
      resolvedConfiguration: try tree.optionalText(Self.resolvedName, at: place),
      message: tree.attribute("message")?.text,
      measures: (tree.group("measures")?.groups ?? [])
        .inOrder(of: tree.attribute("measures_done")?.texts ?? [], by: \.name),
      trained: tree.group(at: ["weights", "trained"])?.variables ?? [],
      checkpoint: tree.group("checkpoint"),
      provenance: provenance)
    if let step = tree.attribute("diverged_at_step")?.integer,
      let loss = tree.attribute("last_finite_loss")?.number
    {
      divergence = Divergence(step: step, lastFiniteLoss: loss)
    }
    for child in tree.group("curves")?.groups ?? [] {
      curves.append(try CurveSeries(split: child.name, group: child.group))
    }
    if let group = tree.group(at: ["weights", "frozen"]) {
      frozen = try FrozenWeights(group: group)
    }
  }
}

extension CurveSeries {
  var group: ResultGroup {
    var group = ResultGroup()
    group.setAttribute("NX_class", .text("NXdata"))
    if let first = columns.first { group.setAttribute("signal", .text(first.name)) }
    group.setAttribute("axes", .texts(["step"]))
    group.variables.append(
      ResultVariable(
        coordinate: "step", values: .int64(steps),
        attributes: .described("optimizer steps done", units: "1")))
    for column in columns {
      group.variables.append(
        ResultVariable(
          name: column.name, dimensions: ["step"], shape: [column.values.count],
          values: .float64(column.values),
          attributes: .described(column.longName, units: column.units)))
    }
    return group
  }

  init(split: String, group: ResultGroup) throws(ResultTreeError) {
    let place = "/curves/\(split)"
    guard case .int64(let steps) = group.variable("step")?.values else {
      throw .unexpected(place: "\(place)/step", expected: "int64 steps", found: "none")
    }
    var columns: [Column] = []
    for variable in group.variables where variable.name != "step" {
      guard variable.dimensions == ["step"], case .float64(let values) = variable.values else {
        throw .unexpected(
          place: "\(place)/\(variable.name)", expected: "float64 values over `step`",
          found: "\(variable.values.typeName) over \(variable.dimensions)")
      }
      columns.append(
        Column(
          name: variable.name, longName: variable.attributeText("long_name") ?? variable.name,
          units: variable.attributeText("units") ?? "1", values: values))
    }
    // Files may hold them in any order; the first one is the signal.
    columns = columns.inOrder(of: group.attribute("signal")?.text.map { [$0] } ?? [], by: \.name)
    self.init(split: split, steps: steps, columns: columns)
  }
}

extension Array {
  /// The elements that some names are of, in the order of the names, and then the others as they are.
  ///
  /// `export --without-provenance` sorts what a file holds; where an order is said in the results, it is that which counts.
  fileprivate func inOrder(of names: [String], by name: (Element) -> String) -> [Element] {
    let ranks = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return enumerated().sorted { a, b in
      let (first, second) = (ranks[name(a.element)] ?? .max, ranks[name(b.element)] ?? .max)
      return first == second ? a.offset < b.offset : first < second
    }.map(\.element)
  }
}

extension FrozenWeights {
  fileprivate var group: ResultGroup {
    var group = ResultGroup()
    group.setAttribute("asset", .text(asset))
    group.setAttribute("sha256", .text(sha256))
    group.setAttribute("tensors", .integer(Int64(tensorCount)))
    return group
  }

  fileprivate init(group: ResultGroup) throws(ResultTreeError) {
    let place = "/weights/frozen"
    guard let count = group.attribute("tensors")?.integer.flatMap({ Int(exactly: $0) }) else {
      throw .unexpected(place: "\(place)@tensors", expected: "a number of tensors", found: "none")
    }
    self.init(
      asset: try group.text("asset", at: place),
      sha256: try group.text("sha256", at: place), tensorCount: count)
  }
}

extension ResultVariable {
  /// The text of an attribute; nil where it has none.
  func attributeText(_ name: String) -> String? {
    attributes.first { $0.name == name }?.value.text
  }
}

extension [ResultAttribute] {
  /// The attributes of every variable.
  package static func described(_ longName: String, units: String?) -> [ResultAttribute] {
    (units.map { [ResultAttribute("units", .text($0))] } ?? [])
      + [ResultAttribute("long_name", .text(longName))]
  }
}
