extension StepCase {
  /// The rows of the table.
  static let all: [StepCase] = [
    gpt2Small,
    .init(
      name: "SmolLM2-135M FPT, 64 tokens", architecture: .llama, layers: 30, width: 576, heads: 9,
      tokens: 64, tokenWidth: 16, batch: 16),
    .init(
      name: "6 x 384 FPT, 64 tokens", architecture: .bert, layers: 6, width: 384, heads: 12,
      tokens: 64, tokenWidth: 16, batch: 16),
    .init(
      name: "6 x 384 FPT, 49 tokens", architecture: .bert, layers: 6, width: 384, heads: 12,
      tokens: 49, tokenWidth: 16, batch: 16),
    .init(
      name: "6 x 384 FPT, 10 tokens", architecture: .bert, layers: 6, width: 384, heads: 12,
      tokens: 10, tokenWidth: 1, batch: 16),
    .init(
      name: "4 x 256 FPT, 1024 tokens", architecture: .gpt2, layers: 4, width: 256, heads: 4,
      tokens: 1024, tokenWidth: 1, batch: 4),
    .init(
      name: "LSTM 3 x 768 full, 64 tokens", architecture: .lstm, layers: 3, width: 768, heads: 1,
      tokens: 64, tokenWidth: 16, batch: 16),
    .init(
      name: "the same, rearranged", architecture: .lstm, layers: 3, width: 768,
      heads: 1, tokens: 64, tokenWidth: 16, batch: 16, pytorch: "lstm-rearranged"),
  ]

  static let gpt2Small = StepCase(
    name: "GPT-2 small FPT, 64 tokens", architecture: .gpt2, layers: 12, width: 768, heads: 12,
    tokens: 64, tokenWidth: 48, batch: 16)
}
