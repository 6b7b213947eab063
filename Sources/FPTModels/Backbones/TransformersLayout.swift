import FPTJSON

/// How a class of transformers stores a model, beside its configuration.
package struct TransformersLayout {
  /// What loads the folder: the class of the backbone alone, where `AutoModel` makes more than that.
  package var loader = "AutoModel"
  /// What the class has beside the model's parameters.
  var rest: [Rest] = []
  /// Where the blocks lie, for a class that takes no embedded tokens; nil for one that takes `inputs_embeds`.
  package var blocks: Blocks?
  /// The tensors with the values of a parameter: one, several that share its rows evenly, or none for a table tied to another.
  var names: (String) -> [String] = { [$0] }
  /// Names of a table that this model does not read, in checkpoints that lack its own.
  var aliases: [String: [String]] = [:]
  /// Members of the configuration that follow from the shapes of what a source has of the rest.
  var sizes: ([String: [Int]]) -> JSONValue.Members = { _ in [:] }

  /// A tensor of the class that is no parameter of the model: a pooler, the embedding of patches.
  struct Rest {
    let name: String
    /// The shape that it has where no source has it.
    let shape: [Int]
    /// What other libraries call it.
    let otherNames: [String]
    /// Whether the class can have it in a shape.
    let allows: ([Int]) -> Bool

    /// By default, the shape is the only one that the class can have.
    init(
      _ name: String, _ shape: [Int], otherNames: [String] = [],
      allows: (([Int]) -> Bool)? = nil
    ) {
      self.name = name
      self.shape = shape
      self.otherNames = otherNames
      self.allows = allows ?? { $0 == shape }
    }
  }

  /// The parts of a class through which embedded tokens go.
  package struct Blocks {
    /// The list of blocks, and the one of earlier versions of transformers.
    package let lists: [String]
    /// The norm before the blocks; nil where there is none.
    package var normBefore: String?
    /// The norm after the blocks.
    package let norm: String
    /// What a block is given beside the tokens, as Python writes it.
    package var arguments = ""
  }
}

extension [TransformersLayout.Rest] {
  /// The dense layer on the first token that most encoders have.
  static func pooler(width: Int) -> Self {
    [.init("pooler.dense.weight", [width, width]), .init("pooler.dense.bias", [width])]
  }
}
