import FPTLib
import FPTScript

/// Makes tasks of their declarations, each one once: cells of one task share its data.
struct TaskCatalog {
  let assets: AssetStore
  private var made: [Constructed: any SequenceTask] = [:]

  init(assets: AssetStore) { self.assets = assets }

  /// - Throws: `AssetError` where data are missing, `TaskError` where they are damaged.
  mutating func task(_ declaration: Constructed) throws -> any SequenceTask {
    if let task = made[declaration] { return task }
    let task = try make(declaration)
    made[declaration] = task
    return task
  }

  private func make(_ d: Constructed) throws -> any SequenceTask {
    switch d.constructor {
    case "BitXOR":
      return try BitXOR(
        length: d.integer("length"), patterns: d.integer("patterns"),
        encoding: BitXOR.Encoding(rawValue: d.symbol("encoding")) ?? .linear)
    case "FashionMNIST":
      return try PatchedImages.fashionMNIST(
        folder: assets.verify(Asset.named("fashion-mnist")), patch: d.integer("patch"),
        limit: d.optionalInteger("limit"))
    case "MNIST":
      return try PatchedImages.mnist(
        folder: assets.verify(Asset.named("mnist")), patch: d.integer("patch"),
        limit: d.optionalInteger("limit"))
    default: throw UnknownConstructor(kind: "task", name: d.constructor)
    }
  }
}

/// A constructor that the schema knows and the runner does not.
struct UnknownConstructor: Error, CustomStringConvertible {
  var kind: String
  var name: String
  var description: String { "no \(kind) called \(name) can be run by this version" }
}
