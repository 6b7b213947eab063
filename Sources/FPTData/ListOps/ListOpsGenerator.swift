import FPTEngine

/// Random expressions of list operations, after the published grammar of Long Range Arena.
///
/// Tay et al. 2020; Nangia and Bowman 2018.
///
/// A node at depth 1 … `maximumDepth` − 1 is an operator with probability ¼ and a digit otherwise; at `maximumDepth` it is a digit.
/// An operator is MIN, MAX, MED or SM and has 2 … `maximumArguments` arguments, each number equally likely. Expressions are drawn until one
/// has more than `minimumLength` and fewer than `maximumLength` symbols, both brackets of an operator counting as one each with its name.
struct ListOpsGenerator: Sendable, Hashable {
  var maximumDepth = 10
  var maximumArguments = 10
  var minimumLength = 500
  var maximumLength = 2_000

  /// Drawings made for one expression before the longest fitting one is taken as it is.
  ///
  /// With `isPractical`, practically never reached.
  static let drawingLimit = 1 << 18

  /// The expression that a step of a stream stands for; the same in any order and on any machine.
  ///
  /// - Complexity: about four thousand random words with the published bounds.
  func expression(_ stream: RandomStream) -> ListOpsExpression {
    var growth = Growth(of: self, cursor: RandomCursor(stream))
    var longest = ListOpsExpression(symbols: [], value: 0)
    for _ in 0..<Self.drawingLimit {
      guard let expression = growth.draw() else { continue }
      if expression.symbols.count > minimumLength { return expression }
      if expression.symbols.count > longest.symbols.count { longest = expression }
    }
    return longest
  }

  /// True if at least one of 2,500 random expressions is within the bounds.
  ///
  /// The trial uses fixed random numbers.
  var isPractical: Bool {
    guard minimumLength < longestPossible, minimumLength + 1 < maximumLength else { return false }
    var growth = Growth(
      of: self, cursor: RandomCursor(RandomStream(seed: 0, name: "list operations: trial")))
    var found = 0
    for _ in 0..<20_000 {
      guard let count = growth.draw()?.symbols.count, count > minimumLength else { continue }
      found += 1
      if found == 8 { return true }
    }
    return false
  }

  /// Symbols of an expression in which everything is an operator with all its arguments; `Int.max` where that is no `Int`.
  private var longestPossible: Int {
    var length = 1
    for _ in 1..<max(2, maximumDepth) {
      let (product, overflow) = length.multipliedReportingOverflow(by: maximumArguments)
      if overflow || product > Int.max - 2 { return .max }
      length = product + 2
    }
    return length
  }
}

/// An expression while it is drawn, evaluated as it grows.
private struct Growth {
  private let maximumDepth: Int
  private let maximumArguments: Int
  private let maximumLength: Int
  private var cursor: RandomCursor
  private var symbols: [UInt8] = []
  /// Values of the arguments so far of every operator that is still open.
  private var values: [UInt8] = []

  init(of generator: ListOpsGenerator, cursor: RandomCursor) {
    maximumDepth = generator.maximumDepth
    maximumArguments = generator.maximumArguments
    maximumLength = generator.maximumLength
    self.cursor = cursor
    symbols.reserveCapacity(maximumLength)
  }

  /// The next expression; nil where it would be too long, found out as soon as it is.
  mutating func draw() -> ListOpsExpression? {
    symbols.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    guard let value = node(depth: 1), symbols.count < maximumLength else { return nil }
    return ListOpsExpression(symbols: symbols, value: value)
  }

  private mutating func node(depth: Int) -> UInt8? {
    guard symbols.count + 1 < maximumLength else { return nil }
    // The two highest bits of a word are both zero with probability ¼.
    guard depth < maximumDepth, cursor.next() >> 30 == 0 else {
      let digit = UInt8(truncatingIfNeeded: index(below: 10))
      symbols.append(ListOpsSymbol.digit(digit))
      return digit
    }
    let count = 2 + index(below: maximumArguments - 1)
    let symbol = ListOpsSymbol.operators.lowerBound + UInt8(truncatingIfNeeded: index(below: 4))
    symbols.append(symbol)
    let first = values.count
    for _ in 0..<count {
      guard let value = node(depth: depth + 1) else { return nil }
      values.append(value)
    }
    let value = ListOpsSymbol.value(of: symbol, values[first...])
    values.removeSubrange(first...)
    symbols.append(ListOpsSymbol.close)
    return value
  }

  /// A number in 0 ..< `bound`, each exactly equally likely, of one word as a rule (Lemire 2019).
  private mutating func index(below bound: Int) -> Int {
    let range = UInt64(max(1, bound))
    let surplus = UInt32(truncatingIfNeeded: (UInt64(1) << 32) % range)
    while true {
      let product = UInt64(cursor.next()) * range
      if UInt32(truncatingIfNeeded: product) >= surplus { return Int(product >> 32) }
    }
  }
}
