import FPTCheckpoints
import FPTFiles
import FPTJSON

/// The byte-pair vocabulary in the metadata of a GGUF file: the model's own tokens.
///
/// Read are the vocabularies that llama.cpp calls `gpt2`, byte-pair encodings over bytes, of the rules for words that are known here; in
/// texts, special tokens are text.
struct GGUFTokenizer {
  /// Tokens in the order of their numbers.
  let tokens: [String]
  /// The two sides of each pair that is joined, the first one first.
  let merges: [(left: String, right: String)]
  let words: TextWords.Rule

  /// SHA-256 of all that is read, whatever else the file has.
  var digest: String {
    let content: JSONValue = .object([
      "merges": .list(merges.map { .text("\($0.left) \($0.right)") }),
      "tokens": .list(tokens.map(JSONValue.text)), "words": .text(words.rawValue),
    ])
    return FileDigest.sha256(of: content.canonicalText.utf8)
  }

  /// - Throws: `TaskError.malformedData`, also where the file has no tokenizer, or one that is not known here.
  init(path: String) throws(TaskError) {
    func fail(_ key: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(file: path, what: "`\(key)`", expected: expected, found: found)
    }
    let file: GGUFFile
    do { file = try GGUFFile(path: path) } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
    func text(_ key: String) throws(TaskError) -> String {
      guard let value = file.values["tokenizer.ggml.\(key)"] else {
        throw fail("tokenizer.ggml.\(key)", "there, as in a file with a tokenizer", "missing")
      }
      guard case .text(let text) = value else {
        throw fail("tokenizer.ggml.\(key)", "a text", value.summary)
      }
      return text
    }
    let model = try text("model")
    guard model == "gpt2" else {
      throw fail(
        "tokenizer.ggml.model", "\"gpt2\", a byte-pair encoding over bytes", "\"\(model)\"")
    }
    let name = try text("pre")
    guard let words = TextWords.Rule(rawValue: name) else {
      let known = TextWords.Rule.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      throw fail(
        "tokenizer.ggml.pre", "\(known), rules for words that are known here", "\"\(name)\"")
    }
    self.words = words
    let merges: [String]
    let types: [Int64]
    do throws(CheckpointError) {
      tokens = try file.texts("tokenizer.ggml.tokens")
      merges = try file.texts("tokenizer.ggml.merges")
      types =
        file.values["tokenizer.ggml.token_type"] == nil
        ? [] : try file.integers("tokenizer.ggml.token_type")
    } catch { throw .unreadable(file: path, reason: "\(error)") }
    guard types.isEmpty || types.count == tokens.count else {
      throw fail(
        "tokenizer.ggml.token_type", "a list of \(tokens.count), one for each token",
        "a list of \(types.count)")
    }
    // Special ones stand for no text; those that a user defined are cut out of it before all else.
    if let place = types.firstIndex(of: 4) {
      throw fail(
        "tokenizer.ggml.token_type", "no token of type 4, which is cut out of texts",
        "one of `\(tokens[place].prefix(40))`")
    }
    var pairs: [(left: String, right: String)] = []
    for (number, pair) in merges.enumerated() {
      let sides = pair.split(separator: " ", omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw .malformedData(
          file: path, what: "pair \(number + 1) of `tokenizer.ggml.merges`", expected: "two tokens",
          found: "`\(pair.prefix(40))`")
      }
      pairs.append((String(sides[0]), String(sides[1])))
    }
    self.merges = pairs
  }
}
