import FPTSchema

extension PatchedImages {
  /// Fashion-MNIST: articles of clothing in the form of MNIST (Xiao, Rasul and Vollgraf 2017).
  ///
  /// - Parameters:
  ///   - folder: the four IDX files, gzipped.
  ///   - paths: where files lie that have another name than the published one, by that.
  ///   - size: side of the image that is cut: 28 as it is, more with a black border.
  ///   - patch: side of a patch; a divisor of `size`.
  ///   - limit: at most this many training images.
  /// - Returns: the task.
  /// - Throws: `TaskError`.
  public static func fashionMNIST(
    folder: String, paths: [String: String] = [:], size: Int = Fields.size.defaultValue,
    patch: Int = Fields.patch.defaultValue,
    limit: Int? = nil
  ) throws(TaskError) -> PatchedImages {
    try PatchedImages(
      name: FashionMNISTTask.name, folder: folder, paths: paths, size: size, patch: patch,
      mostFrequent: FashionMNISTTask.mostFrequent, limit: limit)
  }
}

/// FashionMNIST as experiment files call it.
package enum FashionMNISTTask: DeclaredImages {
  package static let name = "FashionMNIST"
  package static let asset = "fashion-mnist"
  package static let documentation =
    "Pieces of clothing, 28 × 28, ten classes (Xiao et al. 2017), cut into patches."
  package static let classNames = [
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
  ]
}
