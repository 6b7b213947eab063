import FPTCheckpoints
import FPTFiles
import FPTSchema

/// A task that experiment files can call: its schema, what it reads, its shape without data, and how it is made.
///
/// A new task is one file in this target with a type that conforms to ``SequenceTask`` and an extension like this:
/// ```swift
/// extension BitXOR: DeclaredTask {
///   package static let declaration = ConstructorSchema("BitXOR", .task, fields: [Fields.length], …)
///   package static func task(of fields: FieldValues, from sources: TaskSources) throws -> any SequenceTask {
///     try BitXOR(length: fields[Fields.length])
///   }
/// }
/// ```
/// It is found by its conformance; no list has to be changed.
package protocol DeclaredTask: Sendable {
  /// Name, fields, rules, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// The assets that the task reads; none by default.
  static func assets(of fields: FieldValues) throws -> [String]

  /// Every file that says something of the task, in an order of its own; by default those of its assets, and nil for a task that reads
  /// none.
  ///
  /// - Throws: `AssetError` where an asset is not here.
  static func files(of fields: FieldValues, from sources: TaskSources) throws -> [String]?

  /// The shape, with the accuracy of chance, if it is known without any file; nil, the default, if only the data determine it.
  static func shape(of fields: FieldValues) throws -> TaskShape?

  /// The names of its classes, in the order of their numbers; empty, the default, where they have none but their numbers.
  static var classNames: [String] { get }

  /// The task with its data.
  ///
  /// - Throws: `AssetError` where data are missing, `TaskError` where they are damaged or a field is out of its range.
  static func task(of fields: FieldValues, from sources: TaskSources) throws -> any SequenceTask
}

extension DeclaredTask {
  package static var classNames: [String] { [] }

  package static func assets(of fields: FieldValues) throws -> [String] { [] }

  package static func files(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> [String]? {
    let assets = try assets(of: fields)
    return assets.isEmpty ? nil : try assets.flatMap { try sources.files(of: $0) }
  }

  package static func shape(of fields: FieldValues) throws -> TaskShape? { nil }
}

/// Fields that many tasks have.
package enum TaskFields {
  /// At most so many training examples.
  package static let limit = Field<Int?>(
    "limit", default: nil, range: NumberRange(from: 1, to: 1e9), unit: "examples",
    "Use only the first examples of the training split; validation and test stay whole.",
    example: "limit: 1_000")
  /// The order of training examples.
  package static let shuffle = Field(
    "shuffle", default: true, "Draw training examples in random order instead of the file's.",
    example: "shuffle: false")
}

/// Finds the files that an experiment names, for tasks.
package struct TaskSources: Sendable {
  /// Published data.
  package let assets: AssetStore
  /// The folder that relative paths are relative to.
  package let baseFolder: String

  /// Sources of an experiment in a folder.
  package init(assets: AssetStore, baseFolder: String) {
    self.assets = assets
    self.baseFolder = baseFolder
  }

  /// The path of data that an experiment file names, relative to that file.
  package func path(_ name: String) -> String {
    name.hasPrefix("/") || baseFolder == "." ? name : baseFolder + "/" + name
  }

  /// The folder of an asset, all of whose files are there with their published digests.
  ///
  /// - Throws: `AssetError`.
  package func verifiedFolder(of asset: String) throws -> String {
    try assets.verify(Asset.named(asset))
  }

  /// The paths of an asset's files, in the order of its table.
  ///
  /// - Throws: `AssetError` where they are not here.
  package func files(of name: String) throws -> [String] {
    let asset = try Asset.named(name)
    let paths = try assets.paths(of: asset)
    return asset.files.compactMap { paths[$0.path] }
  }

  /// The files that a name stands for: those of an asset, or one beside the experiment.
  package func textFiles(_ name: String) throws -> [String] {
    guard Asset.all.contains(where: { $0.name == name }) else { return [path(name)] }
    let asset = try Asset.named(name)
    let folder = try assets.verify(asset)
    return asset.files.map { "\(folder)/\($0.path)" }
  }

  /// Whether a name is that of weights whose file has the tokenizer too.
  static func isTokenizerAsset(_ name: String) -> Bool {
    Asset.all.contains { $0.name == name && $0.wholeFile != nil }
  }

  /// Where a tokenizer lies: in the file of an asset, or beside the experiment.
  ///
  /// - Throws: `AssetError` where the asset is not here.
  package func tokenizer(_ name: String) throws -> String {
    if HubName.isOne(name) {
      let folder = try assets.verify(HubName(name))
      return try CheckpointFolder.wholeFile(at: folder) ?? folder
    }
    guard Self.isTokenizerAsset(name) else { return path(name) }
    let asset = try Asset.named(name)
    return "\(try assets.verify(asset))/\(asset.wholeFile ?? "")"
  }
}

extension Asset {
  /// The file that has weights, configuration and tokenizer; nil where they are in several.
  fileprivate var wholeFile: String? {
    files.map(\.path).first(where: CheckpointFolder.isWholeFile)
  }
}
