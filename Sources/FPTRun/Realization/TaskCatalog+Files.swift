import FPTLib
import FPTScript

/// Tasks whose data are files that the experiment names.
extension TaskCatalog {
  func listOps(_ d: Constructed) throws -> ListOps {
    let source: ListOps.Source
    if let folder = try d.optionalText("source") {
      source = .files(folder: path(folder))
    } else {
      let grammar = ListOps.Grammar(
        depth: try d.integer("max_depth"), arguments: try d.integer("max_arguments"),
        minimumLength: try d.integer("min_length"), maximumLength: try d.integer("max_length"))
      source = .generated(grammar, examples: try d.integer("examples"))
    }
    return try ListOps(
      length: d.integer("length"), hasBrackets: d.boolean("brackets", default: false),
      reading: ListOps.Reading(rawValue: d.symbol("read")) ?? .position,
      encoding: ListOps.Encoding(rawValue: d.symbol("encoding")) ?? .embedding, source: source,
      limit: d.optionalInteger("limit"))
  }

  func tensors(_ d: Constructed) throws -> Tensors {
    func arrays(_ prefix: String) throws -> Tensors.Arrays? {
      guard let inputs = try d.optionalText("\(prefix)_inputs"),
        let labels = try d.optionalText("\(prefix)_labels")
      else { return nil }
      return Tensors.Arrays(inputs: inputs, labels: labels)
    }
    return try Tensors(
      file: path(d.symbol("file")),
      training: Tensors.Arrays(inputs: d.symbol("inputs"), labels: d.symbol("labels")),
      validation: arrays("validation"), test: arrays("test"),
      sizes: Tensors.Sizes(
        classes: d.optionalInteger("classes"), vocabulary: d.optionalInteger("vocabulary"),
        perToken: d.integer("per_token")),
      heldOut: HeldOut(
        validation: d.number("validation"), test: d.number("test"),
        choice: HeldOut.Choice(rawValue: d.symbol("hold_out")) ?? .random),
      limit: d.optionalInteger("limit"))
  }

  /// The files that a name stands for: those of an asset, or one beside the experiment.
  func textFiles(_ name: String) throws -> [String] {
    guard let asset = try? Asset.named(name) else { return [path(name)] }
    let folder = try assets.verify(asset)
    return asset.files.map { "\(folder)/\($0.path)" }
  }

  func textCorpus(_ d: Constructed) throws -> TextCorpus {
    try TextCorpus(
      files: d.symbols("files").flatMap(textFiles), tokens: d.integer("tokens"),
      tokenizer: d.optionalText("tokenizer").map(path),
      heldOut: HeldOut(
        validation: d.number("validation"), test: d.number("test"), choice: .last),
      stride: d.optionalInteger("stride"), initializerRange: d.number("initializer_range"),
      limit: d.optionalInteger("limit"))
  }
}

extension Constructed {
  /// The text of a field; nil where the field is absent.
  fileprivate func optionalText(_ name: String) throws(UnexpectedValue) -> String? {
    self[name] == nil ? nil : try symbol(name)
  }
}
