import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("ListOps")
struct ListOpsTests {
  static let short = ListOpsGenerator(minimumLength: 5, maximumLength: 60)

  /// 10,000 expressions: 800 as long as the published ones, the others short.
  static let expressions: [ListOpsExpression] = (0..<10_000).map { index in
    let generator = index < 800 ? ListOpsGenerator() : short
    return generator.expression(
      RandomStream(seed: 11, name: "expressions", step: UInt32(index)))
  }

  @Test("values agree with another evaluator, lengths and levels with the published bounds")
  func agreement() throws {
    var (lengths, levels): ([Int], [Int]) = ([], [])
    for (index, expression) in Self.expressions.enumerated() {
      let other = try #require(ListOpsEvaluators.evaluate(expression.text), "\(expression.text)")
      #expect(other.value == Int(expression.value), "\(expression.text)")
      let generator = index < 800 ? ListOpsGenerator() : Self.short
      #expect(expression.symbols.count > generator.minimumLength)
      #expect(expression.symbols.count < generator.maximumLength)
      #expect(other.levels <= 10)
      if index < 800 {
        lengths.append(expression.symbols.count)
        levels.append(other.levels)
      }
    }
    // All but the shortest trees that reach 500 symbols use every level; lengths spread over the whole range.
    #expect(levels.filter { $0 >= 9 }.count > 760)
    #expect(lengths.contains { $0 < 600 } && lengths.contains { $0 > 1_800 })
    let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
    #expect(850...1_150 ~= mean, "mean length \(mean)")
  }

  @Test(
    "values agree with an evaluator in Python",
    .enabled(if: ListOpsEvaluators.hasPython, "needs Python (FPT_TEST_PYTHON)"))
  func python() throws {
    let folder = try TemporaryFolder()
    let text = Self.expressions.map(\.text).joined(separator: "\n")
    let file = try folder.write(text.utf8, to: "expressions.txt")
    let output = SafetensorsInteroperabilityTests.python(ListOpsEvaluators.python, [file])
    let expected = Self.expressions.map { String($0.value) }.joined() + "\n"
    #expect(output == expected)
  }

