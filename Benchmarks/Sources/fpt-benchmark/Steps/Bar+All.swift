extension Bar {
  private static let gpt2Small = "GPT-2 small FPT, 64 tokens"
  private static let smolLM2 = "SmolLM2-135M FPT, 64 tokens"
  private static let small = "6 x 384 FPT, 64 tokens"
  private static let short = "6 x 384 FPT, 10 tokens"
  private static let long = "4 x 256 FPT, 1024 tokens"

  /// Every bar of the project.
  static let all: [Bar] = [
    // Against OpenBLAS.
    products([gpt2Small, small], 0.95), products([short], 0.9), products([long], 0.7),
    // Against PyTorch.
    pytorch([gpt2Small], 1.4), pytorch([small], 1.9), pytorch([short], 2), pytorch([long], 5),
    pytorch(["LSTM 3 x 768 full, 64 tokens"], 3),
    Bar(
      rows: [smolLM2], quantity: .ratio(.pytorch, .ours), bound: 1.8, processors: .avx512),
    Bar(
      rows: [smolLM2], quantity: .ratio(.pytorch, .ours), bound: 1.3, processors: .any),
    Bar(
      rows: [gpt2Small], quantity: .memory(.ours), bound: 1.3, isCeiling: true, processors: .any),
    // bf16.
    bfloat16(gpt2Small, 1.6), bfloat16(small, 2.5),
    Bar(
      rows: [gpt2Small, small], quantity: .memory(.oursBfloat16), bound: 0.6, isCeiling: true,
      processors: .bfloat16),
    Bar(
      rows: [gpt2Small, small], quantity: .ratio(.oursBfloat16, .ours), bound: 1.4,
      isCeiling: true, processors: .noBfloat16),
  ]

  private static func products(_ rows: [String], _ bound: Double) -> Bar {
    Bar(rows: rows, quantity: .ratio(.openBLAS, .ours), bound: bound, processors: .avx512)
  }

  private static func pytorch(_ rows: [String], _ bound: Double) -> Bar {
    Bar(rows: rows, quantity: .ratio(.pytorch, .ours), bound: bound, processors: .any)
  }

  private static func bfloat16(_ row: String, _ bound: Double) -> Bar {
    Bar(
      rows: [row], quantity: .ratio(.pytorchBfloat16, .oursBfloat16), bound: bound,
      processors: .bfloat16)
  }
}
