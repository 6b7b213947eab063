import FPTEngine
import FPTLib
import Testing

/// Checkpoints as transformers saves language models: names begin with `transformer.` or `model.`, and the head is the token table or
/// a matrix of its own.
@Suite struct LanguageModelTests {
  @Test(arguments: [
    "gpt2-lmhead", "llama-lmhead/tied", "llama-lmhead/untied",
    "opt-lmhead", "gpt-neox-lmhead",
  ])
  func logitsAndLossMatchPyTorch(name: String) throws {
    let fixture = PyTorchFixture(name)
    let folder = try CheckpointFolder(path: fixture.folder)
    let expected = try fixture.tensors("case")
    let context = ComputeContext(threads: 2)
    let model = try LanguageModel(
      backbone: #require(folder.configuration.backbone() as? any CausalDecoder),
      checkpoint: folder.weights, context: context)
    let ids = try expected.tensor(named: "input_ids")
    let tokens = try ids.integers().map { Int32($0) }
    let logits = model.forward(
      tokens: tokens, examples: ids.shape[0], on: Tape(context: context))
    #expect(relativeError(logits.value.array, try expected.floats("logits")) < 1e-5)
    let score = model.score(tokens: tokens, examples: ids.shape[0], on: Tape(context: context))
    let loss = Double(try expected.floats("loss")[0])
    #expect(abs(score.loss - loss) < 1e-5 * loss)
    #expect(score.predictions == ids.shape[0] * (ids.shape[1] - 1))
  }

  /// A body alone has no head, and where it is not the table, there is no loss.
  @Test func anUntiedHeadMayNotBeMissing() throws {
    let folder = try CheckpointFolder(path: PyTorchFixture("llama").folder)
    let error = #expect(throws: CheckpointError.self) {
      try LanguageModel(
        backbone: Llama(folder.configuration), checkpoint: folder.weights,
        context: ComputeContext(threads: 1))
    }
    #expect(error?.description.contains("`lm_head.weight`") == true, "\(String(describing: error))")
  }
}