  /// The grammar's own proportions, met without rejection by length.
  @Test("operators, arguments and digits have the published frequencies")
  func frequencies() {
    let generator = ListOpsGenerator(maximumDepth: 2, minimumLength: 0, maximumLength: 100)
    var (roots, operators, counts, digits) = (0, [Int](repeating: 0, count: 4), [0], 0)
    var digitCounts = [Int](repeating: 0, count: 10)
    counts = [Int](repeating: 0, count: 11)
    for index in 0..<8_000 {
      let symbols = generator.expression(
        RandomStream(seed: 3, name: "frequencies", step: UInt32(index))
      ).symbols
      if symbols[0] > 10 {
        roots += 1
        operators[Int(symbols[0]) - 11] += 1
        counts[symbols.count - 2] += 1
      }
      for symbol in symbols where symbol <= 10 {
        digits += 1
        digitCounts[Int(symbol) - 1] += 1
      }
    }
    #expect(abs(Double(roots) / 8_000 - 0.25) < 0.02)
    for count in operators { #expect(abs(Double(count) / Double(roots) - 0.25) < 0.04) }
    #expect(counts[0...1] == [0, 0])
    for count in counts[2...] { #expect(abs(Double(count) / Double(roots) - 1 / 9) < 0.03) }
    for count in digitCounts { #expect(abs(Double(count) / Double(digits) - 0.1) < 0.01) }
  }

  @Test(
    "operators by hand",
    arguments: [
      (UInt8(11), [3, 1, 2], 1), (12, [3, 1, 2], 3), (13, [9, 1, 2], 2), (13, [1, 2], 1),
      (13, [9, 8, 0, 1], 4), (14, [9, 9, 5], 3), (14, [7], 7),
    ] as [(UInt8, [UInt8], UInt8)])
  func operators(symbol: UInt8, arguments: [UInt8], value: UInt8) {
    #expect(ListOpsSymbol.value(of: symbol, arguments[...]) == value)
  }

  private func symbols(_ task: ListOps, _ index: Int, _ split: TaskSplit = .train) -> [Int32] {
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([index], of: split, from: task, seed: 0)
    return batch.symbols
  }

  static let grammar = ListOps.Grammar(minimumLength: 5, maximumLength: 60)

  @Test("the official code's reading: no brackets, cut or padded behind, 15 symbols")
  func officialReading() throws {
    let task = try ListOps(length: 20, source: .generated(Self.grammar))
    #expect(task.tokens == 20 && task.input == .symbols(vocabulary: 15))
    #expect(task.output == TaskOutput(readTokens: 1, classes: 10))
    var lengths: Set<Int> = []
    for index in 0..<50 {
      let whole = task.expression(index, of: .train, seed: 0).symbols.filter { $0 != 15 }
      let padded = (whole + [UInt8](repeating: 0, count: 20)).prefix(20)
      #expect(symbols(task, index) == padded.map { Int32($0) })
      lengths.insert(whole.count)
    }
    #expect(lengths.contains { $0 < 20 } && lengths.contains { $0 > 20 })
  }

  @Test("the corrected reading: brackets, whole expressions, the last token last")
  func correctedReading() throws {
    let task = try ListOps(
      length: 60, hasBrackets: true, reading: .token, source: .generated(Self.grammar))
    #expect(task.input == .symbols(vocabulary: 16))
    for index in 0..<50 {
      let whole = task.expression(index, of: .test, seed: 0).symbols
      let padding = [Int32](repeating: 0, count: 60 - whole.count)
      #expect(symbols(task, index, .test) == padding + whole.map { Int32($0) })
    }
  }

  @Test("vectors have a single 1 at the symbol's place", arguments: ListOps.Reading.allCases)
  func linear(reading: ListOps.Reading) throws {
    let source = ListOps.Source.generated(Self.grammar)
    let embedded = try ListOps(length: 30, reading: reading, source: source)
    let linear = try ListOps(length: 30, reading: reading, encoding: .linear, source: source)
    #expect(linear.input == .vectors(width: 15))
    var batch = TaskBatch(for: linear, capacity: 20)
    batch.load(0..<20, of: .train, from: linear, seed: 0)
    for index in 0..<20 {
      let vectors = symbols(embedded, index).flatMap { symbol in
        (0..<15).map { $0 == Int(symbol) ? Float(1) : 0 }
      }
      #expect(Array(batch.vectors[index * 450..<(index + 1) * 450]) == vectors)
    }
  }

  @Test("splits have Long Range Arena's sizes; training follows the seed, evaluation does not")
  func splits() throws {
    let task = try ListOps()
    #expect(TaskSplit.allCases.map(task.count) == [96_000, 2_000, 2_000])
    let few = try ListOps(limit: 300)
    #expect(TaskSplit.allCases.map(few.count) == [300, 2_000, 2_000])
    func text(_ split: TaskSplit, _ seed: UInt64) -> String {
      task.expression(4, of: split, seed: seed).text
    }
    #expect(text(.train, 0) != text(.train, 1) && text(.train, 1) == text(.train, 1))
    #expect(text(.test, 0) == text(.test, 1) && text(.test, 0) != text(.validation, 0))
  }

  /// Part of every stored result: a change of this text means a new version of the generator.
  @Test("the first short example of seed 0 is pinned")
  func pinned() throws {
    let task = try ListOps(source: .generated(.init(minimumLength: 5, maximumLength: 20)))
    let expression = task.expression(0, of: .train, seed: 0)
    #expect(expression.text == "[SM 3 6 6 5 4 ]" && expression.value == 4)
  }

  @Test(
    "bounds that cannot or hardly be met are refused",
    arguments: [
      (ListOps.Grammar(depth: 2, arguments: 2), "min_length"),
      (ListOps.Grammar(depth: 4, minimumLength: 1_200), "min_length"),
      (ListOps.Grammar(depth: 50, arguments: 2), "min_length"),
      (ListOps.Grammar(minimumLength: 500, maximumLength: 501), "max_length"),
      (ListOps.Grammar(depth: 1), "max_depth"), (ListOps.Grammar(arguments: 1), "max_arguments"),
      (ListOps.Grammar(minimumLength: -1), "min_length"),
    ])
  func impractical(grammar: ListOps.Grammar, parameter: String) {
    let error = #expect(throws: TaskError.self) {
      try ListOps(source: .generated(grammar))
    }
    guard case .parameterOutOfRange("ListOps", parameter, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
