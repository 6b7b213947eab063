import FPTCatalog
import FPTTestSettings
import Foundation
import Testing

@testable import FPTScript

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct MisspellingTests {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz_".utf8)

  /// Every one-edit misspelling of a word that is itself a name: a letter dropped, replaced, inserted, or two
  /// neighbors swapped.
  static func edits(_ word: [UInt8]) -> [[UInt8]] {
    var result: Set<[UInt8]> = []
    for index in word.indices {
      var dropped = word
      dropped.remove(at: index)
      result.insert(dropped)
      for letter in letters {
        var replaced = word
        replaced[index] = letter
        result.insert(replaced)
      }
      guard index + 1 < word.count else { continue }
      var swapped = word
      swapped.swapAt(index, index + 1)
      result.insert(swapped)
    }
    for index in 0...word.count {
      for letter in letters { result.insert(word[..<index] + [letter] + word[index...]) }
    }
    return result.filter { $0 != word && $0.first?.isNameStart == true }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Every second edit of a file is tried with `2`, every one with `1`.
  static let stride =
    ProcessInfo.processInfo.environment["FPT_MISSPELLING_STRIDE"].flatMap { Int($0) }

  /// A file, and the experiment that it is checked as a part of: itself, but for what only others use.
  struct Subject: Sendable, CustomStringConvertible {
    var path: String
    var experiment: String
    var description: String { path }
  }

  /// Of the many shipped experiments those that differ most in what they are made of; all of them, with a stride.
  static func subjects() throws -> [Subject] {
    let some = ["quickstart", "table2", "table12", "table15", "figure-attention-xor"]
    let paths =
      stride == nil
      ? some.map { "experiments/\($0).fpt" }
      : try Repository.experimentFiles().filter { !$0.contains("/common/") }
    let printed = ["table1", "rothermel"].map { "Tests/Fixtures/language/\($0).fpt" }
    let used = [
      ("tasks", "table1"), ("protocol", "table2"), ("language-model", "pretrain-language"),
    ].map {
      Subject(path: "experiments/common/\($0).fpt", experiment: "experiments/\($1).fpt")
    }
    return (paths + printed).map { Subject(path: $0, experiment: $0) } + used
  }

  /// Each of these names misspelt: valid still, or the right word is suggested.
  ///
  /// By default one edit in many, spread over all words by a fixed stride; every one with `FPT_MISSPELLING_STRIDE=1`.
  @Test(arguments: try subjects())
  func everyMisspellingIsUnderstood(_ subject: Subject) throws {
    let stride = Self.stride ?? (LongTests.areAsked ? 211 : 421)
    let text = try Repository.text(subject.path)
    let sources = try Overlay(subject)
    #expect(
      check(path: subject.experiment, loader: sources.with(text), schema: .current).errors.isEmpty)
    var lexer = Lexer(text, file: 0)
    lexer.run(reporting: DiagnosticList())
    var count = 0
    var tried = 0
    var failures: [String] = []
    for token in lexer.tokens where token.kind == .name {
      let word = Array(lexer.bytes[token.range])
      for edit in Self.edits(word) {
        count += 1
        guard count % max(1, stride) == 0 else { continue }
        tried += 1
        var bytes = lexer.bytes
        bytes.replaceSubrange(token.range, with: edit)
        let result = check(
          path: subject.experiment, loader: sources.with(String(decoding: bytes, as: UTF8.self)),
          schema: .current)
        guard !result.errors.isEmpty else { continue }
        // Where the name was misspelt at its declaration, that is what its users are offered.
        let suggestions = result.errors.flatMap(\.suggestions).flatMap {
          [$0] + $0.split(separator: ".").map(String.init)
        }
        let names = [word, edit].map { String(decoding: $0, as: UTF8.self) }
        guard !names.contains(where: suggestions.contains) else { continue }
        let line = lexer.bytes[..<token.range.lowerBound].count { $0 == 10 } + 1
        failures.append("line \(line): \(names[0]) as \(names[1])\n\(result.rendered)")
      }
    }
    #expect(failures.isEmpty, "\(failures.count) of \(tried):\n\(failures.prefix(20).joined())")
    #expect(tried > 30)
  }

  /// The repository with one file changed; what it uses is read once.
  struct Overlay: SourceLoader {
    private let path: String
    private var files: [String: String] = [:]

    init(_ subject: Subject) throws {
      path = subject.path
      let folder = subject.experiment.split(separator: "/").dropLast().joined(separator: "/")
      for name in ["tasks", "protocol", "language-model", "causal"] {
        let used = "\(folder)/common/\(name).fpt"
        if let text = try? Repository.text(used) { files[used] = text }
      }
      files[subject.experiment] = try Repository.text(subject.experiment)
    }

    func with(_ text: String) -> Overlay {
      var copy = self
      copy.files[path] = text
      return copy
    }

    func text(at path: String) throws(SourceLoadingError) -> String {
      guard let text = files[path] else { throw .notFound }
      return text
    }
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("ab", "ba", 1), ("", "abc", 3), ("same", "same", 0),
    ("layernrom", "layernorm", 1),
  ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(Suggestions.distance(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(Suggestions.distance(Array(b.utf8), Array(a.utf8)) == distance)
  }

  @Test func suggestionsAreFewAndNear() {
    let candidates = ["steps", "step", "stops", "stem", "batch", "stepss"]
    #expect(Suggestions.near("stepp", among: candidates) == ["steps", "step"])
    #expect(Suggestions.near("xyz", among: candidates).isEmpty)
    #expect(Suggestions.near("aa", among: ["ab", "ac", "ad", "ae"]) == ["ab", "ac", "ad"])
  }
}
