import CKernels

@testable import FPTEngine

extension KernelCase {
  static let rows = [
    KernelCase("apply_epilogue") { k, input, result in
      let stride = input.length + 3
      let maskStride = (input.length + 7) / 8 + 2
      let mask = input.mask(rowCount * maskStride)
      for (hasBias, maskBit, hasResidual) in [
        (true, nil, false), (false, 0, true), (true, 0, false), (true, 3, true), (false, 7, false),
      ] as [(Bool, UInt32?, Bool)] {
        let y = input.numbers("y", rowCount * stride)
        let bias = input.numbers("bias", input.length)
        let residual = input.numbers("residual", rowCount * stride)
        mask.withUnsafeBufferPointer { mask in
          k.apply_epilogue(
            y.pointer,
            fpt_epilogue(
              bias: hasBias ? UnsafePointer(bias.pointer) : nil,
              mask: maskBit == nil ? nil : mask.baseAddress, mask_stride: maskStride,
              mask_bit: maskBit ?? 0, scale: 1.25,
              residual: hasResidual ? UnsafePointer(residual.pointer) : nil), rowCount,
            input.length, stride)
        }
        result.add(y)
      }
    },
    KernelCase("apply_mask") { k, input, result in
      let maskStride = (input.length + 7) / 8 + 1
      let x = input.numbers("x", rowCount * input.length)
      let y = input.plain("y", x.count)
      let mask = input.mask(rowCount * maskStride)
      k.apply_mask(x.pointer, y.pointer, mask, maskStride, 1.25, rowCount, input.length)
      k.apply_mask(x.pointer, x.pointer, mask, maskStride, 1.25, rowCount, input.length)
      result.add(x, y)
    },
    KernelCase("draw_mask") { k, input, result in
      let stream = RandomStream(seed: 0xFEED_FACE_CAFE_BEEF, name: "mask", step: 3)
      // Over the end of the block counter, where it begins anew.
      for first: UInt32 in [0, 5, .max - 2] {
        for threshold: UInt16 in [1, 6_554, .max] {
          var mask = input.mask(rowCount * (input.length + 2))
          k.draw_mask(
            &mask, rowCount, input.length, input.length + 2, stream.place(block: first), threshold)
          result.add(mask)
        }
      }
    },
    KernelCase("multiply") { k, input, result in
      let stride = input.length + 3
      let x = input.numbers("x", rowCount * stride)
      k.multiply(
        x.pointer, input.numbers("y", x.count).pointer, rowCount, input.length, stride)
      result.add(x)
    },
    KernelCase("add") { k, input, result in
      let x = input.numbers("x", input.length)
      k.add(x.pointer, input.numbers("y", x.count).pointer, input.length)
      result.add(x)
    },
    KernelCase("scale") { k, input, result in
      let x = input.numbers("x", input.length)
      k.scale(x.pointer, 1.3, input.length)
      result.add(x)
    },
    KernelCase("scale_columns") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      let weight = input.numbers("weight", input.length)
      for hasResidual in [false, true] {
        let y = input.numbers("y", x.count)
        k.scale_columns(
          x.pointer, weight.pointer, hasResidual ? UnsafePointer(y.pointer) : nil, y.pointer,
          rowCount, input.length)
        result.add(y)
      }
    },
    KernelCase("add_positions") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      let positions = input.numbers("positions", 2 * input.length)
      let segment = input.numbers("segment", input.length)
      for hasSegment in [false, true] {
        let y = input.plain("y", x.count)
        k.add_positions(
          x.pointer, y.pointer, positions.pointer, hasSegment ? segment.pointer : nil, 5, rowCount,
          2, input.length)
        result.add(y)
      }
    },
    KernelCase("add_to_rows") { k, input, result in
      let stride = input.length + 3
      let x = input.numbers("x", rowCount * stride)
      let sum = input.numbers("sum", 4 * stride)
      k.add_to_rows(sum.pointer, [3, 0, 3], x.pointer, rowCount, stride, input.length)
      result.add(sum)
    },
  ]

  static let reductions = [
    KernelCase("sum") { k, input, result in
      result.add(k.sum(input.numbers("x", input.length).pointer, input.length))
    },
    KernelCase("dot") { k, input, result in
      let (x, y) = (input.numbers("x", input.length), input.numbers("y", input.length))
      result.add(k.dot(x.pointer, y.pointer, input.length))
    },
    KernelCase("sum_of_squares") { k, input, result in
      result.add(k.sum_of_squares(input.numbers("x", input.length).pointer, input.length))
    },
    KernelCase("sum_rows") { k, input, result in
      let stride = input.length + 3
      let x = input.numbers("x", rowCount * stride)
      for accumulates in [false, true] {
        let sum = input.numbers("sum", input.length)
        k.sum_rows(x.pointer, rowCount, stride, sum.pointer, input.length, accumulates)
        result.add(sum)
      }
    },
    KernelCase("sum_products") { k, input, result in
      let stride = input.length + 3
      let (x, dy) = (input.numbers("x", rowCount * stride), input.numbers("dy", rowCount * stride))
      let scales = input.numbers("scales", rowCount)
      for (hasScales, accumulates) in [(false, false), (true, true)] {
        let sum = input.numbers("sum", input.length)
        k.sum_products(
          x.pointer, dy.pointer, hasScales ? scales.pointer : nil, rowCount, stride, sum.pointer,
          input.length, accumulates)
        result.add(sum)
      }
    },
    KernelCase("norm_weight_gradient") { k, input, result in
      let stride = input.length + 3
      let (x, dy) = (input.numbers("x", rowCount * stride), input.numbers("dy", rowCount * stride))
      let moments = input.numbers("moments", 2 * rowCount)
      for accumulates in [false, true] {
        let sum = input.numbers("sum", input.length)
        k.norm_weight_gradient(
          x.pointer, dy.pointer, moments.pointer, rowCount, stride, sum.pointer, input.length,
          accumulates)
        result.add(sum)
      }
    },
  ]
}
