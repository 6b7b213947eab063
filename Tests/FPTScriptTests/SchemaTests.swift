import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

/// The schema is data; these tests keep it consistent with itself and with the language.
@Suite struct SchemaTests {
  let schema = Schema.current

  @Test func everyKindIsDescribedOnce() {
    #expect(schema.kinds.map(\.kind) == DeclarationKind.allCases)
    #expect(Set(schema.constructors.map(\.name)).count == schema.constructors.count)
  }

  @Test func constructorExamplesAreValid() {
    for constructor in schema.constructors {
      guard ["task", "model", "measure", "reference"].contains(constructor.role.rawValue) else {
        continue
      }
      let result = checked(
        "\(constructor.role.rawValue) x = \(constructor.example)",
        files: ["reference/table1.csv": PublishedValues.header.joined(separator: ",")])
      #expect(result.errors.isEmpty, "\(constructor.example)\n\(result.rendered)")
    }
  }

  @Test func kindExamplesParse() {
    for kind in schema.kinds {
      let (_, diagnostics) = parse(SourceFile(path: "example", text: kind.example))
      #expect(diagnostics.isEmpty, "\(kind.example): \(diagnostics.map(\.message))")
    }
  }

  @Test func trainFieldExamplesAreValid() throws {
    let fields = try #require(schema.kind(.train)?.fields)
    for field in fields {
      let result = checked("train t { \(field.example) }")
      #expect(result.errors.isEmpty, "\(field.example)\n\(result.rendered)")
    }
  }

  /// A default written out in a file is the same value, and is known to be the default.
  @Test func defaultsAreWithinTheirOwnTypesAndRanges() throws {
    let diagnostics = DiagnosticList()
    let trainFields = schema.kind(.train)?.fields ?? []
    let owners = schema.constructors.map { ($0.name, $0.fields) } + [("train", trainFields)]
    for (owner, fields) in owners {
      let value = schema.defaults(of: owner, fields: fields, 1)
      for field in fields where field.defaultValue != nil {
        let text = try #require(value[field.name]).expressionText
        var parser = Parser(text, file: 0, diagnostics: diagnostics)
        var again = value
        again.fields.removeAll { $0.name == field.name }
        let name = Name(text: field.name, span: SourceSpan(file: 0, range: 0..<0))
        evaluator(of: text, diagnostics).set(
          [name], of: &again, to: parser.expression(), layer: .declaration)
        #expect(again[field.name] == value[field.name], "\(owner).\(field.name)")
        #expect(again.fields.map(\.name) == value.fields.map(\.name))
        let changed = again.fields.filter { !$0.isDefault }.map(\.name)
        #expect(changed.isEmpty, "\(owner): \(changed)")
      }
    }
    #expect(diagnostics.all.isEmpty)
  }

  /// Evaluates what stands in a text, with nothing declared.
  private func evaluator(of text: String, _ diagnostics: DiagnosticList) -> ValueEvaluator {
    let loaded = LoadedSources("none", loader: InMemorySources([:]), diagnostics: DiagnosticList())
    let texts = SourceTexts([SourceFile(path: "default", text: text)])
    return ValueEvaluator(
      Declarations(in: loaded, schema: schema, diagnostics: diagnostics), settings: .asWritten,
      texts: texts, diagnostics: diagnostics)
  }
}
