extension PatchedImages {
  /// MNIST: handwritten digits, 28 × 28, ten classes (LeCun, Cortes, Burges).
  ///
  /// The paper says 32 × 32 and 64 tokens; the official code uses the images as they are: 49 tokens of 16 for a patch of 4.
  /// - Parameters:
  ///   - folder: the four gzipped IDX files.
  ///   - patch: side of a patch; a divisor of 28.
  ///   - limit: at most this many training images.
  /// - Throws: `TaskError`.
  public static func mnist(
    folder: String, patch: Int = 4, limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(name: "MNIST", folder: folder, patch: patch, limit: limit)
  }
}
