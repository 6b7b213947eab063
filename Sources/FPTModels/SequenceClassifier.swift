import FPTCheckpoints
import FPTData
import FPTEngine

/// A new input layer, a backbone, and a new output layer read from the last tokens: the paper's
/// model.
///
/// Lu et al. 2021, section 2.1. Names are the official code's: `in_net`, `sequence_model`,
/// `out_net`.
///
/// ```swift
/// let model = try SequenceClassifier(
///   backbone: LSTM(layers: 1, width: 8), input: task.input, output: task.output,
///   source: .random, seed: 0, context: context)
/// model.apply(FreezingPolicy.fpt.value(atStep: 0, of: 100))
/// print(model.trained.map(\.name))
/// ```
public final class SequenceClassifier {
  /// The model between the two new layers.
  public let backbone: any Backbone
  /// What a token is.
  public let input: TokenInput
  /// What is predicted, from how many tokens.
  public let output: TaskOutput
  /// Every parameter that is read.
  public let parameters: ParameterSet
  /// Every parameter, tables that are never read included.
  public let specifications: [ParameterSpecification]
  /// How the checkpoint's tensors correspond to the backbone's parameters; nil for random values.
  public let checkpointMatch: CheckpointMatch?
  package let context: ComputeContext

  /// Where the backbone's first values come from.
  ///
  /// Input and output layer are always new.
  public indirect enum Source: Sendable {
    /// A checkpoint, or the part of one that is chosen; its values are used where they lie.
    case pretrained(any TensorSource, CheckpointChoice = CheckpointChoice())
    /// The library's random default.
    case random
    /// Another training of the same backbone.
    case trained(TrainedBackbone)
    /// Normal values with each tensor's mean and standard deviation in another source (Lu et al. 2021, table 9).
    case statistics(of: Source)

    /// Another source, with some of its values replaced; also those of the input and output layer, if the adapter has them.
    case adapted(Source, AdapterValues)

    /// Normal values with each tensor's mean and standard deviation in a checkpoint.
    public static func statistics(_ file: any TensorSource) -> Source {
      .statistics(of: .pretrained(file))
    }
  }

  /// Makes a model with its first values.
  ///
  /// The seed draws the new layers and, with `.random`, the backbone. Where products are bfloat16, matrices that stay frozen are kept
  /// in half the memory.
  ///
  /// - Parameters:
  ///   - backbone: the model between the two new layers.
  ///   - input: what a token is.
  ///   - output: what is predicted, from how many tokens.
  ///   - source: where the backbone's first values come from.
  ///   - seed: the seed of what is drawn.
  ///   - context: where the model is computed.
  ///   - staysFrozen: whether nobody will ever train a parameter.
  /// - Throws: `CheckpointError.missingTensors`, which names all that the checkpoint lacks,
  ///   `.refusedTensors`, `.shapeMismatch`, or `.unknownTensor` where an adapter has what the model
  ///   has not.
  public init(
    backbone: any Backbone, input: TokenInput, output: TaskOutput, source: Source, seed: UInt64,
    context: ComputeContext, staysFrozen: (ParameterSpecification) -> Bool = { _ in false }
  ) throws(CheckpointError) {
    self.backbone = backbone
    self.input = input
    self.output = output
    self.context = context
    let specifications = Self.specifications(of: backbone, input: input, output: output)
    let values = try ClassifierValues(
      source, of: backbone, among: specifications, seed: seed, context: context)
    var parameters: [Parameter] = []
    for specification in specifications where specification.isRead {
      parameters.append(try values.parameter(specification))
      if context.precision == .bfloat16, specification.isOperand, staysFrozen(specification) {
        parameters.last?.keepRounded(in: context)
      }
    }
    checkpointMatch = values.match
    self.specifications = specifications
    self.parameters = ParameterSet(parameters)
  }

  /// The prefix of the backbone's parameters.
  public static let backbonePrefix = "sequence_model."

