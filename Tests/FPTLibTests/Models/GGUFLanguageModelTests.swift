import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTData
@testable import FPTModels

/// SmolLM2 on the held-out English text, in its own tokens, against transformers with the same numbers.
///
/// `Fixtures/gguf/language_model_loss.py` is the reference.
@Suite struct GGUFLanguageModelTests {
  private static func asset(_ name: String) -> String? {
    let store = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    return store.flatMap { try? $0.locate(name) }
  }

  static let files: (model: String, text: String)? = asset("smollm2").flatMap { model in
    asset("english-text").map {
      ("\(model)/SmolLM2-135M-Instruct.Q4_1.gguf", "\($0)/summaries_en-us.json")
    }
  }

  static let hasReference =
    files != nil
    && SafetensorsInteroperabilityTests.python("import torch, transformers, gguf, tokenizers")
      != nil

  private struct Reference: Decodable {
    var tokens: [Int32]
    var losses: [Double]
  }

  @Test(
    "tokens and loss are those of transformers",
    .enabled(
      if: hasReference,
      "needs `fpt-script fetch smollm2 english-text` and a Python with torch, transformers and gguf (FPT_TEST_PYTHON)"
    ))
  func reference() throws {
    let (model, path) = try #require(Self.files)
    let (window, count) = (128, InputFuzzTests.count > 10_000 ? 64 : 2)
    let heldOut = HeldOut(validation: 0.05, test: 0.05, choice: .last)
    let corpus = try TextCorpus(files: [path], tokens: window, tokenizer: model, heldOut: heldOut)
    let text = try CorpusFile(path: path).text(limit: 1 << 30)
    let range = try #require(
      TextCorpus.ranges(of: text, heldOut).first { $0.split == .test }?.range)
    let folder = try TemporaryFolder()
    let input = try folder.write(text[range], to: "text.txt")
    let script = try String(
      contentsOf: URL(filePath: fixture("gguf/language_model_loss.py")), encoding: .utf8)
    let answer = try #require(
      SafetensorsInteroperabilityTests.python(script, [model, input, "\(window)", "\(count)"]))
    let expected = try JSONDecoder().decode(
      Reference.self, from: Data((answer.split(separator: "\n").last ?? "").utf8))

    let windows = try #require(corpus.count(of: .test))
    #expect(expected.tokens.count / window - windows <= 1 && windows > 100)
    var batch = TaskBatch(for: corpus, capacity: 1)
    func tokens(_ index: Int) -> [Int32] {
      batch.load([index], of: .test, from: corpus, seed: 0)
      return batch.symbols
    }
    let own = (0..<windows).flatMap(tokens)
    #expect(own == Array(expected.tokens.prefix(own.count)))

    let checkpoint = try CheckpointFolder(path: model)
    let context = ComputeContext(threads: 2)
    let language = try LanguageModel(
      backbone: #require(checkpoint.configuration.backbone() as? any CausalDecoder),
      checkpoint: checkpoint.weights, context: context)
    #expect(expected.losses.count == count)
    for index in 0..<count {
      let score = language.score(tokens: tokens(index), examples: 1, on: Tape(context: context))
      let loss = expected.losses[index]
      print(
        "window \(index): loss \(score.loss) and \(loss), difference \(abs(score.loss - loss) / loss)"
      )
      #expect(abs(score.loss - loss) < 1e-5 * loss)
    }
  }
}
