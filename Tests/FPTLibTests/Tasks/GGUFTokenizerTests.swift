import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTData

/// The tokenizer in a GGUF file, against the library tokenizers; `Fixtures/gguf/make.py` makes the cases.
@Suite struct GGUFTokenizerTests {
  private static func path(_ name: String) -> String { fixture("gguf/\(name)") }

  @Test(arguments: ["gpt-2", "smollm"])
  func tokensOfTheLibrary(rule: String) throws {
    let encoding = try BytePairEncoding(folder: Self.path("tokenizer-\(rule).gguf"))
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: Self.path("tokenizer-\(rule).tokenizer.json"), toPath: folder("tokenizer.json"))
    let same = try BytePairEncoding(folder: folder.path)
    let text = Array(try Data(contentsOf: URL(filePath: Self.path("tokenizer-\(rule).json"))))
    guard case .list(let cases) = try JSONParser.parse(text) else {
      Issue.record("no list of cases")
      return
    }
    #expect(cases.count >= 10)
    for example in cases {
      guard case .text(let text)? = example["text"], case .list(let tokens)? = example["tokens"]
      else {
        Issue.record("no case: \(example.summary)")
        continue
      }
      let expected = tokens.compactMap { $0.integer.map(UInt16.init) }
      #expect(encoding.tokens(of: Array(text.utf8)[...]) == expected, "\(text)")
      #expect(same.tokens(of: Array(text.utf8)[...]) == expected, "\(text)")
    }
  }

  @Test func aFolderWithOneFileStandsForIt() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: Self.path("tokenizer-smollm.gguf"), toPath: folder("model.gguf"))
    let (inFolder, alone) = (
      try BytePairEncoding(folder: folder.path),
      try BytePairEncoding(folder: Self.path("tokenizer-smollm.gguf"))
    )
    #expect(inFolder.digest == alone.digest && inFolder.vocabulary == alone.vocabulary)
    #expect(try BytePairEncoding.files(in: folder.path) == [folder("model.gguf")])
  }

  private static let alphabet = (UInt8.min...UInt8.max).map {
    String(BytePairEncoding.character(of: $0))
  }

  private static func file(
    model: String? = "gpt2", pre: String? = "smollm", tokens: [String] = alphabet + ["ab"],
    merges: [String] = ["a b"], types: [UInt32]? = nil
  ) -> GGUFBytes {
    var file = GGUFBytes()
    file.keys = [
      model.map { GGUFBytes.key("tokenizer.ggml.model", $0) },
      pre.map { GGUFBytes.key("tokenizer.ggml.pre", $0) },
      GGUFBytes.key("tokenizer.ggml.tokens", tokens),
      GGUFBytes.key("tokenizer.ggml.merges", merges),
      types.map { GGUFBytes.key("tokenizer.ggml.token_type", $0) },
    ].compactMap { $0 }
    return file
  }

  static let refused: [(GGUFBytes, String)] = [
    (GGUFBytes(), "`tokenizer.ggml.model` should be there, as in a file with a tokenizer"),
    (file(model: "llama"), "`tokenizer.ggml.model` should be \"gpt2\""),
    (
      file(pre: "qwen2"),
      "should be \"gpt-2\" or \"smollm\", rules for words that are known here and is \"qwen2\""
    ),
    (file(pre: nil), "`tokenizer.ggml.pre` should be there"),
    (file(tokens: alphabet + ["ab", "ab"]), "the token `ab` should be there once"),
    (file(tokens: []), "the number of tokens should be from 1 to 65536 and is 0"),
    (file(merges: ["a b", "ab"]), "pair 2 of `tokenizer.ggml.merges` should be two tokens"),
    (file(merges: ["b a"]), "pair 1"),
    (file(types: [1]), "a list of 257, one for each token"),
    (file(types: Array(repeating: 1, count: 256) + [4]), "one of `ab`"),
    (file(pre: "gpt-2", tokens: Array(alphabet.dropFirst()) + ["ab"]), "the token of byte 0"),
  ]

  @Test(arguments: refused)
  func otherTokenizersAreRefused(file: GGUFBytes, expected: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(file.bytes, to: "model.gguf")
    let error = #expect(throws: TaskError.self) { try BytePairEncoding(folder: path) }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
    #expect(error.map { "\($0)".contains(path) } == true)
  }

  @Test func aTokenizerThatIsNotThere() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TaskError.self) { try BytePairEncoding(folder: folder.path) }
    #expect(
      error.map {
        "\($0)".contains("vocab.json and merges.txt, or tokenizer.json, or one GGUF file")
      }
        == true)
    #expect(throws: TaskError.self) { try BytePairEncoding(folder: folder("none.gguf")) }
  }

  /// SmolLM2's vocabulary has no token for some control characters.
  @Test func aByteWithoutATokenIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      Self.file(tokens: alphabetWithout(4) + ["ab"]).bytes, to: "model.gguf")
    let fine = try folder.write(Array(repeating: UInt8(ascii: "a"), count: 400), to: "fine.txt")
    #expect(throws: Never.self) { try TextCorpus(files: [fine], tokens: 8, tokenizer: path) }
    let text = try folder.write([97, 98, 4] + Array(repeating: 97, count: 400), to: "text.txt")
    let error = #expect(throws: TaskError.self) {
      try TextCorpus(files: [text], tokens: 8, tokenizer: path)
    }
    #expect(
      error.map {
        "\($0)".contains(
          "byte 2 of the text should be one that the tokenizer has a token for and is 4")
      }
        == true)
  }

  private func alphabetWithout(_ byte: Int) -> [String] {
    Self.alphabet.enumerated().filter { $0.offset != byte }.map(\.element)
  }
}
