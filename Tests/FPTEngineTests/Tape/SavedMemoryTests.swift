import Testing

@testable import FPTEngine

/// The tape saves what the wanted gradients read, and nothing else.
@Suite("What the tape saves")
struct SavedMemoryTests {
  let context = ComputeContext()
  static let shape = [2, 8, 64]
  /// 2 · 8 · 64 floats.
  static let activation = 4_096

  private func leaf(_ shape: [Int], trained: Bool) -> Variable {
    let value = context.zeros(shape)
    return trained
      ? Variable(trained: value, slot: GradientSlot(shape: shape)) : Variable(constant: value)
  }

  /// Bytes a pass holds beyond its leaves and its output.
  private func saved(_ pass: @escaping (Tape) -> Variable) -> Int {
    let tape = Tape(context: context, isTraining: true)
    return withExtendedLifetime(pass) {
      let before = context.memory.bytesInUse
      return withExtendedLifetime((tape, pass(tape))) {
        context.memory.bytesInUse - before - Self.activation
      }
    }
  }

  private func dense(_ trained: Bool, bias: Bool = false) -> LinearWeight {
    LinearWeight(
      leaf([64, 64], trained: trained), bias: leaf([64], trained: bias), layout: .inputOutput)
  }

  @Test("a frozen matrix does not save its input")
  func frozenMatrix() {
    let x = leaf(Self.shape, trained: true)
    let (first, second) = (dense(false), dense(false))
    #expect(saved { $0.linear($0.linear(x, [first]), [second]) } == 0)
  }

  @Test("a trained matrix keeps its input")
  func trainedMatrix() {
    let x = leaf(Self.shape, trained: false)
    let (first, second) = (dense(false), dense(true))
    #expect(saved { $0.linear($0.linear(x, [first]), [second]) } == Self.activation)
  }

  @Test("a trained bias needs nothing")
  func trainedBias() {
    let x = leaf(Self.shape, trained: false)
    let (first, second) = (dense(false), dense(false, bias: true))
    #expect(saved { $0.linear($0.linear(x, [first]), [second]) } == 0)
  }

  @Test("a frozen feed-forward layer keeps only what goes into the activation")
  func frozenFeedForward() {
    let x = leaf(Self.shape, trained: true)
    let (expand, contract) = (dense(false), dense(false))
    #expect(
      saved {
        $0.feedForward(
          x, expand: expand, contract: contract, activation: .gelu, dropout: nil, residual: x)
      } == Self.activation)
  }

  @Test("a feed-forward layer of which only the last bias is trained keeps nothing")
  func feedForwardBias() {
    let x = leaf(Self.shape, trained: false)
    let (expand, contract) = (dense(false), dense(false, bias: true))
    #expect(
      saved {
        $0.feedForward(
          x, expand: expand, contract: contract, activation: .gelu, dropout: nil, residual: x)
      } == 0)
  }

  @Test("a layer norm of which only the bias is trained keeps no activation")
  func normBias() {
    let x = leaf(Self.shape, trained: false)
    let first = dense(false)
    let weight = leaf([64], trained: false)
    let bias = leaf([64], trained: true)
    #expect(
      saved { $0.layerNorm($0.linear(x, [first]), weight: weight, bias: bias, epsilon: 1e-5) } == 0)
  }

  @Test("everything is given back by the way back")
  func givenBack() {
    let x = leaf(Self.shape, trained: true)
    let weights = [dense(true, bias: true), dense(false), dense(true)]
    let before = context.memory.bytesInUse
    let tape = Tape(context: context, isTraining: true)
    var h = x
    for weight in weights {
      h = tape.feedForward(
        h, expand: weight, contract: weights[1], activation: .geluTanh,
        dropout: Dropout(rate: 0.1, site: "a"), residual: h)
    }
    tape.backward(from: h, gradient: context.zeros(Self.shape))
    h = x
    x.slot?.clear()
    for weight in weights {
      weight.matrix.slot?.clear()
      weight.bias?.slot?.clear()
    }
    #expect(tape.recordedSteps == 0)
    withExtendedLifetime((x, weights)) { #expect(context.memory.bytesInUse == before) }
  }
}
