extension PatchedImages {
  /// Fashion-MNIST: articles of clothing in the form of MNIST (Xiao, Rasul and Vollgraf 2017).
  ///
  /// - Parameters:
  ///   - folder: the four gzipped IDX files.
  ///   - patch: side of a patch; a divisor of 28.
  ///   - limit: at most this many training images.
  /// - Throws: `TaskError`.
  public static func fashionMNIST(
    folder: String, patch: Int = 4, limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(name: "FashionMNIST", folder: folder, patch: patch, limit: limit)
  }
}
