import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// The experiments that are shipped, and identities of their cells that need neither weights nor data.
enum ShippedCells {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized

  static let experiments: [String] = {
    ["", "evidence/"].flatMap { folder in
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: root.appending(path: "experiments/" + folder).path)
      return (names ?? []).filter { $0.hasSuffix(".fpt") }.sorted().map { folder + $0 }
    }
  }()

  private struct Loader: SourceLoader {
    func text(at path: String) throws(SourceLoadingError) -> String {
      do {
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
      } catch { throw .notFound }
    }
  }

  /// An experiment in one of its profiles; `-` is that of a file without any.
  static func experiment(_ name: String, profile: String) throws -> ResolvedExperiment {
    let result = check(
      path: "experiments/\(name)", loader: Loader(), schema: .current,
      profile: profile == "-" ? nil : profile)
    return try #require(result.experiment, "\(name), \(profile)")
  }

  /// Names of the profiles that a file declares; `-` where it has none.
  static func profiles(of name: String) throws -> [String] {
    let text = try String(
      contentsOf: root.appending(path: "experiments/\(name)"), encoding: .utf8)
    let names = text.split(separator: "\n").compactMap { line in
      line.hasPrefix("profile ") ? line.split(separator: " ").dropFirst().first : nil
    }
    return names.isEmpty ? ["-"] : names.map(String.init)
  }

  /// Everything that a cell's identity takes from its declaration, as identities write it.
  static func declaration(of cell: ResolvedCell) -> String {
    let curves = CurveRequest(cell.measures)
    return [
      cell.task.value.canonical().canonicalText, cell.model.value.canonical().canonicalText,
      Value.freezing(cell.freezing).expressionText, cell.train.value.canonical().canonicalText,
      "\(cell.seed)", cell.keep.sorted().joined(separator: " "),
      curves.splits.map(\.rawValue).joined(separator: " "),
      curves.bestSplits.map(\.rawValue).joined(separator: " "),
    ].joined(separator: "\n")
  }
}

/// Identities of cells whose data and weights are known by their digests alone.
struct KnownDigests {
  /// Of a task's data, by its canonical declaration.
  var data: [String: String]
  var configuration: String
  var weights: String
  private let file: SafetensorsFile
  private let folder: TemporaryFolder

  init(data: [String: String], configuration: String, weights: String) throws {
    (self.data, self.configuration, self.weights) = (data, configuration, weights)
    folder = try TemporaryFolder()
    let header = Array(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
    try Data(length + header + [0, 0, 0, 0])
      .write(to: URL(filePath: folder.path + "/model.safetensors"))
    file = try SafetensorsFile(path: folder.path + "/model.safetensors")
  }

  /// A task of known shape, with the digest of data that are not here.
  private struct Task: ShapedTask {
    let shape: TaskShape
    let dataDigest: String
    func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {}
  }

  /// - Throws: where the cell begins with another cell's weights, or with others than MiniLM's.
  func identity(of cell: ResolvedCell) throws -> CellIdentity {
    let assets = AssetStore(root: "/nonexistent")
    var tasks = LoadedTasks(assets: assets, baseFolder: ".")
    let models = LoadedModels(assets: assets, baseFolder: ".")
    let declared = cell.task.value
    let task: any SequenceTask
    // Tasks of known size are not opened; those that make their examples are made, and say their digest themselves.
    let isOfFiles = ["CIFAR10", "Digits", "FashionMNIST", "MNIST"].contains(declared.constructor)
    if isOfFiles, let digest = data[declared.canonical().canonicalText] {
      task = Task(shape: try tasks.shape(of: declared), dataDigest: digest)
    } else {
      task = try tasks.task(declared)
    }
    let d = cell.model.value
    var model: ModelSpecification
    if let weights = d["weights"] {
      try #require(weights == .text("minilm"))
      let miniLM = BERT(layers: 6, width: 384, heads: 12)
      model = ModelSpecification(
        backbone: try models.kept(of: miniLM, d, weights: "minilm"),
        checkpoint: ModelSpecification.Checkpoint(
          name: "minilm", weights: file, configurationDigest: configuration,
          weightsDigest: self.weights),
        initialization: try d.startingValues(),
        architecture: .null)
    } else {
      model = ModelSpecification(
        backbone: try models.fresh(d), initialization: .random, architecture: .null)
    }
    model = try model.fitted(to: d, input: task.input, output: task.output, tokens: task.tokens)
    return CellIdentity(of: cell, task: task, model: model)
  }
}
