extension PatchedImages {
  /// MNIST: handwritten digits, 28 × 28, ten classes (LeCun, Cortes, Burges).
  ///
  /// The official code uses the images as they are: 49 tokens of 16 for a patch of 4. The paper says 32 × 32 and 64 tokens; how the
  /// images grow is not said, and a size of 32 here puts them in the middle of a black border of 2 pixels, which changes none of them.
  /// - Parameters:
  ///   - folder: the four gzipped IDX files.
  ///   - size: side of the image that is cut: 28 as it is, more with a black border.
  ///   - patch: side of a patch; a divisor of `size`.
  ///   - limit: at most this many training images.
  /// - Throws: `TaskError`.
  public static func mnist(
    folder: String, size: Int = 28, patch: Int = 4, limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(
      name: "MNIST", folder: folder, size: size, patch: patch, limit: limit)
  }
}
