import CKernels

@testable import FPTEngine

extension KernelCase {
  static let elements = [
    KernelCase("widen") { k, input, result in
      let numbers = input.numbers("numbers", input.length + 3)
      for element in [fpt_float32, fpt_float16, fpt_bfloat16] {
        let y = input.plain("y", input.length)
        k.widen(numbers.pointer, element, 3, y.pointer, input.length)
        result.add(y)
      }
      for element in [fpt_q4_0, fpt_q4_1, fpt_q5_0, fpt_q5_1, fpt_q8_0] {
        // More floats than the blocks have bytes.
        let blocks = input.numbers("blocks", 2 * (input.length + 64))
        let y = input.plain("y", input.length)
        k.widen(blocks.pointer, element, 5, y.pointer, input.length)
        result.add(y)
      }
    }
  ]
}
