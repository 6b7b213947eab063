import FPTEngine
import FPTLib
import Testing

/// A checkpoint as transformers saves a language model: names begin with `transformer.`, the head is the token table.
@Suite struct LanguageModelTests {
  @Test func logitsAndLossMatchPyTorch() throws {
    let fixture = PyTorchFixture("gpt2-lmhead")
    let folder = try CheckpointFolder(path: fixture.folder)
    let expected = try fixture.tensors("case")
    let context = ComputeContext(threads: 2)
    let model = try LanguageModel(
      backbone: GPT2(folder.configuration), checkpoint: folder.weights, context: context)
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
}
