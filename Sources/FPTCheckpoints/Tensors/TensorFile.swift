import FPTFiles

/// Opens weights of any format that is known here.
public enum TensorFile {
  /// The formats, the one whose weights are taken first where a folder has several.
  private static let containers = declaredContainers.sorted {
    ($0.rank, $0.format) < ($1.rank, $1.format)
  }

  /// Names that weights have in a checkpoint's folder, the one that is taken first where there are several.
  static let weightsNames = containers.flatMap { $0.weightsNames }

  /// Opens and checks a file, or with the name of an index, which ends in `.index.json`, all files that it lists; no tensor's data are
  /// touched.
  ///
  /// - Throws: `CheckpointError`.
  public static func open(_ path: String) throws(CheckpointError) -> any TensorSource {
    path.hasSuffix(ShardedWeights.indexSuffix)
      ? try ShardedWeights(index: path) : try openOne(path)
  }

  /// Opens and checks a single file, whatever its name.
  ///
  /// - Throws: `CheckpointError`.
  static func openOne(_ path: String) throws(CheckpointError) -> any TensorSource {
    let file = try CheckpointError.reading { () throws(FileError) in try MappedFile(path: path) }
    let container = containers.first { $0.recognizes(file.bytes) } ?? SafetensorsFile.self
    do { return try container.init(file) } catch {
      guard case .foreignFile(_, _, let kind) = error else { throw error }
      throw .foreignFile(file: path, expected: "\(formats) weights", found: kind)
    }
  }

  /// `safetensors or PyTorch`.
  private static var formats: String {
    let names = containers.map { $0.format }
    let last = names.last ?? ""
    return names.count < 2 ? last : names.dropLast().joined(separator: ", ") + " or " + last
  }
}
