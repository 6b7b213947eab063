import FPTJSON

/// The byte-pair vocabulary in a `tokenizer.json` of the tokenizers library, which transformers 5 saves alone.
///
/// Read is what GPT-2's own files say: the model `BPE` over bytes, with the words that GPT-2 cuts text into, or those of SmolLM, where
/// each digit is one. A tokenizer that does more with a text, such as another normalizer, is refused, since its tokens would be others.
struct TokenizerFile {
  /// Tokens and their numbers.
  let vocabulary: JSONValue
  /// The two sides of each pair that is joined, the first one first.
  let merges: [(left: String, right: String)]
  let words: TextWords.Rule

  /// - Throws: `TaskError.malformedData` for what is no such tokenizer, with the field, what was expected and what was found.
  init(_ text: [UInt8], path: String) throws(TaskError) {
    func fail(_ what: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(file: path, what: what, expected: expected, found: found)
    }
    let root: JSONValue
    do { root = try JSONParser.parse(text) } catch {
      throw fail("the file", "JSON", "\(error.problem)")
    }
    func require(
      _ field: String, of value: JSONValue?, oneOf allowed: [JSONValue]
    ) throws(TaskError) {
      let found = value ?? .null
      guard allowed.contains(found) else {
        throw fail(
          "`\(field)`", allowed.map(\.summary).joined(separator: " or ") + ", as of GPT-2",
          found["type"].map { "\($0.summary)" } ?? found.summary)
      }
    }
    guard let model = root["model"], case .object = model else {
      throw fail("`model`", "an object", root["model"]?.summary ?? "missing")
    }
    // Older files leave the type out.
    try require("model.type", of: model["type"], oneOf: [.text("BPE"), .null])
    try require("normalizer", of: root["normalizer"], oneOf: [.null])
    try require(
      "model.dropout", of: model["dropout"], oneOf: [.null, .number("0"), .number("0.0")])
    try require(
      "model.byte_fallback", of: model["byte_fallback"], oneOf: [.null, .boolean(false)])
    try require(
      "model.ignore_merges", of: model["ignore_merges"], oneOf: [.null, .boolean(false)])
    for field in ["continuing_subword_prefix", "end_of_word_suffix"] {
      try require("model.\(field)", of: model[field], oneOf: [.null, .text("")])
    }
    let (words, rule) = Self.rule(root["pre_tokenizer"])
    self.words = rule
    try require("pre_tokenizer.type", of: words?["type"], oneOf: [.text("ByteLevel")])
    try require(
      "pre_tokenizer.add_prefix_space", of: words?["add_prefix_space"], oneOf: [.boolean(false)])
    try require(
      "pre_tokenizer.use_regex", of: words?["use_regex"], oneOf: [.null, .boolean(true)])
    if case .list(let added)? = root["added_tokens"] {
      for token in added {
        // Special ones, such as that of the end of a text, stand for no text; others are cut out of it before all else.
        guard token["special"] == .boolean(true) else {
          throw fail(
            "the added token \(token["content"]?.summary ?? "")", "a special one",
            "one that is cut out of texts")
        }
      }
    }
    guard let vocabulary = model["vocab"] else { throw fail("`model.vocab`", "there", "missing") }
    guard case .list(let pairs)? = model["merges"] else {
      throw fail("`model.merges`", "a list of pairs", model["merges"]?.summary ?? "missing")
    }
    self.vocabulary = vocabulary
    var merges: [(left: String, right: String)] = []
    for (number, pair) in pairs.enumerated() {
      guard let sides = Self.sides(of: pair) else {
        throw fail("pair \(number + 1) of `model.merges`", "two tokens", pair.summary)
      }
      merges.append(sides)
    }
    self.merges = merges
  }

  /// The step that cuts words; before it, SmolLM's tokenizers cut out digits.
  private static func rule(_ words: JSONValue?) -> (words: JSONValue?, rule: TextWords.Rule) {
    guard let words, words["type"] == .text("Sequence"),
      case .list(let steps)? = words["pretokenizers"], steps.count == 2,
      steps[0]["type"] == .text("Digits"), steps[0]["individual_digits"] == .boolean(true)
    else { return (words, .gpt2) }
    return (steps[1], .smollm)
  }

  /// Both sides of a pair: older files write `"a b"`, newer ones `["a", "b"]`.
  private static func sides(of pair: JSONValue) -> (left: String, right: String)? {
    let sides: [String]
    switch pair {
    case .text(let text):
      sides = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    case .list(let values):
      sides = values.compactMap { if case .text(let side) = $0 { side } else { nil } }
      guard sides.count == values.count else { return nil }
    default: return nil
    }
    return sides.count == 2 ? (sides[0], sides[1]) : nil
  }
}
