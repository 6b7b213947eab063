import FPTFiles
import FPTSchema

/// A published set in the form of MNIST: 60,000 images in the training files and 10,000 in the test files.
package protocol DeclaredImages: DeclaredTask {
  /// The constructor's name.
  static var name: String { get }
  /// The asset that holds its files.
  static var asset: String { get }
  /// The subject of the images, for the manual.
  static var documentation: String { get }
  /// The share of the class that most test images have; nil, the default, where all have as many.
  static var mostFrequent: Double? { get }
}

extension DeclaredImages {
  package static var mostFrequent: Double? { nil }

  package static var declaration: ConstructorSchema {
    ConstructorSchema(
      name, .task,
      fields: [
        PatchedImages.Fields.patch, PatchedImages.Fields.size, TaskFields.limit,
        TaskFields.shuffle,
      ],
      rules: [.multiple(field: "size", of: "patch")],
      documentation, example: "\(name)(patch: 4)")
  }

  package static func assets(of fields: FieldValues) -> [String] { [asset] }

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    try PatchedImages.shape(
      name: name, training: 60_000, test: 10_000, size: fields[PatchedImages.Fields.size],
      patch: fields[PatchedImages.Fields.patch], mostFrequent: mostFrequent,
      limit: fields[TaskFields.limit])
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    let asset = try Asset.named(asset)
    return try PatchedImages(
      name: name, folder: sources.assets.folder(of: asset),
      paths: sources.assets.paths(of: asset), size: fields[PatchedImages.Fields.size],
      patch: fields[PatchedImages.Fields.patch], mostFrequent: mostFrequent,
      limit: fields[TaskFields.limit])
  }
}
