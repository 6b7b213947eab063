extension Asset {
  /// The small set of digits that scikit-learn brings along: the test part of the optical recognition data of the UCI repository.
  static let digits = Asset(
    name: "digits", kind: .dataset,
    summary: "Digits: 1,797 images of handwritten digits, 8 × 8, ten classes",
    files: [
      AssetFile(
        "digits.csv.gz",
        .init(
          size: 57_523, sha256: "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"))
    ],
    license: "CC-BY-4.0",
    citation: "Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits "
      + "(UCI Machine Learning Repository)",
    sources: [
      .http(
        base: "https://raw.githubusercontent.com/scikit-learn/scikit-learn/1.7.2/sklearn/datasets/"
          + "data/"),
      .wheel(package: "scikit-learn", version: "1.7.2", folder: "sklearn/datasets/data"),
    ])
}
