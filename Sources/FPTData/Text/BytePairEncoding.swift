import FPTCheckpoints
import FPTFiles
import FPTJSON
import Foundation

/// GPT-2's byte-pair encoding, from its published vocabulary files, or another model's of the same kind.
///
/// Sennrich et al. 2016; Radford et al. 2019.
///
/// `vocab.json` gives every token's number; `merges.txt` the pairs that are joined, the first line first. Both write a byte as one
/// printable character. Where both are missing, `tokenizer.json` has the same in one file, or a GGUF file, beside its weights.
struct BytePairEncoding: Sendable {
  /// Number of tokens.
  let vocabulary: Int
  /// SHA-256 of both files, or of the one; of a GGUF file, of what is read of it.
  let digest: String
  /// The token of each byte; some models have none for bytes that hardly ever occur.
  private let bytes: [UInt16?]
  private let words: TextWords.Rule
  /// A rule that joins two neighboring tokens.
  private let merges: [Pair: Merge]

  private struct Pair: Hashable {
    var left: UInt16
    var right: UInt16
  }

  private struct Merge {
    var rank: Int
    var token: UInt16
  }

  /// The most bytes of either file.
  static let sizeLimit = 1 << 26
  /// The most tokens.
  static let largestVocabulary = 1 << 16

  /// The files of a folder that are read: `vocab.json` and `merges.txt`; where it has neither, `tokenizer.json`, or a GGUF file.
  ///
  /// A path of a GGUF file is that file.
  ///
  /// - Throws: `TaskError.unreadable` for a folder that cannot be listed.
  static func files(in folder: String) throws(TaskError) -> [String] {
    if CheckpointFolder.isWholeFile(folder) { return [folder] }
    let here = try names(in: folder)
    let files = pair.contains(where: here.contains) ? pair : try onlyFile(among: here, in: folder)
    return files.map { "\(folder)/\($0)" }
  }

  /// The files of GPT-2's tokenizer.
  private static let pair = ["vocab.json", "merges.txt"]

  /// The file that has a whole tokenizer.
  private static func onlyFile(
    among names: [String], in folder: String
  ) throws(TaskError) -> [String] {
    let whole = "tokenizer.json"
    if names.contains(whole) { return [whole] }
    let files = names.filter { CheckpointFolder.isWholeFile($0) }
    guard files.count == 1 else {
      throw .malformedData(
        file: folder, what: "the tokenizer",
        expected: "vocab.json and merges.txt, or tokenizer.json, or one GGUF file",
        found: files.isEmpty ? "none of them" : "\(files.count) GGUF files; name one")
    }
    return files
  }

  private static func names(in folder: String) throws(TaskError) -> [String] {
    do throws(FileError) { return try FilePresence.names(in: folder) } catch {
      throw .unreadable(file: folder, reason: error.reason)
    }
  }

  /// Reads what ``files(in:)`` names.
  ///
  /// - Throws: `TaskError`.
  init(folder: String) throws(TaskError) {
    let files = try Self.files(in: folder)
    if files.count == 2 {
      try self.init(vocabularyPath: files[0], mergesPath: files[1])
    } else {
      try self.init(file: files[0])
    }
  }

  /// Reads one file that has it all.
  private init(file path: String) throws(TaskError) {
    let pairs: [(left: String, right: String)]
    let tokens: [String: UInt16]
    if CheckpointFolder.isWholeFile(path) {
      let file = try GGUFTokenizer(path: path)
      tokens = try Self.tokens(file.tokens, path: path)
      (pairs, words, digest) = (file.merges, file.words, file.digest)
    } else {
      let text = try Self.contents(of: path)
      let file = try TokenizerFile(text, path: path)
      tokens = try Self.tokens(file.vocabulary, path: path)
      (pairs, words, digest) = (file.merges, file.words, FileDigest.sha256(of: text))
    }
    vocabulary = tokens.count
    bytes = try Self.bytes(tokens, path: path, allowsMissing: words != .gpt2)
    merges = try Self.merges(
      pairs.enumerated().map { (number: $0, words: [$1.left, $1.right]) }, tokens: tokens,
      path: path, unit: "pair")
  }

  private init(vocabularyPath: String, mergesPath: String) throws(TaskError) {
    let vocabularyText = try Self.contents(of: vocabularyPath)
    let mergesText = try Self.contents(of: mergesPath)
    let root: JSONValue
    do { root = try JSONParser.parse(vocabularyText) } catch {
      throw .malformedData(
        file: vocabularyPath, what: "the file", expected: "JSON",
        found: "no JSON from byte \(error.problem.offset) on")
    }
    let tokens = try Self.tokens(root, path: vocabularyPath)
    vocabulary = tokens.count
    words = .gpt2
    bytes = try Self.bytes(tokens, path: vocabularyPath)
    merges = try Self.merges(
      Self.lines(of: mergesText), tokens: tokens, path: mergesPath, unit: "line")
    digest = FileDigest.sha256(
      of: (FileDigest.sha256(of: vocabularyText) + FileDigest.sha256(of: mergesText)).utf8)
  }

  /// The token of each byte.
  ///
  /// GPT-2's own vocabulary has one for each; one that was learned without them lacks those that did not occur.
  private static func bytes(
    _ tokens: [String: UInt16], path: String, allowsMissing: Bool = false
  ) throws(TaskError) -> [UInt16?] {
    var bytes: [UInt16?] = []
    for byte in UInt8.min...UInt8.max {
      let text = String(character(of: byte))
      guard let token = tokens[text] else {
        if allowsMissing {
          bytes.append(nil)
          continue
        }
        throw .malformedData(
          file: path, what: "the token of byte \(byte)", expected: "there as `\(text)`",
          found: "missing")
      }
      bytes.append(token)
    }
    return bytes
  }

