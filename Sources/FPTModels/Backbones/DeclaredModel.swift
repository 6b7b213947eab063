import FPTCheckpoints
import FPTJSON
import FPTSchema

/// A backbone that experiment files can call: its schema, the configurations that it reads, and how a fresh one is made.
///
/// A new one is one file in this target with a type that conforms to ``Backbone`` and to this; it is found by its conformance.
package protocol DeclaredModel: Backbone {
  /// Name, fields, rules, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// What stands under `model_type` in the configurations of transformers that it reads.
  static var modelTypes: [String] { get }
  /// What stands under `architecture` in the configurations without a `model_type` that it reads.
  static var architectures: [String] { get }
  /// Whether it reads every other `architecture`, or says what is wrong with it.
  static var readsOtherArchitectures: Bool { get }
  /// What it makes of the keys of a configuration.
  static var configurationKeys: ConfigurationKeys { get }

  /// The keys of a configuration that it refuses, in the file's order, whatever the user accepts.
  static func refusedKeys(of c: ModelConfiguration) throws(CheckpointError) -> [RefusedKey]

  /// The model that a configuration describes.
  ///
  /// - Throws: `CheckpointError` that names file, key, what was expected and what was found.
  init(_ c: ModelConfiguration) throws(CheckpointError)

  /// The model without weights that a file asks for.
  ///
  /// - Throws: `UnexpectedValue`.
  init(fresh fields: FieldValues) throws

  /// The members of a `config.json` of transformers that describes the model, which ``init(_:)`` reads back to an equal one; nil
  /// where transformers has no class for it.
  var transformersConfiguration: JSONValue.Members? { get }
  /// How that class stores the model.
  var transformersLayout: TransformersLayout { get }
}

extension DeclaredModel {
  package var transformersConfiguration: JSONValue.Members? { nil }
  package var transformersLayout: TransformersLayout { TransformersLayout() }
  package static var modelTypes: [String] { [] }
  package static var architectures: [String] { [] }
  package static var readsOtherArchitectures: Bool { false }

  package static func refusedKeys(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> [RefusedKey] {
    c.refused(by: configurationKeys)
  }
}

/// A transformer, which is described by layers, width and heads where it has no weights.
package protocol DeclaredTransformer: DeclaredModel, TransformerBackbone {
  var shape: TransformerShape { get set }

  /// A fresh model; `width` is a multiple of `heads`.
  init(layers: Int, width: Int, heads: Int)
}

extension DeclaredTransformer {
  /// The model of the first `layers` blocks.
  public func keepingFirst(_ layers: Int) -> Self {
    var model = self
    model.shape = shape.keepingFirst(layers)
    return model
  }

  package init(fresh fields: FieldValues) throws {
    func size(_ field: Field<Int?>) throws -> Int {
      guard let value = try fields[field] else {
        throw UnexpectedValue(
          constructor: fields.constructor, field: field.name, expected: "an integer")
      }
      return value
    }
    self.init(
      layers: try size(ModelFields.layers), width: try size(ModelFields.width),
      heads: try size(ModelFields.heads))
  }

  /// The schema of a transformer.
  ///
  /// `weights` is an asset with weights of it, for the examples. `hasPositions` says whether it has
  /// a table of positions, which a task may be longer than, and `hasPairs` whether the columns of a head turn in
  /// pairs.
  static func transformer(
    _ name: String, weights: String, hasPositions: Bool = true, hasPairs: Bool = false,
    _ documentation: String
  ) -> ConstructorSchema {
    ConstructorSchema(
      name, .model,
      fields: [
        ModelFields.weights(example: weights), ModelFields.initialization, ModelFields.layers,
        ModelFields.width, ModelFields.heads,
        hasPositions ? ModelFields.positions.schema : ModelFields.addedPositions.schema,
        ModelFields.adapter, ModelFields.prefix, ModelFields.accept,
      ],
      rules: [
        .multiple(field: "width", of: "heads"), .freshNeeds(["layers", "width", "heads"]),
        .loadedExcludes(["width", "heads"]),
      ] + (hasPairs ? [.evenMultiple(field: "width", of: "heads")] : []),
      documentation, example: "\(name)(weights: \"\(weights)\")")
  }
}
