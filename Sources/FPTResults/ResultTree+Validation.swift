/// A dimension as seen from a group: declared there or in an enclosing group.
struct DimensionInScope {
  var size: Int
  /// Values of its coordinate variable, where it has one.
  var coordinates: ResultVariable.Values?
}

extension ResultGroup {
  /// Throws unless the whole tree obeys the format.
  ///
  /// - Complexity: linear in names and texts; values are looked at only where coordinates shadow others.
  public func validate() throws(ResultTreeError) {
    guard let version = attribute("fpt_format")?.integer else {
      throw .unexpected(
        place: "/@fpt_format", expected: "the version of the format", found: "nothing")
    }
    // A tree from a file of an earlier version keeps that version.
    guard (1...ResultFormat.version).contains(version) else {
      throw .unexpected(
        place: "/@fpt_format", expected: "1 to \(ResultFormat.version)", found: "\(version)")
    }
    try validate(place: "/", depth: 0, scope: [:])
  }

  private func validate(
    place: String, depth: Int, scope inherited: [String: DimensionInScope]
  ) throws(ResultTreeError) {
    if depth > ResultFormat.maximumDepth { throw .tooDeep(place: place) }
    let members = variables.count + groups.count
    if members > ResultFormat.maximumMembers {
      throw .tooMany(
        place: place, what: "members", limit: ResultFormat.maximumMembers, found: members)
    }
    try attributes.validate(place: place, reserved: [])

    let prefix = place == "/" ? "/" : place + "/"
    var names: Set<String> = []
    for name in variables.map(\.name) + groups.map(\.name) {
      try ResultName.validate(name, place: prefix + name)
      if !names.insert(name).inserted { throw .duplicateName(place: prefix + name) }
    }
    for variable in variables { try variable.validate(place: prefix + variable.name) }

    var scope = inherited
    for dimension in try ownDimensions(place: place, scope: inherited) {
      if let shadowed = inherited[dimension.name] {
        try dimension.checkAgainst(shadowed, place: prefix + dimension.name)
      }
      // A bare dimension is a dataset of its own in the file.
      if dimension.coordinates == nil, names.contains(dimension.name) {
        let isVariable = variable(dimension.name) != nil
        throw isVariable
          ? .notACoordinate(place: prefix + dimension.name, dimension: dimension.name)
          : .duplicateName(place: prefix + dimension.name)
      }
      scope[dimension.name] = DimensionInScope(
        size: dimension.size, coordinates: dimension.coordinates)
    }
    for variable in variables where !variable.isCoordinate && scope[variable.name] != nil {
      throw .notACoordinate(place: prefix + variable.name, dimension: variable.name)
    }
    for child in groups {
      try child.group.validate(place: prefix + child.name, depth: depth + 1, scope: scope)
    }
  }

  /// A dimension that a group declares, with a coordinate variable or bare.
  struct OwnDimension {
    var name: String
    var size: Int
    var coordinates: ResultVariable.Values?

    fileprivate func checkAgainst(
      _ shadowed: DimensionInScope, place: String
    ) throws(ResultTreeError) {
      if shadowed.size != size {
        throw .dimensionConflict(
          place: place, dimension: name, size: size, otherSize: shadowed.size)
      }
      if let outer = shadowed.coordinates, let coordinates, outer != coordinates {
        throw .coordinateConflict(place: place, dimension: name)
      }
    }
  }

  /// The dimensions that this group declares: one for each coordinate variable, then one for each dimension that its
  /// variables use and that is not in scope, in order of first use.
  func ownDimensions(
    place: String, scope: [String: DimensionInScope]
  ) throws(ResultTreeError) -> [OwnDimension] {
    var own: [OwnDimension] = []
    var sizes: [String: Int] = scope.mapValues(\.size)
    for variable in variables where variable.isCoordinate {
      let size = variable.values.count
      own.append(OwnDimension(name: variable.name, size: size, coordinates: variable.values))
      sizes[variable.name] = size
    }
    for variable in variables {
      for (dimension, size) in zip(variable.dimensions, variable.shape) {
        guard let known = sizes[dimension] else {
          own.append(OwnDimension(name: dimension, size: size, coordinates: nil))
          sizes[dimension] = size
          continue
        }
        if known != size {
          throw .dimensionConflict(
            place: (place == "/" ? "/" : place + "/") + variable.name, dimension: dimension,
            size: size, otherSize: known)
        }
      }
    }
    return own
  }
}

extension ResultVariable {
  fileprivate func validate(place: String) throws(ResultTreeError) {
    try attributes.validate(place: place, reserved: ResultFormat.reservedAttributes)
    var count = 1
    var isConsistent = dimensions.count == shape.count && shape.count <= ResultFormat.maximumRank
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      isConsistent = isConsistent && size >= 0 && !overflow
      count = product
    }
    guard isConsistent, count == values.count else {
      throw .shapeMismatch(
        place: place, dimensions: dimensions, shape: shape, count: values.count)
    }
    var seen: Set<String> = []
    for dimension in dimensions {
      try ResultName.validate(dimension, place: place)
      if !seen.insert(dimension).inserted {
        throw .repeatedDimension(place: place, dimension: dimension)
      }
    }
    if case .texts(let texts) = values, texts.contains(where: { $0.utf8.contains(0) }) {
      throw .textWithNUL(place: place)
    }
  }
}

extension [ResultAttribute] {
  fileprivate func validate(place: String, reserved: Set<String>) throws(ResultTreeError) {
    if count > ResultFormat.maximumAttributes {
      throw .tooMany(
        place: place, what: "attributes", limit: ResultFormat.maximumAttributes, found: count)
    }
    var names: Set<String> = []
    for attribute in self {
      let attributePlace = "\(place)@\(attribute.name)"
      try ResultName.validate(attribute.name, place: attributePlace)
      if reserved.contains(attribute.name) {
        throw .reservedAttribute(place: place, name: attribute.name)
      }
      if !names.insert(attribute.name).inserted { throw .duplicateName(place: attributePlace) }
      let (texts, elements): ([String], Int) =
        switch attribute.value {
        case .text(let text): ([text], 1)
        case .texts(let texts): (texts, texts.count)
        case .integers(let integers): ([], integers.count)
        case .integer, .number: ([], 1)
        }
      if texts.contains(where: { $0.utf8.contains(0) }) {
        throw .textWithNUL(place: attributePlace)
      }
      if elements > ResultFormat.maximumAttributeElements {
        throw .tooMany(
          place: attributePlace, what: "elements",
          limit: ResultFormat.maximumAttributeElements, found: elements)
      }
    }
  }
}

extension ResultName {
  fileprivate static func validate(_ name: String, place: String) throws(ResultTreeError) {
    if name.isEmpty { throw .emptyName(place: place) }
    let bytes = encoded(name).utf8.count
    if bytes > ResultFormat.maximumNameBytes { throw .nameTooLong(place: place, bytes: bytes) }
  }
}
