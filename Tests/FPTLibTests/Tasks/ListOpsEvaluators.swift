import Foundation

/// Evaluators of list operations that share nothing with the generator: they read the printed text.
enum ListOpsEvaluators {
  /// Value and levels of an expression, by recursive descent.
  static func evaluate(_ text: String) -> (value: Int, levels: Int)? {
    var words = text.split(separator: " ")[...]
    let result = expression(&words)
    return words.isEmpty ? result : nil
  }

  private static func expression(
    _ words: inout ArraySlice<Substring>
  ) -> (value: Int, levels: Int)? {
    guard let word = words.popFirst() else { return nil }
    guard word.hasPrefix("[") else { return Int(word).map { ($0, 1) } }
    var (values, levels): ([Int], Int) = ([], 0)
    while let next = words.first, next != "]" {
      guard let inner = expression(&words) else { return nil }
      values.append(inner.value)
      levels = max(levels, inner.levels)
    }
    guard words.popFirst() == "]", !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let half = Double(sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2
    switch word {
    case "[MIN": return (sorted[0], levels + 1)
    case "[MAX": return (sorted[values.count - 1], levels + 1)
    case "[MED": return (Int(half), levels + 1)
    case "[SM": return (values.reduce(0, +) % 10, levels + 1)
    default: return nil
    }
  }

  /// Reads a file of expressions, prints their values one behind the other.
  static let python = """
    import statistics, sys
    operations = {"[MIN": min, "[MAX": max, "[MED": lambda v: int(statistics.median(v)),
                  "[SM": lambda v: sum(v) % 10}
    out = []
    for line in open(sys.argv[1]):
        stack = [[]]
        for word in line.split():
            if word in operations:
                stack.append([operations[word]])
            elif word == "]":
                operation, *values = stack.pop()
                stack[-1].append(operation(values))
            else:
                stack[-1].append(int(word))
        (value,), = stack
        out.append(str(value))
    print("".join(out))
    """

  static let hasPython = SafetensorsInteroperabilityTests.python("import statistics") != nil
}
