import Testing

@testable import FPTEngine

@Suite("Matrices kept as bfloat16")
struct RoundedOperandTests {
  @Test("give the bits of products of the whole ones", arguments: KernelTable.all)
  func sameProducts(table: KernelTable) {
    let context = ComputeContext(threads: 2, precision: .bfloat16, table: table)
    let (rows, inputs, outputs) = (7, 45, 37)
    func numbers(_ count: Int, _ name: String) -> [Float] {
      RandomStream(seed: 3, name: name).floats(count).map { Float($0) - 0.5 }
    }
    let x = Variable(constant: context.tensor([rows, inputs], numbers(rows * inputs, "x")))
    var values = numbers(inputs * outputs, "w")
    values[3] = 0x1p-130
    values[4] = 0x1.fffp-127
    let whole = context.tensor([outputs, inputs], values)
    let results = [whole, context.roundedOperand(whole)].map { matrix in
      let weight = LinearWeight(Variable(constant: matrix), bias: nil, layout: .outputInput)
      return Tape(context: context).linear(x, [weight]).value.array.map(\.bitPattern)
    }
    #expect(results[0] == results[1])
    #expect(context.roundedOperand(whole).buffer.capacity == inputs * outputs)
  }
}
