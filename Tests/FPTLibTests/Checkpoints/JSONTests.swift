import FPTJSON
import FPTLib
import Testing

@testable import FPTCheckpoints

@Suite("Strict JSON and model configurations")
struct JSONTests {
  static let accepted: [(String, JSONValue)] = [
    ("null", .null), (" true ", .boolean(true)), ("-0.5e+3", .number("-0.5e+3")),
    ("\"\\u00e9\\ud83d\\ude00\\n\"", .text("é😀\n")), ("[]", .list([])), ("{}", .object([:])),
    (
      "{\"b\":[1,{\"a\":null}],\"a\":\"x\"}",
      .object(["b": .list([.number("1"), .object(["a": .null])]), "a": .text("x")])
    ),
  ]

  @Test("accepts JSON and keeps its order", arguments: accepted)
  func accepts(text: String, expected: JSONValue) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == expected)
  }

  @Test(
    "refuses what is not JSON",
    arguments: [
      "", " ", "nul", "nulll", "01", "-", "1.", ".5", "1e", "+1", "NaN", "Infinity", "'a'", "\"a",
      "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\u{1}\"", "[1,]", "[1 2]", "{\"a\"}",
      "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":2}", "1 1", "[", "{", "//x\n1", "[1]]",
    ])
  func refuses(text: String) {
    #expect(throws: JSONProblemError.self) { try JSONParser.parse(Array(text.utf8)) }
  }

  @Test("limits nesting at 64")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONParser.parse(nested(64))
    #expect(throws: JSONProblemError.self) { try JSONParser.parse(nested(65)) }
  }

  static let configuration = try? ModelConfiguration(
    text: Array(
      "{\"n\":12,\"eps\":1e-12,\"act\":\"gelu\",\"tie\":true,\"none\":null,\"big\":1e9,\"neg\":-1}"
        .utf8),
    path: "config.json")

  @Test("looks keys up by type")
  func lookUps() throws {
    let configuration = try #require(Self.configuration)
    #expect(try configuration.integer("n") == 12)
    #expect(try configuration.number("eps") == 1e-12)
    #expect(try configuration.number("n") == 12)
    #expect(try configuration.text("act", oneOf: ["gelu", "relu"]) == "gelu")
    #expect(try configuration.boolean("tie"))
    #expect(try configuration.integer("none", default: 5) == 5)
    #expect(try configuration.integer("absent", default: 5) == 5)
    #expect(!configuration.contains("none") && configuration.contains("n"))
  }

  @Test("says what was expected and what was found")
  func messages() throws {
    let configuration = try #require(Self.configuration)
    func message(_ body: () throws -> some Any) -> String {
      do {
        _ = try body()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message { try configuration.integer("absent", in: 1...9) }
        == "config.json lacks `absent`, which should be an integer from 1 to 9")
    #expect(
      message { try configuration.integer("n", in: 1...9) }
        == "config.json: `n` should be an integer from 1 to 9 and is 12")
    #expect(
      message { try configuration.integer("big") }.hasSuffix("and is 1e9"))
    #expect(
      message { try configuration.text("act", oneOf: ["relu", "swish"]) }
        == "config.json: `act` should be \"relu\" or \"swish\" and is \"gelu\"")
    #expect(message { try configuration.boolean("none") }.contains("lacks `none`"))
    #expect(message { try configuration.number("act") }.contains("a number and is \"gelu\""))
    #expect(message { try configuration.integer("neg") }.hasSuffix("and is -1"))
  }

  @Test("an incomplete folder is named with what it lacks")
  func incompleteFolder() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: CheckpointError.incompleteFolder(
        folder: folder.path, missing: ["config.json", "model.safetensors"])
    ) { try CheckpointFolder(path: folder.path) }
    func refuse(_ words: String, _ path: String) {
      let error = #expect(throws: CheckpointError.self) { try CheckpointFolder(path: path) }
      #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }
    refuse("there is no such folder", folder("nothing"))
    refuse("weights of the hub are named \"hf:nobody/nothing@COMMIT\"", "nobody/nothing")
    refuse("it is a file", try folder.write(Array("{}".utf8), to: "config.json"))
    _ = try folder.write([], to: "model.fp16.safetensors")
    refuse("it has `model.fp16.safetensors`, and weights are read as `model.safe", folder.path)
    _ = try folder.write([], to: "model-00001-of-00002.safetensors")
    refuse("it has a shard, and not their index", folder.path)
    _ = try folder.write(Array("{}".utf8), to: "adapter_config.json")
    refuse("it is an adapter of PEFT", folder.path)
  }
}
