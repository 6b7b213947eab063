import FPTLib
import Foundation
import Testing

@testable import FPTData

/// `tokenizer.json` alone, as transformers 5 saves it, stands for `vocab.json` and `merges.txt`.
@Suite struct TokenizerFileTests {
  private static let merges = ["t h", "th e", "Ġ the", "1 9"]

  /// The vocabulary of single bytes and of what the pairs make.
  private static func vocabulary() -> [(token: String, number: Int)] {
    let bytes = (UInt8.min...UInt8.max).map { String(BytePairEncoding.character(of: $0)) }
    return (bytes + merges.map { $0.replacing(" ", with: "") }).enumerated()
      .map { ($1, $0) }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static let words =
    #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"#

  private static func json(
    pairs: String? = nil, words: String = words, model: String = "", root: String = ""
  ) -> String {
    let vocabulary = vocabulary().map { "\(quoted($0.token)):\($0.number)" }.joined(separator: ",")
    let pairs = pairs ?? merges.map(quoted).joined(separator: ",")
    return """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":300,"content":"<|endoftext|>",
      "special":true}],"normalizer":null,\(words),"post_processor":{"type":"ByteLevel"},
      "decoder":{"type":"ByteLevel"},\(root)"model":{"type":"BPE","dropout":null,"unk_token":null,
      "continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,\(model)
      "vocab":{\(vocabulary)},"merges":[\(pairs)]}}
      """
  }

  private static func write(_ text: String, as name: String, in folder: TemporaryFolder) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/" + name))
  }

  /// Pairs are written in one text before version 0.20 of the library, in lists since.
  @Test(arguments: [false, true])
  func sameTokensAsOfTwoFiles(inLists: Bool) throws {
    let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
    let pairs = Self.merges.map { pair in
      inLists
        ? "[" + pair.split(separator: " ").map { Self.quoted(String($0)) }.joined(separator: ",")
          + "]" : Self.quoted(pair)
    }
    try Self.write(Self.json(pairs: pairs.joined(separator: ",")), as: "tokenizer.json", in: one)
    let vocabulary = Self.vocabulary().map { "\(Self.quoted($0.token)):\($0.number)" }
    try Self.write("{\(vocabulary.joined(separator: ","))}", as: "vocab.json", in: two)
    try Self.write(
      "#version: 0.2\n" + Self.merges.joined(separator: "\n") + "\n", as: "merges.txt", in: two)
    let (whole, split) = (
      try BytePairEncoding(folder: one.path), try BytePairEncoding(folder: two.path)
    )
    #expect(whole.vocabulary == split.vocabulary)
    for text in ["the the 1919", "then\n the", "é<|endoftext|>\u{0}"] {
      let bytes = Array(text.utf8)[...]
      #expect(whole.tokens(of: bytes) == split.tokens(of: bytes), "\(text)")
    }
    #expect(whole.digest != split.digest)
  }

  @Test func twoFilesComeFirst() throws {
    let folder = try TemporaryFolder()
    try Self.write("no JSON", as: "tokenizer.json", in: folder)
    let vocabulary = Self.vocabulary().map { "\(Self.quoted($0.token)):\($0.number)" }
    try Self.write("{\(vocabulary.joined(separator: ","))}", as: "vocab.json", in: folder)
    try Self.write("t h\n", as: "merges.txt", in: folder)
    #expect(throws: Never.self) { try BytePairEncoding(folder: folder.path) }
  }

  /// Tokenizers of other models, each of which would cut a text into other tokens.
  @Test(arguments: [
    (json(words: #""pre_tokenizer":null"#), "pre_tokenizer.type"),
    (json(words: #""pre_tokenizer":{"type":"Metaspace"}"#), "pre_tokenizer.type"),
    (json(words: #""pre_tokenizer":{"type":"Sequence","pretokenizers":[]}"#), "pre_tokenizer.type"),
    (
      json(words: words.replacing("\"add_prefix_space\":false", with: "\"add_prefix_space\":true")),
      "add_prefix_space"
    ),
    (json(words: words.replacing("\"use_regex\":true", with: "\"use_regex\":false")), "use_regex"),
    (
      json().replacing("\"normalizer\":null", with: "\"normalizer\":{\"type\":\"NFC\"}"),
      "normalizer"
    ),
    (json().replacing("\"type\":\"BPE\"", with: "\"type\":\"WordPiece\""), "model.type"),
    (json().replacing("\"type\":\"BPE\"", with: "\"type\":\"Unigram\""), "model.type"),
    (json(model: "\"byte_fallback\":true,"), "byte_fallback"),
    (json(model: "\"ignore_merges\":true,"), "ignore_merges"),
    (json().replacing("\"dropout\":null", with: "\"dropout\":0.1"), "dropout"),
    (
      json().replacing("\"end_of_word_suffix\":\"\"", with: "\"end_of_word_suffix\":\"</w>\""),
      "end_of_word_suffix"
    ),
    (json().replacing("\"special\":true", with: "\"special\":false"), "<|endoftext|>"),
    (json(pairs: "\"t\""), "pair 1"), (json(pairs: "[\"t\",\"h\",\"e\"]"), "pair 1"),
    (json(pairs: "\"t h\",\"q q\""), "pair 2"),
    ("{\"version\":\"1.0\",\"model\":{}}", "tokenizer.json"), ("[]", "model"), ("{", "JSON"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    ("<!DOCTYPE html><html></html>", "a web page"),
  ])
  func otherTokenizersAreRefused(text: String, expected: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(text, as: "tokenizer.json", in: folder)
    let error = #expect(throws: TaskError.self) { try BytePairEncoding(folder: folder.path) }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
    #expect(error.map { "\($0)".contains("tokenizer.json") } == true)
  }
}