  /// Every parameter of a classifier: input layer, backbone, output layer.
  package static func specifications(
    of backbone: any Backbone, input: TokenInput, output: TaskOutput
  ) -> [ParameterSpecification] {
    let width = backbone.width
    var list: [ParameterSpecification] = []
    switch input {
    case .vectors(let tokenWidth):
      list += .linear("in_net.0", tokenWidth, width, .input, .orthogonal(gain: 1.41))
    case .symbols(let vocabulary, let standardDeviation):
      let normal = Initialization.normal(standardDeviation: standardDeviation)
      list.append(.init("in_net.weight", [vocabulary, width], .input, normal))
    }
    list += Self.specifications(of: backbone)
    // torch.nn.Linear's default: uniform within 1 / √inputs.
    let uniform = Initialization.uniform(bound: 1 / Double(width).squareRoot())
    return list
      + .linear("out_net.0", width, output.width, .output, uniform, bias: uniform)
  }

  /// The backbone's parameters under their names in a classifier.
  static func specifications(of backbone: any Backbone) -> [ParameterSpecification] {
    backbone.parameters.map {
      ParameterSpecification(
        backbonePrefix + $0.name, $0.shape, $0.group, layer: $0.layer, $0.initialization,
        isRead: $0.isRead, isNew: $0.isNew, isOperand: $0.isOperand, sourceRows: $0.sourceRows)
    }
  }

  /// What a parameter of a classifier is called in its backbone.
  package static func nameInBackbone(_ specification: ParameterSpecification) -> String {
    String(specification.name.dropFirst(backbonePrefix.count))
  }

  /// The parameters that are trained now, in the model's order.
  public var trained: [Parameter] { parameters.all.filter(\.isTrained) }

  /// Logits for some examples: [examples · predictions, classes].
  ///
  /// `pass` has dropout and observers; what is read follows from the task.
  public func forward(_ inputs: Inputs, on tape: Tape, pass: BackbonePass) -> Variable {
    logits(of: features(inputs, on: tape, pass: pass), on: tape)
  }

  /// What the output layer reads: the backbone's output at the last tokens, [examples, read tokens, width].
  package func features(_ inputs: Inputs, on tape: Tape, pass: BackbonePass) -> Variable {
    let parameters = tape.isRecording ? parameters : parameters.constants
    let embedded = embed(inputs, parameters, on: tape)
    var pass = pass
    pass.readTokens = output.readTokens
    let hidden = backbone.forward(
      embedded, ParameterScope(parameters, prefix: Self.backbonePrefix), on: tape, pass: pass)
    return tape.lastTokens(hidden, output.readTokens)
  }

  /// The output layer: reads [examples, read tokens, width] and gives [examples · predictions,
  /// classes].
  package func logits(of read: Variable, on tape: Tape) -> Variable {
    let parameters = tape.isRecording ? parameters : parameters.constants
    let logits = tape.linear(
      read, [ParameterScope(parameters).linear("out_net.0", .outputInput)])
    return logits.reshaped([logits.value.count / output.classes, output.classes])
  }

  /// Runs the backbone alone, without dropout and over every token, and shows what happens inside.
  ///
  /// The last block computes the tokens that no answer is read from as well, so a pass costs more than `forward`.
  public func observe(
    _ inputs: Inputs, on tape: Tape, _ observer: @escaping (BackbonePass.Observation) -> Void
  ) {
    let parameters = parameters.constants
    _ = backbone.forward(
      embed(inputs, parameters, on: tape),
      ParameterScope(parameters, prefix: Self.backbonePrefix), on: tape,
      pass: BackbonePass(observe: observer))
  }

  /// The tokens after the input layer, [examples, tokens, width].
  private func embed(_ inputs: Inputs, _ parameters: ParameterSet, on tape: Tape) -> Variable {
    switch inputs {
    case .vectors(let x):
      tape.linear(
        Variable(constant: x), [ParameterScope(parameters).linear("in_net.0", .outputInput)])
    case .symbols(let tokens, let examples):
      tape.embedding(parameters.leaf("in_net.weight"), tokens: tokens, examples: examples)
    }
  }

  /// The tokens of some examples.
  public enum Inputs {
    /// [examples, tokens, token width]
    case vectors(Tensor)
    /// examples · tokens symbols
    case symbols([Int32], examples: Int)
  }
}
