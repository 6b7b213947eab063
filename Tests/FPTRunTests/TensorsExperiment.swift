import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

/// Two tasks of arrays in files and a checkpoint, in a folder of their own, old enough that what is found out of them is kept.
struct TensorsExperiment {
  let folder: TemporaryFolder
  static let files = ["a/x.safetensors", "b/x.safetensors", "w/config.json", "w/model.safetensors"]

  static let script = """
    experiment tensors { fpt: 1 }
    task a = Tensors(file: "a/x.safetensors")
    task b = Tensors(file: "b/x.safetensors")
    model m = GPT2(weights: "./w")
    freeze f = all except [input, output]
    train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
    measure accuracy = Accuracy(split: test, examples: 4)
    run main { model: m; freeze: f; train: t; axes { task: [a, b]; seed: 0..<2 }; measure: [accuracy] }
    """

  init() throws {
    folder = try TemporaryFolder()
    let weights = folder.path + "/w"
    try FileManager.default.createDirectory(atPath: weights, withIntermediateDirectories: true)
    let config = """
      {"model_type":"gpt2","n_layer":1,"n_embd":8,"n_head":2,"n_positions":16,"vocab_size":5}
      """
    try Data(config.utf8).write(to: URL(filePath: weights + "/config.json"))
    let backbone = try ModelConfiguration(path: weights + "/config.json").backbone()
    try SafetensorsWriter.write(
      backbone.parameters.filter(\.isRead).map { parameter in
        SafetensorsWriter.Tensor(
          name: parameter.name, shape: parameter.shape,
          values: .float32((0..<parameter.count).map { Float($0 % 7) / 10 - 0.3 }))
      }, to: weights + "/model.safetensors")
    try write("a", factor: 1)
    try write("b", factor: 2)
    Thread.sleep(forTimeInterval: 2.6)
  }

  func write(_ name: String, factor: Int) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    try SafetensorsWriter.write(
      [
        .init(
          name: "inputs", shape: [40, 3, 2],
          values: .float32((0..<240).map { Float($0 * factor % 11) })),
        .init(name: "labels", shape: [40], values: .int64((0..<40).map { $0 % 2 })),
      ], to: "\(folder.path)/\(name)/x.safetensors")
  }

  static func resolved() throws -> ResolvedExperiment {
    let result = check(path: "t.fpt", loader: InMemorySources(["t.fpt": script]), schema: .current)
    return try #require(result.experiment, "\(result.diagnostics.map(\.message))")
  }

  var cache: DigestCache { DigestCache(folder: "\(folder.path)/cache") }

  /// What a process of its own does: it knows nothing but what is kept.
  ///
  /// - Returns: the names of the files that were hashed, in order.
  func process(_ body: () throws -> Void) throws -> [String] {
    let hashed = HashedFiles()
    try FileDigest.$memory.withValue(FileDigest.Memory()) {
      try DigestCache.$current.withValue(cache) {
        try HashedFiles.$current.withValue(hashed) { try body() }
      }
    }
    return hashed.paths.map { $0.replacing("\(folder.path)/", with: "").replacing("./", with: "") }
  }
}
