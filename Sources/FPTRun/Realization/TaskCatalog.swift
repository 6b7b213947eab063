import FPTLib
import FPTScript

/// Makes tasks of their declarations, each one once: cells of one task share its data.
struct TaskCatalog {
  let assets: AssetStore
  /// Folder that relative paths of data are relative to.
  let baseFolder: String
  private var made: [Constructed: any SequenceTask] = [:]

  init(assets: AssetStore, baseFolder: String) {
    self.assets = assets
    self.baseFolder = baseFolder
  }

  /// - Throws: `AssetError` where data are missing, `TaskError` where they are damaged.
  mutating func task(_ declaration: Constructed) throws -> any SequenceTask {
    if let task = made[declaration] { return task }
    let task = try make(declaration)
    made[declaration] = task
    return task
  }

  private func make(_ d: Constructed) throws -> any SequenceTask {
    switch d.constructor {
    case "BitMemory":
      return try BitMemory(
        length: d.integer("length"), patterns: d.integer("patterns"), patch: d.integer("patch"))
    case "BitXOR":
      return try BitXOR(
        length: d.integer("length"), patterns: d.integer("patterns"),
        encoding: BitXOR.Encoding(rawValue: d.symbol("encoding")) ?? .linear)
    case "Digits":
      return try Digits(
        folder: assets.verify(Asset.named("digits")), patch: d.integer("patch"),
        limit: d.optionalInteger("limit"))
    case "FashionMNIST":
      return try PatchedImages.fashionMNIST(
        folder: assets.verify(Asset.named("fashion-mnist")), patch: d.integer("patch"),
        limit: d.optionalInteger("limit"))
    case "ListOps": return try listOps(d)
    case "MNIST":
      return try PatchedImages.mnist(
        folder: assets.verify(Asset.named("mnist")), patch: d.integer("patch"),
        limit: d.optionalInteger("limit"))
    case "Tensors": return try tensors(d)
    case "TextCorpus": return try textCorpus(d)
    default: throw UnknownConstructor(kind: "task", name: d.constructor)
    }
  }

  /// The path of data that an experiment file names, relative to that file.
  func path(_ name: String) -> String {
    name.hasPrefix("/") || baseFolder == "." ? name : baseFolder + "/" + name
  }
}

/// A constructor that the schema knows and the runner does not.
struct UnknownConstructor: Error, CustomStringConvertible {
  var kind: String
  var name: String
  var description: String { "no \(kind) called \(name) can be run by this version" }
}
