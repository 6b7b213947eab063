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
    }
  ]
}
