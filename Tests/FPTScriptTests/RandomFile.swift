import FPTSchema

/// Writes random files that parse, in any layout the grammar allows; what they say is nonsense.
struct RandomFile {
  var random: SplitMix64
  private var depth = 0
  private var comments = 0

  init(seed: UInt64) { random = SplitMix64(state: seed) }

  mutating func text() -> String {
    var result = ""
    for _ in 0..<pick(1...12) {
      switch pick(0...9) {
      case 0: result += "/// prose\(blanks())\n///\n" + (chance(3) ? "\n" : "")
      case 1: result += "\(blanks())// \(comment())\n"
      case 2: result += "\n\n\n"
      default: result += declaration() + end(";")
      }
    }
    return result
  }

  // MARK: Choices

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }
  private mutating func chance(_ oneIn: Int) -> Bool { pick(1...oneIn) == 1 }
  private mutating func any(_ words: [String]) -> String { words[pick(0...words.count - 1)] }
  private mutating func blanks() -> String { any(["", "", " ", "  ", "\t", "   \t "]) }
  private mutating func comment() -> String {
    comments += 1
    return any(["note", "größer", "日本", "/ three", "{ [ (", "\"", ""]) + " \(comments)"
  }
  /// Between two words on a line.
  private mutating func gap() -> String { any([" ", " ", "  ", "\t"]) }
  /// Between two words where a line may end.
  private mutating func fold() -> String {
    switch pick(0...7) {
    case 0: "\n\(blanks())"
    case 1: chance(3) ? " // \(comment())\n" : "\n\n\n  "
    default: blanks()
    }
  }
  /// The end of an entry: a new line, or the mark that stands for one.
  private mutating func end(_ mark: String) -> String {
    switch pick(0...7) {
    case 0, 1: blanks() + mark + blanks()
    case 2: blanks() + mark + " // \(comment())\n"
    case 3: "  // \(comment())\n"
    case 4: "\n\n// \(comment())\n\n"
    case 5: "\n\n\n"
    default: "\(blanks())\n\(blanks())"
    }
  }

  // MARK: Grammar

  private mutating func name() -> String { any(["a", "bc", "lang_1", "steps", "x9"]) }
  private mutating func path() -> String {
    (0...pick(0...2)).map { _ in name() }.joined(separator: chance(4) ? " . " : ".")
  }
  private mutating func string() -> String { any(["\"s\"", "\"é \\n\"", "\"日本 // {\"", "\"\""]) }
  private mutating func number() -> String {
    any(["1", "-2", "- 3", "1_000", "1e-3", "10%", "0.5", "10 %"])
  }

  private mutating func declaration() -> String {
    let kind = any(DeclarationKind.allCases.map(\.rawValue))
    let named = kind + gap() + (chance(3) ? string() : name())
    switch pick(0...3) {
    case 0: return named + blanks() + "=" + blanks() + expression()
    case 1: return named + fold() + block(isRun: true)
    case 2: return named + gap() + block(isRun: true)
    default: return named
    }
  }

  private mutating func block(isRun: Bool = false) -> String {
    depth += 1
    defer { depth -= 1 }
    if chance(6) { return "{" + blanks() + "}" }
    var result = "{" + fold()
    for _ in 0..<pick(1...4) {
      switch isRun && depth < 4 ? pick(0...7) : 7 {
      case 0: result += "axes" + fold() + block() + (chance(2) ? blanks() : end(";"))
      case 1: result += "set" + gap() + block() + fold() + "where " + condition() + end(";")
      case 2: result += "skip where" + fold() + " " + condition() + end(";")
      default: result += path() + fold() + ":" + blanks() + expression() + end(";")
      }
    }
    return result + "}"
  }

  private mutating func condition() -> String {
    depth += 1
    defer { depth -= 1 }
    switch depth < 5 ? pick(0...5) : 5 {
    case 0: return condition() + " and" + fold() + " " + condition()
    case 1: return condition() + fold() + " or " + condition()
    case 2: return "not" + gap() + condition()
    case 3: return "(" + fold() + condition() + fold() + ")"
    default: return path() + any([" == ", "!=", " in "]) + "[" + number() + "]"
    }
  }

  private mutating func expression() -> String {
    depth += 1
    defer { depth -= 1 }
    switch depth < 6 ? pick(0...13) : pick(0...4) {
    case 0: return number()
    case 1: return string()
    case 2: return any(["true", "false"])
    case 3: return path()
    case 4: return "0" + any(["..<", " ... ", "..< "]) + name()
    case 5, 6: return list { $0.expression() }
    case 7, 8: return call()
    case 9: return name() + gap() + "with" + gap() + block()
    case 10: return any([name(), string()]) + gap() + "against" + gap() + any([name(), string()])
    case 11: return "within" + blanks() + " " + any(["2%", "0.5", "-1"])
    default: return selector()
    }
  }

  private mutating func list(_ element: (inout RandomFile) -> String) -> String {
    var result = "[" + fold()
    for index in 0..<pick(0...4) {
      if index > 0 { result += chance(4) ? "\n" : fold() + "," + fold() }
      result += element(&self)
    }
    return result + fold() + "]"
  }

  private mutating func call() -> String {
    var result = name() + blanks() + "(" + fold()
    for index in 0..<pick(0...3) {
      if index > 0 { result += "," + fold() }
      result += (chance(4) ? "" : name() + blanks() + ":" + fold()) + expression()
    }
    return result + fold() + ")"
  }

  private mutating func selector() -> String {
    var result = any(["all", "nothing", "fpt"])
    for _ in 0...pick(0...1) { result += gap() + "except" + gap() + list { $0.group() } }
    return result + (chance(3) ? gap() + "until " + number() : "")
  }

  private mutating func group() -> String {
    switch pick(0...4) {
    case 0: string()
    case 1: name() + "(layers: 0..<2)"
    case 2: name() + "( layers :last 1 )"
    default: name()
    }
  }
}
