import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

/// `label:`, `caption:` and `note:` of declarations.
@Suite struct PresentationTests {
  private static func script(_ shown: Bool, more: String = "") -> String {
    func field(_ text: String) -> String { shown ? text : "" }
    return """
      experiment tiny { fpt: 1 }
      task xor = BitXOR(length: 5) \(field(#"{ label: "Bit XOR"; note: "of five bits" }"#))
      task long = xor with { length: 8; \(field(#"label: "Bit XOR, long""#)) }
      model big = GPT2(layers: 4, width: 32, heads: 2, init: random) \(field(#"{ label: "GPT-2" }"#))
      freeze fpt = all except [input, output] \(field(#"{ label: "frozen" }"#))
      train quick { steps: 100; batch: 16; \(field(#"label: "100 steps""#)) }
      train slow = quick with { steps: 200; \(field(#"label: "200 steps""#)) }
      measure accuracy = Accuracy(split: test) \(field(#"{ label: "test accuracy" }"#))
      arm "big, frozen" { model: big; freeze: fpt; train: quick; \(field(#"label: "FPT""#)) }
      arm other = "big, frozen" with { train: slow; \(field(#"label: "FPT, longer""#)) }
      run main {
        axes { task: [xor, long]; arm: ["big, frozen", other]; seed: 0..<3 }
        measure: accuracy
        \(field(#"label: "the run""#))
      }
      table "Accuracy" {
        of: main.accuracy; rows: arm; columns: task
        \(field(#"label: "What is reached"; caption: "After training."; note: "Small models.""#))
      }
      plot over_task { of: main.accuracy; x: task; series: arm; \(field(#"caption: "By task.""#)) }
      \(more)
      """
  }

  private static func shown(
    _ more: String = "", profile: String? = nil, set: [(String, String)] = []
  ) throws -> [Presentation] {
    let result = checked(script(true, more: more), profile: profile, set: set)
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    return try #require(result.experiment).presentations
  }