  private static func contents(of path: String) throws(TaskError) -> [UInt8] {
    try DataFile(text: path, limit: sizeLimit).bytes
  }

  private static func tokens(
    _ root: JSONValue, path: String
  ) throws(TaskError) -> [String: UInt16] {
    func fail(_ what: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(file: path, what: what, expected: expected, found: found)
    }
    guard case .object(let members) = root, !members.isEmpty else {
      throw fail("the file", "an object of tokens and numbers", root.summary)
    }
    guard members.count <= largestVocabulary else {
      throw fail("the number of tokens", "at most \(largestVocabulary)", "\(members.count)")
    }
    var tokens: [String: UInt16] = [:]
    var isTaken = [Bool](repeating: false, count: members.count)
    for member in members {
      guard let number = member.value.integer, isTaken.indices.contains(number), !isTaken[number]
      else {
        throw fail(
          "the number of `\(member.key)`", "from 0 to \(members.count - 1), each once",
          member.value.summary)
      }
      isTaken[number] = true
      tokens[member.key] = UInt16(number)
    }
    return tokens
  }

  /// The tokens of a list, each numbered by its place.
  private static func tokens(
    _ list: [String], path: String
  ) throws(TaskError) -> [String: UInt16] {
    guard 1...largestVocabulary ~= list.count else {
      throw .malformedData(
        file: path, what: "the number of tokens", expected: "from 1 to \(largestVocabulary)",
        found: "\(list.count)")
    }
    var tokens: [String: UInt16] = [:]
    for (number, token) in list.enumerated() {
      guard tokens.updateValue(UInt16(number), forKey: token) == nil else {
        throw .malformedData(
          file: path, what: "the token `\(token.prefix(40))`", expected: "there once",
          found: "there twice")
      }
    }
    return tokens
  }

  /// The lines of `merges.txt` that say something, counted from 0.
  private static func lines(of text: [UInt8]) -> [(number: Int, words: [String])] {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.isEmpty || number == 0 && line.starts(with: "#version".utf8) { return nil }
      let words = line.split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      return (number, words)
    }
  }

  /// The merges that lines name, by the pair that they merge.
  ///
  /// `unit` is what is counted in the file, for messages.
  private static func merges(
    _ lines: [(number: Int, words: [String])], tokens: [String: UInt16], path: String, unit: String
  ) throws(TaskError) -> [Pair: Merge] {
    var merges: [Pair: Merge] = [:]
    for (number, words) in lines {
      guard words.count == 2, let left = tokens[words[0]], let right = tokens[words[1]],
        let joined = tokens[words[0] + words[1]]
      else {
        throw .malformedData(
          file: path, what: "\(unit) \(number + 1)",
          expected: "two tokens of the vocabulary, which also has what they make together",
          found: "`\(words.joined(separator: " ").prefix(40))`")
      }
      let pair = Pair(left: left, right: right)
      if merges[pair] == nil { merges[pair] = Merge(rank: number, token: joined) }
    }
    return merges
  }

  /// The printable character that stands for a byte: itself where it is one, else one from U+0100 on, in order.
  static func character(of byte: UInt8) -> Unicode.Scalar {
    func isPrintable(_ byte: UInt8) -> Bool {
      (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }
    if isPrintable(byte) { return Unicode.Scalar(byte) }
    let before = (0..<byte).filter { !isPrintable($0) }.count
    return Unicode.Scalar(UInt32(0x100 + before)) ?? "?"
  }

  /// The first byte of a text that there is no token for; nil where all have one.
  func firstMissing(in text: [UInt8]) -> (place: Int, byte: UInt8)? {
    guard bytes.contains(nil) else { return nil }
    return text.firstIndex { bytes[Int($0)] == nil }.map { ($0, text[$0]) }
  }

  /// The tokens of a text, which must be valid UTF-8, and have no byte without a token.
  func tokens(of text: ArraySlice<UInt8>) -> [UInt16] {
    var known: [ArraySlice<UInt8>: [UInt16]] = [:]
    var tokens: [UInt16] = []
    for word in TextWords(text, words) {
      if let earlier = known[word] {
        tokens += earlier
      } else {
        let new = joined(word.compactMap { bytes[Int($0)] })
        // Long words are rare and do not come again.
        if word.count <= 32 { known[word] = new }
        tokens += new
      }
    }
    return tokens
  }

  /// Joins the pair of lowest rank everywhere in a word, until no pair can be joined.
  private func joined(_ word: [UInt16]) -> [UInt16] {
    var word = word
    while word.count > 1 {
      var best: (pair: Pair, merge: Merge)?
      for (left, right) in zip(word, word.dropFirst()) {
        let pair = Pair(left: left, right: right)
        guard let merge = merges[pair] else { continue }
        if let known = best, known.merge.rank <= merge.rank { continue }
        best = (pair, merge)
      }
      guard let best else { break }
      var next: [UInt16] = []
      var place = 0
      while place < word.count {
        if place + 1 < word.count, word[place] == best.pair.left,
          word[place + 1] == best.pair.right
        {
          next.append(best.merge.token)
          place += 2
        } else {
          next.append(word[place])
          place += 1
        }
      }
      word = next
    }
    return word
  }
}
