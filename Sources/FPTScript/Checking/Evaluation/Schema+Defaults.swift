import FPTSchema

extension Schema {
  /// A value with what the schema gives where nothing is written.
  func defaults(of name: String, fields: [FieldSchema], _ version: Int) -> Constructed {
    let resolved = fields.compactMap { field in
      field.defaultValue.map {
        ResolvedField(
          name: field.name, value: value(of: $0), isDefault: true, origin: .schemaDefault)
      }
    }
    return Constructed(constructor: name, version: version, fields: resolved)
  }

  private func value(of schemaValue: SchemaValue) -> Value {
    switch schemaValue {
    case .integer(let integer): return .integer(integer)
    case .number(let number): return .number(number)
    case .boolean(let value): return .boolean(value)
    case .text(let text): return .text(text)
    case .symbol(let name): return .symbol(name)
    case .list(let values): return .list(values.map { value(of: $0) })
    case .call(let name):
      let constructor = constructor(name)
      return .constructed(
        defaults(of: name, fields: constructor?.fields ?? [], constructor?.version ?? 1))
    }
  }

  /// True if this is the field's value when nothing is written.
  func isDefault(_ value: Value, _ field: FieldSchema) -> Bool {
    guard let schemaValue = field.defaultValue else { return false }
    if case .constructed(let constructed) = value {
      return constructed.fields.allSatisfy(\.isDefault)
        && self.value(of: schemaValue).constructorName == constructed.constructor
    }
    return value == self.value(of: schemaValue)
  }
}

extension Value {
  fileprivate var constructorName: String? {
    if case .constructed(let constructed) = self { constructed.constructor } else { nil }
  }
}
