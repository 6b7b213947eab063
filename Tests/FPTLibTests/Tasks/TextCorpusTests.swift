import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("Text corpus")
struct TextCorpusTests {
  private func window(_ task: TextCorpus, _ index: Int, _ split: TaskSplit) -> ([Int32], [Int32]) {
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([index], of: split, from: task, seed: 0)
    return (batch.symbols, batch.labels)
  }

  @Test("bytes in windows, each labeled with the one behind it")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let text = (0..<1_000).map { UInt8(1 + $0 % 127) }
    let path = try folder.write(text, to: "text")
    let task = try TextCorpus(
      files: [path], tokens: 20, heldOut: HeldOut(validation: 0.1, test: 0.2))
    #expect(task.input == .symbols(vocabulary: 256, standardDeviation: 0.02) && task.tokens == 20)
    #expect(task.output == TaskOutput(readTokens: 20, classes: 256))
    #expect(task.bytesPerToken(of: .test) == 1)
    var start = 0
    for (split, size) in [(TaskSplit.train, 700), (.validation, 100), (.test, 200)] {
      let count = (size - 1) / 20
      #expect(task.count(of: split) == count)
      for index in 0..<count {
        let first = start + index * 20
        let (symbols, labels) = window(task, index, split)
        #expect(symbols == text[first..<first + 20].map { Int32($0) })
        #expect(labels == text[first + 1...first + 20].map { Int32($0) })
      }
      start += size
    }
    let dense = try TextCorpus(files: [path], tokens: 20, stride: 1, limit: 500)
    #expect(dense.count(of: .train) == 500 && dense.count(of: .validation) == 2)
    #expect(window(dense, 77, .train).0 == text[77..<97].map { Int32($0) })
    #expect(dense.dataDigest != task.dataDigest)
  }

  @Test("token embeddings begin as small as the corpus asks for", arguments: [0.02, 1])
  func initializerRange(standardDeviation: Double) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(repeating: 65, count: 1_000), to: "text")
    let task = try TextCorpus(files: [path], tokens: 20, initializerRange: standardDeviation)
    let model = try SequenceClassifier(
      backbone: GPT2(layers: 1, width: 64, heads: 4), input: task.input, output: task.output,
      source: .random, seed: 0, context: ComputeContext(threads: 1))
    let weights = try #require(model.parameters.all.first { $0.name == "in_net.weight" })
    let squares = weights.value.array.reduce(0) { $0 + Double($1) * Double($1) }
    let found = (squares / Double(weights.value.count)).squareRoot()
    // Of 16,384 values, the standard deviation is known to 0.6 %.
    #expect(abs(found / standardDeviation - 1) < 0.03)
  }

  @Test("each file gives its end to test and the part before to validation, between characters")
  func files() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write(String(repeating: "é", count: 25).utf8, to: "a")
    let second = try folder.write(
      PatchedImagesTests.gzip(Array(String(repeating: "x", count: 50).utf8)), to: "b.gz")
    let task = try TextCorpus(
      files: [first, second], tokens: 4, heldOut: HeldOut(validation: 0.1, test: 0.3), stride: 1)
    // 30 and 35 of 50 bytes; 35 lies within an é.
    let (validation, test) = (window(task, 0, .validation).0, window(task, 0, .test).0)
    #expect(validation == [0xC3, 0xA9, 0xC3, 0xA9] && test == validation)
    #expect(task.count(of: .train) == 30 + 30 - 4)
    #expect(task.count(of: .validation) == (4 + 5 - 4 - 1) / 4 + 1)
    #expect(task.count(of: .test) == (16 + 15 - 4 - 1) / 4 + 1)
    #expect(window(task, 28, .train).0 == [0xC3, 0xA9, 120, 120])
  }

  @Test("of a JSON file, the texts of its records")
  func records() throws {
    let folder = try TemporaryFolder()
    let object = try folder.write(
      #"{"b": {"title": "B", "extract": "caf\u00e9"}, "a": {"text": "two", "extract": "no"}}"#.utf8,
      to: "object.json")
    let list = try folder.write(#"[{"text": "one"}, {"text": ""}]"#.utf8, to: "list.json")
    func text(_ path: String) throws -> [UInt8] {
      try TextRecords.text(of: Array(Data(contentsOf: URL(filePath: path))), file: path)
    }
    #expect(try text(object) == Array("café\n\ntwo\n\n".utf8))
    #expect(try text(list) == Array("one\n\n\n\n".utf8))
    let plain = try folder.write("café\n\ntwo\n\n".utf8, to: "plain.txt")
    let held = HeldOut(validation: 0.3, test: 0.3, choice: .last)
    let (one, other) = (
      try TextCorpus(files: [object], tokens: 2, heldOut: held),
      try TextCorpus(files: [plain], tokens: 2, heldOut: held)
    )
    #expect(window(one, 0, .test) == window(other, 0, .test))
    #expect(one.dataDigest == other.dataDigest, "the text is the data, whatever holds it")
    for (name, json) in [
      ("torn", #"{"a": {"text": "x"#), ("number", "7"), ("bare", #"["text"]"#),
      ("without", #"{"a": {"title": "x"}}"#), ("typed", #"[{"text": 3}]"#),
    ] {
      let path = try folder.write(json.utf8, to: "\(name).json")
      #expect(throws: TaskError.self, "\(name)") { try TextCorpus(files: [path], tokens: 1) }
    }
  }

  @Test("what cannot be windows is refused")
  func misuse() throws {
    let folder = try TemporaryFolder()
    let short = try folder.write("a short text".utf8, to: "short")
    let long = try folder.write([UInt8](repeating: 0xFF, count: 1_000), to: "long.txt")
    let torn = try folder.write([0x1F, 0x8B, 0], to: "torn.gz")
    _ = try folder.write("{}".utf8, to: "vocab.json")
    _ = try folder.write("".utf8, to: "merges.txt")
    #expect(throws: TaskError.self) { try TextCorpus(files: []) }
    #expect(throws: TaskError.self) { try TextCorpus(files: [folder("missing")]) }
    #expect(throws: TaskError.self) { try TextCorpus(files: [torn]) }
    for tokens in [0, -1, 100_001] {
      #expect(throws: TaskError.self) { try TextCorpus(files: [long], tokens: tokens) }
    }
    #expect(throws: TaskError.self) { try TextCorpus(files: [long], tokens: 9, stride: 0) }
    #expect(throws: TaskError.self) { try TextCorpus(files: [long], tokenizer: folder.path) }
    let error = #expect(throws: TaskError.self) { try TextCorpus(files: [short], tokens: 8) }
    #expect(
      error?.description == "\(short): the text of the validation split should be at least 9 "
        + "tokens, one window and the token behind it and is 0")
  }
}

@Suite("Byte-pair encoding")
struct BytePairEncodingTests {
  /// The 256 bytes, then what the merges make.
  static let merges = [
    "t h", "th e", "Ġ the", "Ġ t", "a n", "an d", "Ġ and", "e r", "h e", "i n", "in g", "1 9",
    "Ã ©", "Ġ Ġ", "' s", "! !", "o n", "l l", "' ll",
  ]

  static func folder(_ merges: [String] = merges) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let bytes = (UInt8.min...UInt8.max).map { String(BytePairEncoding.character(of: $0)) }
    let tokens = bytes + merges.map { $0.replacing(" ", with: "") }
    let vocabulary = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
    _ = try folder.write(try JSONEncoder().encode(vocabulary), to: "vocab.json")
    let lines = ["#version: 0.2"] + merges
    _ = try folder.write((lines.joined(separator: "\n") + "\n").utf8, to: "merges.txt")
    return folder
  }

  @Test(
    "text falls into words as the published pattern says",
    arguments: [
      ("Hello world", ["Hello", " world"]),
      ("it's we'll 'tis", ["it", "'s", " we", "'ll", " '", "tis"]),
      ("a  b   c", ["a", " ", " b", "  ", " c"]), ("a \n b", ["a", " \n", " b"]),
      ("a\nb", ["a", "\n", "b"]), ("end  ", ["end", "  "]), ("x1y22", ["x", "1", "y", "22"]),
      (" 12 a", [" 12", " a"]), ("a--b !?", ["a", "--", "b", " !?"]), ("é½ ñ", ["é", "½", " ñ"]),
      ("\u{A0}x", ["\u{A0}", "x"]), ("'S 'S", ["'", "S", " '", "S"]), ("", []), (" ", [" "]),
      ("don't", ["don", "'t"]), ("…日本 語", ["…", "日本", " 語"]), ("\t\ta", ["\t", "\t", "a"]),
    ])
  func words(text: String, expected: [String]) {
    let words = TextWords(Array(text.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    #expect(words == expected)
  }

  @Test("pairs are joined in the order of the merges")
  func joins() throws {
    let folder = try Self.folder()
    let encoding = try BytePairEncoding(folder: folder.path)
    #expect(encoding.vocabulary == 256 + Self.merges.count)
    func tokens(_ text: String) -> [String] {
      encoding.tokens(of: Array(text.utf8)[...]).map { token in
        token < 256
          ? String(UnicodeScalar(UInt8(token)))
          : Self.merges[Int(token) - 256].replacing(" ", with: "")
      }
    }
    #expect(tokens("the") == ["the"])
    #expect(tokens(" the and") == ["Ġthe", "Ġand"])
    #expect(tokens("then") == ["the", "n"])
    #expect(tokens("he'll sing") == ["he", "'ll", " ", "s", "ing"])
    #expect(tokens("1919") == ["19", "19"])
    #expect(tokens("!!!") == ["!!", "!"])
  }

  @Test("as a corpus, tokens stand for bytes")
  func corpus() throws {
    let folder = try Self.folder()
    let text = String(repeating: "the and", count: 100)
    let path = try folder.write(text.utf8, to: "text.txt")
    let task = try TextCorpus(
      files: [path], tokens: 8, tokenizer: folder.path,
      heldOut: HeldOut(validation: 0.1, test: 0.1))
    #expect(task.vocabulary == 256 + Self.merges.count)
    // "the", "Ġand", then "thĠ": the words run on as "andthe".
    #expect(task.bytesPerToken(of: .train) > 2)
    let bytes = try TextCorpus(files: [path], tokens: 8)
    #expect(bytes.dataDigest != task.dataDigest)
  }

  @Test(
    "damaged vocabulary files are refused",
    arguments: [
      ("vocab.json", "["), ("vocab.json", "[]"), ("vocab.json", "{\"a\": 1}"),
      ("vocab.json", "{\"a\": 0, \"b\": 0}"), ("vocab.json", "{\"a\": 0}"),
      ("merges.txt", "#version: 0.2\nt\n"), ("merges.txt", "t h e\n"), ("merges.txt", "q q\n"),
    ])
  func damaged(name: String, text: String) throws {
    let folder = try Self.folder()
    let path = try folder.write(text.utf8, to: name)
    let error = #expect(throws: TaskError.self) { try BytePairEncoding(folder: folder.path) }
    #expect(error?.description.hasPrefix(path) == true)
  }

  static let hasReference =
    SafetensorsInteroperabilityTests.python("import regex, transformers") != nil

  /// Compared with the tokenizer of the official code's library, on words of random characters.
  @Test(
    "agrees with the reference tokenizer",
    .enabled(if: hasReference, "needs a Python with transformers and regex (FPT_TEST_PYTHON)"))
  func reference() throws {
    let folder = try Self.folder()
    let pieces = [
      "the", " and", "ing", "'s", "'ll", "'", " ", "  ", "\n", "\t", "19", "½", "é", "日本", "!!",
      "…",
      "\u{A0}", "x", "Then", "²", "\u{301}", "👩‍🚀", "on", "_", "\u{2028}", "\r\n", "Ⅷ", "ǅ",
    ]
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0 ... .max, using: &generator)
    var state = seed
    let lines = (0..<300).map { _ in
      (0..<12).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return pieces[Int(state >> 33) % pieces.count]
      }.joined()
    }
    let input = try folder.write(JSONEncoder().encode(lines), to: "lines.json")
    let script = """
      import json, sys, regex
      pattern = r"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
      from transformers import GPT2Tokenizer
      t = GPT2Tokenizer(sys.argv[2] + "/vocab.json", sys.argv[2] + "/merges.txt")
      for line in json.load(open(sys.argv[1])):
          words = regex.findall(pattern, line)
          print(json.dumps([words, t.encode(line, add_special_tokens=False)]))
      """
    let output = try #require(
      SafetensorsInteroperabilityTests.python(script, [input, folder.path]))
    let encoding = try BytePairEncoding(folder: folder.path)
    struct Line: Decodable {
      var words: [String]
      var tokens: [Int]
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        words = try container.decode([String].self)
        tokens = try container.decode([Int].self)
      }
    }
    let answers = try output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(answers.count == lines.count)
    for (line, answer) in zip(lines, answers) {
      let bytes = Array(line.utf8)[...]
      let words = TextWords(bytes).map { Array($0) }
      #expect(
        words == answer.words.map { Array($0.utf8) }, "seed \(seed): \(line.debugDescription)")
      #expect(
        encoding.tokens(of: bytes).map { Int($0) } == answer.tokens,
        "seed \(seed): \(line.debugDescription)")
    }
  }
}
