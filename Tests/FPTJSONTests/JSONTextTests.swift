import FPTJSON
import Testing

@Suite("JSON: texts of values")
struct JSONTextTests {
  @Test(arguments: [
    (
      JSONValue.object(["b": .integer(1), "a": .null, "ä": .boolean(true)]),
      "{\"b\":1,\"a\":null,\"ä\":true}", "{\"a\":null,\"b\":1,\"ä\":true}"
    ),
    (
      .list([.shortest(0.1), .shortest(1e-3), .shortest(3), .shortest(-0.0), .shortest(1e300)]),
      "[0.1,0.001,3,0,1e+300]", "[0.1,0.001,3,0,1e+300]"
    ),
    (
      .text("a\"\\\n\u{1}é"), "\"a\\\"\\\\\\n\\u0001é\"", "\"a\\\"\\\\\\n\\u0001é\""
    ),
    (.shortest(.nan), "\"nan\"", "\"nan\""),
    (
      .object(["x": .object(["c": .list([]), "a": .object([:])])]), "{\"x\":{\"c\":[],\"a\":{}}}",
      "{\"x\":{\"a\":{},\"c\":[]}}"
    ),
  ])
  func texts(value: JSONValue, text: String, canonical: String) throws {
    #expect(value.text == text)
    #expect(value.canonicalText == canonical)
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
  }
}
