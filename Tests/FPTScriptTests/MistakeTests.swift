import FPTCatalog
import Foundation
import Testing

@testable import FPTScript

/// One mistake that somebody made: a whole experiment with it, and what the program answers.
struct Mistake: Sendable, CustomStringConvertible {
  static let folder = "Tests/Fixtures/language/mistakes"

  var name: String
  var description: String { name }
  /// The chapter of the page that it stands in: what comes before the second dash of its name.
  var chapter: Substring { name.prefix { $0 != "-" } }

  static func all() throws -> [Mistake] {
    let url = Repository.root.appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(".fpt") }.map { Mistake(name: String($0.dropLast(4))) }
  }

  func text() throws -> String { try Repository.text("\(Self.folder)/\(name).fpt") }

  /// The first line of the committed answer, which says in words what the mistake is.
  func title() throws -> String {
    String(try Repository.text("\(Self.folder)/\(name).txt").prefix { !$0.isNewline })
  }

  func answer() throws -> CheckResult {
    check(
      path: "mine.fpt", loader: InMemorySources(["mine.fpt": try text()]), schema: .current,
      readsReferences: true)
  }
}

/// What people write who know other languages, other editors or a default too little.
@Suite struct MistakeTests {
  @Test(arguments: try Mistake.all())
  func oneMistakeIsOneMessageThatSaysWhatToWrite(_ mistake: Mistake) throws {
    let answer = try mistake.answer()
    let errors = answer.errors
    #expect(errors.count == 1, "\(answer.rendered)")
    let error = try #require(errors.first)
    #expect(error.code != nil)
    let place = try #require(error.labels.first, "it names no place")
    let line = SourceFile(path: "", text: try mistake.text()).location(
      of: place.span.range.lowerBound)
    #expect(!line.isEmpty)
    #expect(
      error.help != nil || !error.suggestions.isEmpty || !place.text.isEmpty,
      "it does not say what to write\n\(answer.rendered)")
    try Generated.expect(
      "\(try mistake.title())\n\n\(answer.rendered)", at: "\(Mistake.folder)/\(mistake.name).txt")
  }

  @Test func everyAnswerHasItsMistake() throws {
    let url = Repository.root.appendingPathComponent(Mistake.folder)
    let answers = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }
    #expect(answers == (try Mistake.all().map(\.name)))
    #expect(answers.count >= 60)
  }

  /// What other languages allow, and this one too: no mistakes.
  @Test(arguments: [
    ("positions, layernorm]", "positions, layernorm,]"),
    ("freeze none = nothing", "freeze none = nothing;"),
    ("train quick {", "train quick\n{"), ("  batch: 16", "\tbatch: 16"),
    ("model: small;", "model: BERT(layers: 2, width: 64, heads: 4, init: random);"),
    ("\n", "\r\n"), ("\n", "\r"), ("experiment mine", "\u{FEFF}experiment mine"),
  ])
  func otherWaysAreTaken(_ plain: String, _ other: String) throws {
    let mistake = Mistake(name: "7-names-name-unknown")
    let text = try mistake.text().replacing("frozn", with: "frozen").replacing(plain, with: other)
    let result = checked(text)
    #expect(result.errors.isEmpty, "\(result.rendered)")
  }

  private static let chapters: [(prefix: Substring, title: String)] = [
    ("1", "Marks"), ("2", "Comments and prose"), ("3", "Strings"), ("4", "Numbers and ranges"),
    ("5", "Declarations"), ("6", "Braces and sections"), ("7", "Names and fields"),
    ("8", "Freezing policies and conditions"), ("9", "Characters, tables and plots"),
    ("A", "Other kinds of files"),
  ]

  @Test func pageIsCurrent() throws {
    let all = try Mistake.all()
    var page = """
      <!-- Generated from Tests/Fixtures/language/mistakes by the tests with FPT_UPDATE=1; edits are lost. -->

      # \(all.count) mistakes and what the program answers

      People make these mistakes who know another language or another tool. Each answer names the place, what stands there,
      and what to write. One mistake gets one message. `fpt-script explain FPT0005` says more about a code.

      """
    for (prefix, title) in Self.chapters {
      page += "\n## \(title)\n"
      for mistake in all where mistake.chapter == prefix {
        page += "\n**\(try mistake.title())**\n\n```text\n\(try mistake.answer().rendered)```\n"
      }
    }
    #expect(all.allSatisfy { mistake in Self.chapters.contains { $0.prefix == mistake.chapter } })
    try Generated.expect(page, at: "docs/mistakes.md")
  }
}
