extension Asset {
  /// The other models of the paper's tables, each at one revision of its publisher's repository.
  ///
  /// A revision never changes, but not every file of one has a published digest that is known here; those without are recorded when
  /// they are first fetched. None of these has been fetched by the tests of this package.
  static let paperWeights = [
    gpt2("medium", "24 layers, width 1024, 16 heads", revision: gpt2Revisions.medium),
    gpt2("large", "36 layers, width 1280, 20 heads", revision: gpt2Revisions.large),
    gpt2(
      "xl", "48 layers, width 1600, 25 heads", revision: gpt2Revisions.xl,
      .init(
        size: nil, sha256: "0f8b28eb05a8075f48b61b6f35332978c74fc7763fa9fb4051a1c30511736a6a")),
    gpt2Tokenizer, bertBase, vitBase, t5Base, longformer,
  ]

  private static let gpt2Revisions = (
    medium: "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
    large: "32b71b12589c2f8d625668d2335a01cac3249519",
    xl: "15ea56dee5df4983c59b2538573817e1667135e2"
  )

  private static func gpt2(
    _ size: String, _ shape: String, revision: String,
    _ weights: AssetFile.Digest = .unpublished()
  ) -> Asset {
    Asset(
      name: "gpt2-\(size)", kind: .weights, summary: "GPT-2 \(size): \(shape)",
      files: [
        AssetFile("config.json", .unpublished()), AssetFile("model.safetensors", weights),
      ],
      license: "MIT",
      citation: "Radford et al. 2019, Language Models are Unsupervised Multitask Learners",
      sources: [
        .http(
          base: "https://huggingface.co/openai-community/gpt2-\(size)/resolve/\(revision)/")
      ])
  }

  /// The vocabulary of every GPT-2, with the digests that OpenAI's own tokenizer checks.
  private static let gpt2Tokenizer = Asset(
    name: "gpt2-tokenizer", kind: .weights,
    summary: "GPT-2's byte-pair vocabulary: 50,257 symbols",
    files: [
      AssetFile(
        "encoder.json",
        .init(
          size: nil, sha256: "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783")),
      AssetFile(
        "vocab.bpe",
        .init(
          size: nil, sha256: "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5")),
    ],
    license: "MIT",
    citation: "Radford et al. 2019, Language Models are Unsupervised Multitask Learners",
    sources: [.http(base: "https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/")])

  private static let bertBase = Asset(
    name: "bert-base", kind: .weights,
    summary: "BERT base, uncased: 12 layers, width 768, 12 heads",
    files: [
      AssetFile("config.json", .unpublished()),
      AssetFile(
        "model.safetensors",
        .init(
          size: 440_449_768,
          sha256: "68d45e234eb4a928074dfd868cead0219ab85354cc53d20e772753c6bb9169d3")),
    ],
    license: "Apache-2.0",
    citation: "Devlin, Chang, Lee and Toutanova 2019, BERT (arXiv 1810.04805)",
    sources: [
      .http(
        base: "https://huggingface.co/google-bert/bert-base-uncased/resolve/"
          + "86b5e0934494bd15c9632b12f734a8a67f723594/")
    ])

  private static let vitBase = Asset(
    name: "vit-base", kind: .weights,
    summary: "ViT-B/16: 12 layers, width 768, 12 heads, trained on ImageNet-21k and ImageNet",
    files: [
      AssetFile("config.json", .unpublished()), AssetFile("model.safetensors", .unpublished()),
    ],
    license: "Apache-2.0",
    citation: "Dosovitskiy et al. 2021, An Image is Worth 16x16 Words (arXiv 2010.11929)",
    sources: [
      .http(
        base: "https://huggingface.co/google/vit-base-patch16-224/resolve/"
          + "3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3/")
    ])

  private static let t5Base = Asset(
    name: "t5-base", kind: .weights,
    summary:
      "T5 base: 12 layers, width 768, 12 heads; only its encoder is used",
    files: [
      AssetFile("config.json", .unpublished()),
      AssetFile(
        "model.safetensors",
        .init(
          size: nil, sha256: "a90903540cc02cbeb7ff9f823f1a80eb778c7e22426a0e620b01c77a5ec8f5b4")),
    ],
    license: "Apache-2.0",
    citation: "Raffel et al. 2020, Exploring the Limits of Transfer Learning (arXiv 1910.10683)",
    sources: [
      .http(
        base: "https://huggingface.co/google-t5/t5-base/resolve/"
          + "a9723ea7f1b39c1eae772870f3b547bf6ef7e6c1/")
    ])

  /// Published as a pickle only.
  private static let longformer = Asset(
    name: "longformer", kind: .weights,
    summary: "Longformer base: 12 layers, width 768, 12 heads",
    files: [
      AssetFile("config.json", .unpublished()), AssetFile("pytorch_model.bin", .unpublished()),
    ],
    license: "Apache-2.0",
    citation: "Beltagy, Peters and Cohan 2020, Longformer (arXiv 2004.05150)",
    sources: [
      .http(base: "https://huggingface.co/allenai/longformer-base-4096/resolve/main/")
    ])
}
