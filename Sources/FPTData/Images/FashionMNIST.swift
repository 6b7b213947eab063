extension PatchedImages {
  /// Fashion-MNIST: articles of clothing in the form of MNIST (Xiao, Rasul and Vollgraf 2017).
  ///
  /// - Parameters:
  ///   - folder: the four IDX files, gzipped.
  ///   - paths: where files lie that have another name than the published one, by that.
  ///   - size: side of the image that is cut: 28 as it is, more with a black border.
  ///   - patch: side of a patch; a divisor of `size`.
  ///   - limit: at most this many training images.
  /// - Throws: `TaskError`.
  public static func fashionMNIST(
    folder: String, paths: [String: String] = [:], size: Int = 28, patch: Int = 4,
    limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(
      name: "FashionMNIST", folder: folder, paths: paths, size: size, patch: patch, limit: limit)
  }
}
