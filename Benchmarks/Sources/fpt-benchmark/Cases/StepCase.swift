/// One training step that is timed: a model's shape, a task's shape and what is trained, with dropout 0.1, Adam and clipping at 1.
struct StepCase: Codable {
  enum Architecture: String, Codable {
    case gpt2, bert, llama, lstm
  }

  /// What is trained, from nothing but the output to everything.
  enum Trained: Codable, Hashable {
    case output
    /// The paper's frozen transformer, and all of its last blocks.
    case fpt(blocks: Int)
    case everything
  }

  var name: String
  var architecture: Architecture
  var layers: Int
  var width: Int
  var heads: Int
  var tokens: Int
  var tokenWidth: Int
  var batch: Int
  var trained = Trained.fpt(blocks: 0)
  /// What `pytorch_step.py` calls the model to compare with.
  var pytorch: String

  init(
    name: String, architecture: Architecture, layers: Int, width: Int, heads: Int, tokens: Int,
    tokenWidth: Int, batch: Int, pytorch: String? = nil
  ) {
    self.name = name
    self.architecture = architecture
    self.layers = layers
    self.width = width
    self.heads = heads
    self.tokens = tokens
    self.tokenWidth = tokenWidth
    self.batch = batch
    self.pytorch = pytorch ?? architecture.rawValue
    if architecture == .lstm { trained = .everything }
  }
}