  @Test func everyKindHasALabel() throws {
    let shown = try Self.shown()
    let labels = Dictionary(uniqueKeysWithValues: shown.map { ("\($0.kind) \($0.name)", $0.label) })
    #expect(
      labels == [
        "task xor": "Bit XOR", "task long": "Bit XOR, long", "model big": "GPT-2",
        "freeze fpt": "frozen", "train quick": "100 steps", "train slow": "200 steps",
        "measure accuracy": "test accuracy", "arm big, frozen": "FPT", "arm other": "FPT, longer",
        "run main": "the run", "table Accuracy": "What is reached", "plot over_task": nil,
      ])
    #expect(shown.first { $0.name == "xor" }?.note == "of five bits")
    #expect(shown.first { $0.kind == .table }?.caption == "After training.")
    #expect(shown.first { $0.kind == .table }?.note == "Small models.")
    #expect(shown.first { $0.kind == .plot }?.caption == "By task.")
  }

  /// Cells are what they were, field by field, and so is everything that is not about showing.
  @Test func nothingElseChanges() throws {
    func cells(_ shown: Bool) throws -> [String] {
      let experiment = try #require(checked(Self.script(shown)).experiment)
      return experiment.runs.flatMap(\.cells).map { cell in
        "\(cell.point) \(cell.arm ?? "") \(cell.freezingName) \(cell.freezing) "
          + [cell.task, cell.model, cell.train].map { "\($0.name)=\(Self.text($0.value))" }.joined()
      }
    }
    #expect(try cells(true) == cells(false))
    #expect(try cells(true).count == 12)
  }

  private static func text(_ value: Constructed) -> String {
    "\(value.constructor)\(value.version)("
      + value.fields.map { field in
        if case .constructed(let inner) = field.value { return "\(field.name): \(text(inner))" }
        return "\(field.name): \(field.value) \(field.isDefault)"
      }.joined(separator: ", ") + ")"
  }

  /// A label is not inherited: two things would have one name.
  @Test func aLabelIsNotInherited() throws {
    let result = checked(
      """
      experiment tiny { fpt: 1 }
      task a = BitXOR(length: 5) { label: "A" }
      task b = a with { length: 6 }
      """)
    #expect(result.experiment?.presentations.map(\.name) == ["a"])
  }

  @Test func profilesAndTheCommandLineChangeThem() throws {
    let profile = """
      profile laptop {
        xor.label: "XOR"
        "big, frozen".label: "small FPT"
        "Accuracy".caption: "On a laptop."
        over_task.note: "One seed."
      }
      """
    let shown = try Self.shown(
      profile, profile: "laptop",
      set: [("\"Accuracy\".label", "\"Reached\""), ("xor.note", "\"n\"")])
    #expect(shown.first { $0.name == "xor" }?.label == "XOR")
    #expect(shown.first { $0.name == "xor" }?.note == "n")
    #expect(shown.first { $0.name == "big, frozen" }?.label == "small FPT")
    let table = shown.first { $0.kind == .table }
    #expect(table?.caption == "On a laptop." && table?.label == "Reached")
    #expect(shown.first { $0.kind == .plot }?.note == "One seed.")
    // They are no values that a profile changed.
    let experiment = checked(Self.script(true, more: profile), profile: "laptop").experiment
    #expect(experiment?.changes.isEmpty == true)
  }

  @Test(
    arguments: [
      (#"task a = BitXOR(length: 5) { label: 5 }"#, DiagnosticCode.wrongType),
      (#"task a = BitXOR(length: 5) { label: "A"; label: "B" }"#, .duplicateField),
      (#"task a = BitXOR(length: 5) { label: " " }"#, .unfitLabel),
      (#"task a = BitXOR(length: 5) { label: "a\nb" }"#, .unfitLabel),
      (
        "task a = BitXOR(length: 5) { label: \"\(String(repeating: "x", count: 121))\" }",
        .unfitLabel
      ),
      (#"task a = BitXOR(length: 5) { caption: "A" }"#, .wrongDeclarationForm),
      (#"task a = BitXOR(length: 5) { length: 6 }"#, .wrongDeclarationForm),
      (#"task a = BitXOR(length: 5) { lable: "A" }"#, .unknownField),
      (#"task a = BitXOR(length: 5) { }"#, .wrongDeclarationForm),
      (#"param a = 5 { label: "A" }"#, .wrongDeclarationForm),
      (#"task a = BitXOR(length: 5, label: "A")"#, .unknownField),
      (
        """
        task a = BitXOR(length: 5)
        task b = BitXOR(length: 6) { label: "a" }
        """, .sameLabel
      ),
      (
        """
        task a = BitXOR(length: 5)
        profile p { a.caption: "x" }
        """, .unknownField
      ),
      (
        """
        task a = BitXOR(length: 5)
        profile p { a.label: 3 }
        """, .wrongType
      ),
      (#"profile p { "none".label: "x" }"#, .unknownOverride),
    ])
  func mistakes(text: String, code: DiagnosticCode) {
    let result = checked(text)
    #expect(result.errors.map(\.code) == [code], "\(result.rendered)")
  }

  /// What a value can be given is no word that says how it is shown.
  @Test func noConstructorHasAFieldOfTheseNames() {
    for constructor in Schema.current.constructors {
      for name in PresentationFields.names { #expect(constructor.field(name) == nil) }
    }
    for kind in Schema.current.kinds {
      for field in kind.presentation { #expect(kind.field(field.name) == nil) }
    }
  }

  @Test func explained() throws {
    for word in ["label", "caption", "note", "task.label", "plot.caption", "arm.note"] {
      #expect(try #require(ReferenceEntry(for: word, in: .current)).fields.count >= 1)
    }
    let task = try #require(ReferenceEntry(for: "task", in: .current))
    #expect(task.fields.map(\.name) == ["label", "note"])
  }

  @Test func formatted() {
    let text = """
      experiment tiny { fpt: 1 }

      task xor  = BitXOR(length: 5) { label: "Bit XOR"; note: "of five bits" }
      task long = xor with { length: 8; label: "long" }

      """
    let source = SourceFile(path: "a.fpt", text: text)
    let formatted = format(source).text
    #expect(formatted == text, "\(formatted ?? "nil")")
  }
}
