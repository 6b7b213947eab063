import FPTCatalog
import FPTSchema
import Foundation
import Testing

@testable import FPTScript

/// Committed files that are generated: compared, or written where `FPT_UPDATE` is set.
enum Generated {
  static func expect(
    _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = Repository.root.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["FPT_UPDATE"] != nil {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let committed = try? String(contentsOf: url, encoding: .utf8)
    #expect(
      committed == text, "\(path) is stale: run the tests once with FPT_UPDATE=1",
      sourceLocation: sourceLocation)
  }
}

@Suite struct ReferenceTests {
  let schema = Schema.current

  @Test func committedPagesAreCurrent() throws {
    try Generated.expect(ReferenceManual.words(schema), at: "docs/language/reference.md")
    try Generated.expect(ReferenceManual.diagnostics(), at: "docs/language/diagnostics.md")
  }

  private func expectDocumented(_ owner: String, _ documentation: String, _ example: String) {
    #expect(documentation.hasSuffix("."), "\(owner) has no documentation")
    #expect(documentation.utf8.count > 10, "\(owner) has no documentation")
    #expect(!example.isEmpty, "\(owner) has no example")
  }

  @Test func everythingHasDocumentationAndAnExample() {
    for kind in schema.kinds {
      expectDocumented(kind.kind.rawValue, kind.documentation, kind.example)
      #expect(kind.example.hasPrefix(kind.kind.rawValue))
      for field in kind.fields { expectDocumented(field, of: kind.kind.rawValue) }
    }
    for constructor in schema.constructors {
      expectDocumented(constructor.name, constructor.documentation, constructor.example)
      #expect(constructor.example.hasPrefix("\(constructor.name)("))
      for field in constructor.fields {
        expectDocumented(field, of: constructor.name, unlabeled: constructor.unlabeled)
      }
    }
    for group in schema.groups {
      expectDocumented(group.name, group.documentation, group.name)
    }
  }

  private func expectDocumented(
    _ field: FieldSchema, of owner: String, unlabeled: String? = nil
  ) {
    let name = "\(owner).\(field.name)"
    expectDocumented(name, field.documentation, field.example)
    let isLabeled = field.name != unlabeled
    #expect(!isLabeled || field.example.hasPrefix("\(field.name): "), "\(name): \(field.example)")
    let text = isLabeled ? "train t { \(field.example) }" : "param p = \(field.example)"
    let (_, diagnostics) = parse(SourceFile(path: "example", text: text))
    #expect(diagnostics.isEmpty, "\(name): \(field.example)")
  }

  @Test(arguments: [
    ("train", "a kind of declaration"), ("BitXOR", "a task"), ("layernorm", "a parameter group"),
    ("train.steps", "a field of train"), ("train.optimizer.lr", "a field of train.optimizer"),
    ("BERT.layers", "a field of BERT"),
  ])
  func wordsAreFound(_ word: String, _ nature: String) throws {
    let entry = try #require(ReferenceEntry(for: word, in: schema))
    #expect(entry.nature == nature)
    #expect(entry.text.hasPrefix("\(word): \(nature)\n"))
  }

  @Test(arguments: ["", ".", "trian", "train.", "train.stepz", "train.steps.x", "BERT."])
  func otherWordsAreNot(_ word: String) { #expect(ReferenceEntry(for: word, in: schema) == nil) }

  @Test func fieldsSayWhatTheyAccept() throws {
    let text = try #require(ReferenceEntry(for: "train.dropout", in: schema)).text
    #expect(
      text.contains(
        "a number or a percentage, at least 0 and less than 1; by default 0.1\n    dropout: 10%"))
  }

  /// The whole file in the manual is a valid one, laid out, and its schedule is one.
  @Test func examplesOfTheManualAreValid() throws {
    let manual = try Repository.text("docs/language.md")
    let parts = manual.split(separator: "```fpt\n").dropFirst()
      .compactMap { $0.split(separator: "```").first.map(String.init) }
    #expect(parts.count == 4)
    for part in parts {
      let result = checked(part)
      #expect(result.errors.isEmpty, "\(result.rendered)")
      #expect(format(SourceFile(path: "manual", text: part)).text == part)
    }
    #expect(checked(try #require(parts.first)).experiment?.runs.first?.cells.count == 2)
  }
}
