import CKernels

@testable import FPTEngine

/// One entry of a table and a call of it.
struct KernelCase: Sendable {
  let entry: String
  let run: @Sendable (fpt_kernels, KernelInput, inout KernelResult) -> Void

  init(
    _ entry: String,
    run: @escaping @Sendable (fpt_kernels, KernelInput, inout KernelResult) -> Void
  ) {
    self.entry = entry
    self.run = run
  }

  static let all = elements + elementary + rows + reductions + norms + attention + lstm + training

  /// Rows of a chunk.
  static let rowCount = 3
}

extension Activation {
  static let kernels = allCases.map(\.kernel)
}

extension KernelCase {
  static let elementary = [
    KernelCase("elementary") { k, input, result in
      let functions = [
        fpt_exponential, fpt_normal_distribution, fpt_normal_exponential, fpt_hyperbolic_tangent,
        fpt_logistic,
      ]
      for f in functions {
        let (x, y) = (input.numbers("x", input.length), input.plain("y", input.length))
        k.elementary(f, x.pointer, y.pointer, input.length)
        result.add(y)
      }
    },
    KernelCase("activate") { k, input, result in
      let stride = input.length + 5
      let count = rowCount * stride
      let bias = input.numbers("bias", input.length)
      for f in Activation.kernels {
        for (hasBias, hasDerivative) in [(true, true), (false, true), (true, false)] {
          let (u, d) = (input.numbers("u", count), input.plain("d", count))
          k.activate(
            f, u.pointer, hasDerivative ? d.pointer : nil, hasBias ? bias.pointer : nil, rowCount,
            input.length, stride)
          result.add(u, d)
        }
      }
    },
    KernelCase("activate_gated") { k, input, result in
      for f in Activation.kernels {
        let x = input.numbers("x", 2 * rowCount * input.length)
        let y = input.plain("y", rowCount * input.length)
        k.activate_gated(
          f, x.pointer, x.pointer + input.length, y.pointer, rowCount, input.length)
        result.add(y)
      }
    },
    KernelCase("gated_gradient") { k, input, result in
      for f in Activation.kernels {
        for accumulates in [false, true] {
          let x = input.numbers("x", 2 * rowCount * input.length)
          let dy = input.numbers("dy", rowCount * input.length)
          let dx = input.plain("dx", 2 * rowCount * input.length)
          k.gated_gradient(
            f, x.pointer, x.pointer + input.length, dy.pointer, dx.pointer,
            dx.pointer + input.length, rowCount, input.length, accumulates)
          result.add(dx)
        }
      }
    },
  ]
}
