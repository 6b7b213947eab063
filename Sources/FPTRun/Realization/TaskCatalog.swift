import FPTLib
import FPTScript

/// Makes tasks of their declarations, each one once: cells of one task share its data.
struct TaskCatalog {
  let assets: AssetStore
  /// Folder that relative paths of data are relative to.
  let baseFolder: String
  private var made: [Constructed: any SequenceTask] = [:]
  /// What is known of tasks, whether they were made or not.
  var described: [Constructed: TaskDescription] = [:]

  init(assets: AssetStore, baseFolder: String) {
    self.assets = assets
    self.baseFolder = baseFolder
  }

  /// The task with its data.
  ///
  /// - Throws: `AssetError` where data are missing, `TaskError` where they are damaged, `ChangedData` where they are not those that
  ///   a plan was made with.
  mutating func task(_ declaration: Constructed) throws -> any SequenceTask {
    if let task = made[declaration] { return task }
    let task = try make(declaration)
    if let known = described[declaration], known.dataDigest != task.dataDigest {
      forgetDescription(of: declaration)
      throw ChangedData(task: declaration.expressionText)
    }
    made[declaration] = task
    return task
  }

  /// Lets go of the data of all tasks but some.
  mutating func release(allBut kept: Set<Constructed>) {
    made = made.filter { kept.contains($0.key) }
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
      let asset = try Asset.named("fashion-mnist")
      return try PatchedImages.fashionMNIST(
        folder: assets.folder(of: asset), paths: assets.paths(of: asset), size: d.integer("size"),
        patch: d.integer("patch"), limit: d.optionalInteger("limit"))
    case "ListOps": return try listOps(d)
    case "MNIST":
      let asset = try Asset.named("mnist")
      return try PatchedImages.mnist(
        folder: assets.folder(of: asset), paths: assets.paths(of: asset), size: d.integer("size"),
        patch: d.integer("patch"), limit: d.optionalInteger("limit"))
    case "CIFAR10":
      return try CIFAR10(
        folder: assets.verify(Asset.named("cifar10")), patch: d.integer("patch"),
        color: d.boolean("color", default: true), augment: d.boolean("augment", default: true),
        limit: d.optionalInteger("limit"))
    case "Tensors": return try tensors(d)
    case "TextCorpus": return try textCorpus(d)
    case "RemoteHomology": return try remoteHomology(d)
    default: throw UnknownConstructor(kind: "task", name: d.constructor)
    }
  }

  private func remoteHomology(_ d: Constructed) throws -> RemoteHomology {
    let layout = RemoteHomology.Layout(
      length: try d.integer("length"), skipsLong: try d.boolean("skip_long", default: true),
      padsFirst: try d.boolean("pad_first", default: false))
    if d["file"] != nil {
      return try RemoteHomology(
        file: path(d.symbol("file")), sequenceColumn: d.symbol("sequences"),
        labelColumn: d.symbol("labels"), layout: layout, classes: d.integer("classes"),
        limit: d.optionalInteger("limit"))
    }
    return try RemoteHomology(
      folder: assets.verify(Asset.named("tape")),
      holdout: RemoteHomology.Holdout(rawValue: d.symbol("test")) ?? .valid, layout: layout,
      classes: d.integer("classes"), limit: d.optionalInteger("limit"))
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
