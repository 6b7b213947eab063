@testable import FPTEngine

/// Everything random in the gradient checks.
let checkRandomness = Tape.Randomness(seed: 7, step: 3, firstExample: 0)

/// What a dropout site multiplies a value of this shape by, found out by sending ones through it.
func dropoutMask(
  _ dropout: Dropout, _ shape: [Int], randomness: Tape.Randomness = checkRandomness
) -> NaiveArray {
  let context = ComputeContext()
  let tape = Tape(context: context, isTraining: true, randomness: randomness)
  let ones = [Float](repeating: 1, count: shape.reduce(1, *))
  let dropped = tape.dropout(Variable(constant: context.tensor(shape, ones)), dropout)
  return NaiveArray(shape, dropped.value.array.map(Double.init))
}
