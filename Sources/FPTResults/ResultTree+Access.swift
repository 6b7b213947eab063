extension ResultGroup {
  /// The attribute of this name.
  public func attribute(_ name: String) -> ResultAttribute.Value? {
    attributes.first { $0.name == name }?.value
  }

  /// The variable of this name.
  public func variable(_ name: String) -> ResultVariable? {
    variables.first { $0.name == name }
  }

  /// The subgroup of this name.
  public func group(_ name: String) -> ResultGroup? {
    groups.first { $0.name == name }?.group
  }

  /// The group at a path of names below this one; the group itself for an empty path.
  public func group(at path: [String]) -> ResultGroup? {
    path.reduce(Optional(self)) { $0?.group($1) }
  }

  /// Sets an attribute, in place where there is one of its name, else at the end.
  public mutating func setAttribute(_ name: String, _ value: ResultAttribute.Value) {
    if let index = attributes.firstIndex(where: { $0.name == name }) {
      attributes[index].value = value
    } else {
      attributes.append(ResultAttribute(name, value))
    }
  }

  /// The text of an attribute; throws `.unexpected` where it is absent or something else.
  ///
  /// `place` is that of this group, for the message.
  package func text(_ name: String, at place: String) throws(ResultTreeError) -> String {
    guard let text = attribute(name)?.text else { throw missing(name, "a text", at: place) }
    return text
  }

  /// The text of an attribute; nil where it is absent.
  package func optionalText(
    _ name: String, at place: String
  ) throws(ResultTreeError) -> String? {
    try attribute(name) == nil ? nil : text(name, at: place)
  }

  /// The texts of an attribute.
  package func texts(_ name: String, at place: String) throws(ResultTreeError) -> [String] {
    guard let texts = attribute(name)?.texts else { throw missing(name, "texts", at: place) }
    return texts
  }

  /// The values of a variable of texts.
  package func texts(
    of variable: String, at place: String
  ) throws(ResultTreeError) -> [String] {
    guard case .texts(let texts)? = self.variable(variable)?.values else {
      throw .unexpected(
        place: "\(place)/\(variable)", expected: "texts",
        found: self.variable(variable)?.values.typeName ?? "nothing")
    }
    return texts
  }

  private func missing(_ name: String, _ expected: String, at place: String) -> ResultTreeError {
    .unexpected(
      place: "\(place)@\(name)", expected: expected,
      found: attribute(name).map { "\($0)" } ?? "nothing")
  }

  /// Appends a subgroup.
  public mutating func append(_ name: String, _ group: ResultGroup) {
    groups.append(Child(name: name, group: group))
  }
}

extension ResultAttribute.Value {
  /// The text, where this is a scalar text.
  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The integer, where this is a scalar integer.
  public var integer: Int64? {
    if case .integer(let integer) = self { integer } else { nil }
  }

  /// The number, where this is a scalar number or integer.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  /// The texts, where this is an array of texts.
  public var texts: [String]? {
    if case .texts(let texts) = self { texts } else { nil }
  }
}

extension ResultVariable {
  /// True if this variable has the coordinates of a dimension: its name is that of its only dimension.
  public var isCoordinate: Bool { dimensions == [name] }

  /// A scalar.
  public init(scalar name: String, values: Values, attributes: [ResultAttribute] = []) {
    self.init(name: name, dimensions: [], shape: [], values: values, attributes: attributes)
  }

  /// A coordinate: one value for each index of the dimension of its name.
  public init(coordinate name: String, values: Values, attributes: [ResultAttribute] = []) {
    self.init(
      name: name, dimensions: [name], shape: [values.count], values: values,
      attributes: attributes)
  }

  /// A parameter of a model under its dotted name, with dimensions named by role and size.
  ///
  /// A matrix has `rows_N` and `columns_N`, distinct even where it is square; a vector has `size_N`; other ranks number
  /// their dimensions. Parameters of equal size thus share dimensions, and no two sizes share a name.
  public init(parameter name: String, shape: [Int], values: [Float]) {
    let roles =
      switch shape.count {
      case 1: ["size"]
      case 2: ["rows", "columns"]
      default: shape.indices.map { "axis\($0)" }
      }
    self.init(
      name: name, dimensions: zip(roles, shape).map { "\($0)_\($1)" }, shape: shape,
      values: .float32(values),
      attributes: [
        ResultAttribute("units", .text("1")), ResultAttribute("long_name", .text(name)),
      ])
  }
}

extension ResultVariable.Values {
  /// Number of elements.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .int8(let values): values.count
    case .texts(let values): values.count
    }
  }
}
