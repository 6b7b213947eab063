import Testing

@testable import FPTScript

/// Files of published values as `check` reads them: framed in their places, and compared with the tables.
@Suite struct ReferenceCheckTests {
  private static let header = "row,column,value,unit,source,confidence\n"

  private static func script(
    rows: String = "arm", measure: String = "Accuracy(split: test)", more: String = ""
  ) -> String {
    """
    experiment e { fpt: 1 }
    task bit_xor = BitXOR(length: 2)
    task other = BitXOR(length: 3)
    model m = GPT2(layers: 1, width: 16, heads: 2, init: random)
    freeze f = all except [input, output]
    train t { steps: 200 }
    arm small { model: m; freeze: f; train: t }
    arm "frée" { model: m with { layers: 2 }; freeze: f; train: t }
    measure acc = \(measure)
    run main {
      axes { task: [bit_xor, other]; arm: [small, "frée"]; seed: 0..<2 }
      measure: [acc]
    }
    reference last_year = CSV("r.csv")
    table "T" { of: main.acc; rows: \(rows); columns: task; against: last_year }
    \(more)
    """
  }

  private static func diagnostics(
    _ csv: String, script: String = script(), profile: String? = nil,
    set overrides: [(String, String)] = []
  ) -> CheckResult {
    checked(script, files: ["r.csv": header + csv], profile: profile, set: overrides)
  }

