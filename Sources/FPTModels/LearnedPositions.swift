import FPTEngine

/// A backbone without a table of positions, and a new one whose rows are added to its input.
///
/// Rotary positions and relative biases have no parameters of the paper's kind (Lu et al. 2021, section 2.1, trains the table of
/// GPT-2). With this table its policy can be asked of them, too.
public struct LearnedPositions: Backbone {
  /// Where the new table begins.
  public enum Start: Sendable, Hashable {
    /// At normal numbers with a standard deviation of 0.02, as GPT-2's own table did.
    case normal
    /// At zeros, so that the first pass is the model's own.
    case zeros
  }

  /// The model behind the table.
  public private(set) var base: any Backbone
  /// Where the table begins.
  public let start: Start
  private var rows: PositionRows

  /// Rows that the table has at least, as the one of a vision transformer.
  static let leastRows = 1_024

  /// A table for a model; one that it has already is kept, with rows for at least so many tokens.
  public init(for backbone: any Backbone, start: Start = .normal, tokens: Int = 0) {
    if let known = backbone as? LearnedPositions {
      self = known.extendingPositions(to: tokens)
      return
    }
    base = backbone
    self.start = start
    rows = PositionRows(max(Self.leastRows, tokens))
  }

  private static let table = "learned_positions.weight"

  /// The name of the model behind the table.
  public var architecture: String { base.architecture }
  /// Width of the hidden states.
  public var width: Int { base.width }
  /// Blocks.
  public var layerCount: Int { base.layerCount }
  /// Blocks of the checkpoint, of which `layerCount` are kept.
  public var sourceLayerCount: Int { base.sourceLayerCount }
  /// That of the model behind the table.
  public var meaningVersion: Int { base.meaningVersion }
  /// The most tokens that have rows.
  public var maximumTokens: Int? { min(rows.maximumTokens, base.maximumTokens ?? .max) }
  /// That of the model behind the table.
  public var isAlwaysRandom: Bool { base.isAlwaysRandom }
  /// Prefixes of the model behind the table.
  public var checkpointPrefixes: [String] { base.checkpointPrefixes }
  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { base.blockPrefixes }
  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] { base.harmlessTensors }

  /// The new table, then every parameter of the model, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let initialization: Initialization =
      switch start {
      case .normal: .normal(standardDeviation: 0.02)
      case .zeros: .zeros
      }
    return [rows.parameter(Self.table, width: width, initialization, isNew: true)]
      + base.parameters
  }

  /// Names that other versions of the library give a parameter.
  public func otherNames(of name: String) -> [String] { base.otherNames(of: name) }

  /// The model of the first `layers` blocks, with the table.
  public func keepingFirst(_ layers: Int) -> LearnedPositions {
    var model = self
    model.base = base.keepingFirst(layers)
    return model
  }

  /// The model with rows for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> LearnedPositions {
    var model = self
    model.rows = rows.extended(to: tokens)
    return model
  }

  /// Adds the rows of the table to the tokens and runs the model.
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    base.forward(
      tape.addingPositions(x, positions: p[Self.table]), p, on: tape, pass: pass)
  }
}
