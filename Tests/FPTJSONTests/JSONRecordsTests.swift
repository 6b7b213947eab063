import FPTJSON
import Testing

@Suite("JSON: lists of objects, read in part")
struct JSONRecordsTests {
  private func records(_ text: String, _ wanted: Set<String>) throws -> [JSONValue.Members] {
    try Array(text.utf8).withUnsafeBufferPointer { bytes in
      var records = JSONRecords(bytes)
      var all: [JSONValue.Members] = []
      while let members = try records.next(keeping: wanted) { all.append(members) }
      return all
    }
  }

  @Test("wanted members are kept, in their order")
  func kept() throws {
    let text = #" [ {"b":1,"x":[{"a":"]}\""}],"a":"é"} , {} ,{"x":{"a":1,"a":2}}, {"a":[true]} ] "#
    let found = try records(text, ["a", "b"])
    #expect(
      found.map { JSONValue.object($0).text } == [
        #"{"b":1,"a":"é"}"#, "{}", "{}", #"{"a":[true]}"#,
      ]
    )
    #expect(try records("[]", ["a"]).isEmpty)
  }

  @Test(
    "what is passed over is JSON too",
    arguments: [
      "", "{}", "[", "[1]", "[{}", "[{},]", "[{}{}]", "[{}]]", "[{}] 1", #"[{"x":01}]"#,
      #"[{"x":"\q"}]"#, #"[{"x":[1,]}]"#, #"[{"x":{a:1}}]"#, #"[{"x":nul}]"#, #"[{"a":1,"a":2}]"#,
      #"[{"x":1,}]"#, #"[{"x" 1}]"#, #"[{"x":NaN}]"#,
      "[{\"x\":" + String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + "}]",
    ])
  func refused(text: String) {
    #expect(throws: JSONProblemError.self) { try records(text, ["a"]) }
  }
}