  @Test func aSoundFileIsSilent() throws {
    let result = Self.diagnostics("small,bit_xor,52.1,%,s,primary\n")
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    let table = try #require(
      result.experiment?.notebook.compactMap { item in
        if case .table(let table) = item { table } else { nil }
      }.first)
    #expect(table.reference == "last_year")
    // Published values are no source of the experiment.
    #expect(result.experiment?.sources.map(\.path) == ["main.fpt"])
  }

  @Test func errorsAreFramedInTheFile() {
    let result = Self.diagnostics(
      "small,bit_xor,52.1,%,s,primary\nsmall,other,about 97,%,s,primary\n")
    #expect(result.experiment == nil)
    #expect(
      result.rendered == """
        error[FPT0052]: `about 97` is no published value
         ┌─ r.csv:3:13
        3│ small,other,about 97,%,s,primary
         │             ^^^^^^^^ a number in decimal digits is expected, or nothing
           help: what else is to be said of the value stands in the column `source`

        """)
  }

  @Test func aMissingFileIsAnErrorAtItsName() throws {
    let result = checked(Self.script())
    #expect(result.errors.map(\.code) == [.unreadableSource])
    let span = try #require(result.errors.first?.labels.first?.span)
    let text = Array(Self.script().utf8)[span.range]
    #expect(String(decoding: text, as: UTF8.self) == "\"r.csv\"")
    #expect(result.errors.first?.suggestions == [])
  }

  @Test func aMisspeltFileIsToldTheOneBesideIt() throws {
    let result = checked(Self.script(), files: ["rr.csv": Self.header])
    #expect(result.errors.map(\.suggestions) == [["rr.csv"]])
    let using = check(
      path: "lab/main.fpt",
      loader: InMemorySources([
        "lab/main.fpt": "experiment a { fpt: 1 }\nuse \"./comon.fpt\"\n", "lab/common.fpt": "",
        "common.fpt": "",
      ]), schema: .current)
    #expect(using.errors.map(\.suggestions) == [["./common.fpt"]])
  }

  @Test func aFileThatNoTableUsesIsReadAllTheSame() {
    let script = Self.script(more: "reference spare = CSV(\"spare.csv\")")
    let result = checked(
      script, files: ["r.csv": Self.header, "spare.csv": "a;b\n"])
    #expect(result.errors.map(\.code) == [.malformedReference])
  }

  /// A table may name a file in place, and a reference by way of a param.
  @Test(arguments: [
    ("against: CSV(\"r.csv\")", "published"), ("against: alias", "last_year"),
  ])
  func otherWaysToNameAFileAreRead(field: String, name: String) throws {
    let script = Self.script(more: "param alias = last_year")
      .replacing("against: last_year", with: field)
    let result = Self.diagnostics("smal,bit_xor,52.1,%,s,primary\n", script: script)
    #expect(result.codes.contains(.unmatchedPublishedValue), "\(result.rendered)")
    let table = try #require(
      result.experiment?.notebook.compactMap { item in
        if case .table(let table) = item { table } else { nil }
      }.first)
    #expect(table.against == "r.csv")
    #expect(table.reference == name)
    let missing = checked(script)
    #expect(missing.errors.map(\.code) == [.unreadableSource], "\(missing.rendered)")
  }

  /// Units and sizes that the measure of the table cannot have.
  @Test(arguments: [
    ("Accuracy(split: test)", "52.1,", "is no possible value of `acc`, a share"),
    ("Accuracy(split: test)", "520,%", "is no possible value"),
    ("Accuracy(split: test)", "400,steps", "the unit `steps` does not suit `acc`"),
    ("Loss(split: test)", "52,%", "the unit `%` does not suit `acc`"),
    ("Loss(split: test)", "-1,nats", "is no possible value"),
    ("StepsTo(fraction: 90%)", "52,%", "the unit `%` does not suit"),
    ("ParameterCount()", "7,steps", "does not suit"),
  ])
  func unitsSuitTheMeasure(measure: String, value: String, expected: String) {
    let result = Self.diagnostics(
      "small,bit_xor,\(value),s,primary\n", script: Self.script(measure: measure))
    #expect(result.errors.count == 1)
    #expect(result.errors.first?.code == .wrongPublishedValue)
    #expect(result.errors.first?.message.contains(expected) == true, "\(result.rendered)")
  }

  @Test(arguments: [
    ("Loss(split: test)", "0.5,nats"), ("StepsTo(fraction: 90%)", "400,steps"),
    ("ParameterCount()", "7,"), ("GeneralizationGap()", "-3,%"),
  ])
  func otherMeasuresHaveTheirUnits(measure: String, value: String) {
    let result = Self.diagnostics(
      "small,bit_xor,\(value),s,primary\n", script: Self.script(measure: measure))
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
  }

  /// Every way in which a name is commonly missed, with what was meant.
  @Test(arguments: [
    ("small ,bit_xor", "did you mean `small`? a space stands behind it"),
    (" small,bit_xor", "did you mean `small`? a space stands before it"),
    ("Small,bit_xor", "did you mean `small`? it is written in another case"),
    ("smal,bit_xor", "did you mean `small`?"),
    ("small,bit xor", "did you mean `bit_xor`?"),
    ("small,bit-xor", "did you mean `bit_xor`?"),
    ("small\u{A0},bit_xor", "did you mean `small`? a no-break space stands in it"),
    ("sm\u{200B}all,bit_xor", "did you mean `small`? a sign without width stands in it"),
    ("small, \"bit_xor\"", "did you mean `bit_xor`? a space stands before the quotation mark"),
    ("bit_xor,small", "row and column are exchanged"),
    ("Frée,bit_xor", "did you mean `frée`? it is written in another case"),
    ("huge model,bit_xor", "no table has it"),
    (",bit_xor", "no table has it"),
  ])
  func whatNoTableShowsIsAWarning(point: String, label: String) throws {
    let result = Self.diagnostics("\(point),52.1,%,s,primary\n")
    #expect(result.experiment != nil, "\(result.rendered)")
    #expect(result.codes == [.unmatchedPublishedValue])
    let diagnostic = try #require(result.diagnostics.first)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.labels.first?.text == label)
    #expect(result.rendered.contains("┌─ r.csv:2:"))
  }

  /// Letters with marks are the same however they are composed.
  @Test func composedAndDecomposedLettersAreTheSame() {
    let result = Self.diagnostics("fre\u{301}e,bit_xor,52.1,%,s,primary\n")
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
  }

  /// What only another profile shows, or the file as it is written, is no slip.
  @Test func profilesAndOverridesMakeNoNoise() {
    let csv = "small,other,52.1,%,s,primary\nfrée,bit_xor,52.1,%,s,primary\nsmall,third,1,%,s,\n"
    let script = Self.script(
      more: """
        task third = BitXOR(length: 4)
        profile short { task: [bit_xor]; arm: [small] }
        profile wide { task: [bit_xor, third] }
        """)
    for profile in ["short", "wide"] {
      let result = Self.diagnostics(csv, script: script, profile: profile)
      #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }
    let set = Self.diagnostics(csv, script: script, set: [("arm", "[small]")])
    #expect(set.diagnostics.isEmpty, "\(set.rendered)")
  }

  @Test func severalAxesStandInOneField() {
    let script = Self.script(rows: "[arm, task]").replacing("columns: task; ", with: "")
    let good = Self.diagnostics("small · bit_xor,,1,%,s,\n", script: script)
    #expect(good.diagnostics.isEmpty, "\(good.rendered)")
    let wrong = Self.diagnostics("bit_xor · small,,1,%,s,\n", script: script)
    #expect(wrong.codes == [.unmatchedPublishedValue], "\(wrong.rendered)")
  }
}
