import FPTSchema

extension Declaration {
  /// The declaration as a value, and what says how it is shown: fields of its own block, and of its own `with`.
  ///
  /// So whatever makes a value of a declaration does not even see them.
  func withoutPresentation(_ schema: Schema) -> (value: Declaration, presentation: [Field]) {
    let names = Set(schema.kind(kind)?.presentation.map(\.name) ?? [])
    guard !names.isEmpty else { return (self, []) }
    var result = self
    var fields: [Field] = []
    if case .with(let base, var block)? = value?.node {
      fields += block.remove(names)
      result.value?.node = .with(base, block)
    }
    if var block {
      fields += block.remove(names)
      let isEmptied = block.entries.isEmpty && self.block?.entries.isEmpty == false
      result.block = isEmptied && schema.kind(kind)?.form == .value ? nil : block
    }
    return (result, fields)
  }
}

extension Block {
  /// Takes out the fields of some names.
  fileprivate mutating func remove(_ names: Set<String>) -> [Field] {
    var removed: [Field] = []
    entries.removeAll { entry in
      guard case .field(let field) = entry, field.path.segments.count == 1,
        names.contains(field.path.text)
      else { return false }
      removed.append(field)
      return true
    }
    return removed
  }
}
