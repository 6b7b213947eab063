import FPTSchema

extension PatchedImages {
  /// MNIST: handwritten digits, 28 × 28, ten classes (LeCun, Cortes, Burges).
  ///
  /// The official code uses the images as they are: 49 tokens of 16 for a patch of 4. The paper
  /// says 32 × 32 and 64 tokens; how the images grow is not said, and a size of 32 here puts them
  /// in the middle of a black border of 2 pixels, which changes none of them.
  ///
  /// - Parameters:
  ///   - folder: the four IDX files, gzipped.
  ///   - paths: where files lie that have another name than the published one, by that.
  ///   - size: side of the image that is cut: 28 as it is, more with a black border.
  ///   - patch: side of a patch; a divisor of `size`.
  ///   - limit: at most this many training images.
  /// - Returns: the task.
  /// - Throws: `TaskError`.
  public static func mnist(
    folder: String, paths: [String: String] = [:], size: Int = Fields.size.defaultValue,
    patch: Int = Fields.patch.defaultValue,
    limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(
      name: MNISTTask.name, folder: folder, paths: paths, size: size, patch: patch,
      mostFrequent: MNISTTask.mostFrequent, limit: limit)
  }
}

/// MNIST as experiment files call it.
package enum MNISTTask: DeclaredImages {
  package static let name = "MNIST"
  package static let asset = "mnist"
  package static let documentation =
    "Handwritten digits, 28 × 28, ten classes (LeCun et al. 1998), cut into patches."
  /// 1,135 of the 10,000 test images show a one.
  package static let mostFrequent: Double? = 0.1135
}
