extension Asset {
  /// The other data sets of the paper, which are published as archives.
  static let paperDatasets = [cifar10, listops, tape]

  package static let cifar10TrainingFiles = (1...5).map { "data_batch_\($0).bin" }
  package static let cifar10TestFile = "test_batch.bin"

  /// The binary version: the one that is no pickle.
  private static let cifar10 = Asset(
    name: "cifar10", kind: .dataset,
    summary: "CIFAR-10: 60,000 photographs, 32 × 32, ten classes",
    files: (cifar10TrainingFiles + [cifar10TestFile]).map {
      // 10,000 records of 3,073 bytes; the archive's digest holds for all of them.
      AssetFile($0, .unpublished(size: 30_730_000))
    },
    license: "none stated",
    citation: "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images",
    sources: [
      .archive(
        address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        form: .init(size: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530"),
        folder: "cifar-10-batches-bin")
    ])

  /// One task of an archive of 7.7 GB that holds them all.
  private static let listops = Asset(
    name: "listops", kind: .dataset,
    summary: "ListOps of the Long Range Arena: 100,000 expressions, in an archive of 7.7 GB",
    files: ["basic_train.tsv", "basic_val.tsv", "basic_test.tsv"].map {
      AssetFile($0, .unpublished())
    },
    license: "Apache-2.0",
    citation: "Tay et al. 2021, Long Range Arena (arXiv 2011.04006); "
      + "Nangia and Bowman 2018, ListOps (arXiv 1804.06028)",
    sources: [
      .archive(
        address: "https://storage.googleapis.com/long-range-arena/lra_release.gz",
        form: .unpublished(), folder: "lra_release/listops-1000")
    ])

  private static let tape = Asset(
    name: "tape", kind: .dataset,
    summary: "TAPE's remote homology: proteins and their folds (SCOP 1.75)",
    files: [
      "train", "valid", "test_fold_holdout", "test_superfamily_holdout", "test_family_holdout",
    ].map { AssetFile("remote_homology_\($0).lmdb/data.mdb", .unpublished()) },
    license: "BSD-3-Clause (TAPE)",
    citation: "Rao et al. 2019, Evaluating Protein Transfer Learning with TAPE (arXiv 1906.08230); "
      + "Hou, Adhikari and Cheng 2018, DeepSF",
    sources: [
      .archive(
        address: "http://s3.amazonaws.com/songlabdata/proteindata/data_pytorch/"
          + "remote_homology.tar.gz",
        form: .init(size: nil, md5: "1d687bdeb9e3866f77504d6079eed00a"), folder: "remote_homology")
    ])
}
