/// Where the declarations and the entries of blocks begin, by their offsets in the file.
struct EntryMap {
  struct Entry {
    /// A declaration's kind, or the path of a field.
    var name: String
    /// True for a field directly in `axes`, whose values stand beneath one another.
    var isAxis = false
  }

  private(set) var declarations: [Int: Entry] = [:]
  private(set) var entries: [Int: Entry] = [:]
  /// Openings of `axes` blocks: what follows their end is another entry, even without `;`.
  private(set) var axes: Set<Int> = []

  init(_ syntax: SyntaxFile) {
    for case .declaration(let declaration) in syntax.items {
      declarations[declaration.kindSpan.lowerBound] = Entry(name: declaration.kind.rawValue)
      if let value = declaration.value { visit(value) }
      if let block = declaration.block { visit(block) }
    }
  }

  private mutating func visit(_ block: Block, isAxes: Bool = false) {
    for entry in block.entries {
      switch entry {
      case .field(let field):
        entries[field.path.span.lowerBound] = Entry(name: field.path.text, isAxis: isAxes)
        visit(field.value)
      case .axes(let axes, let span):
        entries[span.lowerBound] = Entry(name: "axes")
        self.axes.insert(axes.span.lowerBound)
        visit(axes, isAxes: true)
      case .rule(let rule):
        entries[rule.span.lowerBound] = Entry(name: rule.settings == nil ? "skip" : "set")
        if let settings = rule.settings { visit(settings) }
        if let condition = rule.condition { visit(condition) }
      }
    }
  }

  private mutating func visit(_ condition: Condition) {
    switch condition {
    case .comparison(_, _, let value): visit(value)
    case .all(let parts), .any(let parts): for part in parts { visit(part) }
    case .not(let part): visit(part)
    }
  }

  private mutating func visit(_ expression: Expression) {
    switch expression.node {
    case .list(let elements): for element in elements { visit(element) }
    case .call(let call): for argument in call.arguments { visit(argument.value) }
    case .with(let base, let block):
      visit(base)
      visit(block)
    case .comparison(let left, let right):
      visit(left)
      visit(right)
    case .margin(let number): visit(number)
    case .number, .text, .boolean, .path, .range, .selector, .missing: break
    }
  }
}
