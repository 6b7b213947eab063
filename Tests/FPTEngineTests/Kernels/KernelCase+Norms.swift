import CKernels

@testable import FPTEngine

extension KernelCase {
  static let norms = [
    KernelCase("moments") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      for isUnbiased in [false, true] {
        let moments = input.plain("moments", 2 * rowCount)
        k.moments(x.pointer, moments.pointer, rowCount, input.length, 1e-5, isUnbiased)
        result.add(moments)
      }
    },
    KernelCase("layer_norm") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      let weight = input.numbers("weight", input.length)
      let bias = input.numbers("bias", input.length)
      for hasBias in [false, true] {
        let (y, moments) = (input.plain("y", x.count), input.plain("moments", 2 * rowCount))
        k.layer_norm(
          x.pointer, y.pointer, moments.pointer, weight.pointer, hasBias ? bias.pointer : nil,
          rowCount, input.length, 1e-5)
        result.add(y, moments)
      }
    },
    KernelCase("norm_gradient") { k, input, result in
      let weight = input.numbers("weight", input.length)
      let moments = input.numbers("moments", 2 * rowCount)
      for (isUnbiased, accumulates) in [(false, false), (true, false), (false, true)] {
        let count = rowCount * input.length
        let (x, dy) = (input.numbers("x", count), input.numbers("dy", count))
        let dx = input.numbers("dx", count)
        // In a place of its own, in place of dy, and in place of x.
        for target in accumulates ? [dx] : [dx, isUnbiased ? x : dy] {
          k.norm_gradient(
            x.pointer, dy.pointer, target.pointer, moments.pointer, weight.pointer, rowCount,
            input.length, isUnbiased, accumulates)
        }
        result.add(x, dy, dx)
      }
    },
    KernelCase("rms_norm") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      let weight = input.numbers("weight", input.length)
      for offset: Float in [0, 1] {
        let (y, scales) = (input.plain("y", x.count), input.plain("scales", rowCount))
        k.rms_norm(
          x.pointer, y.pointer, scales.pointer, weight.pointer, offset, rowCount, input.length,
          1e-6)
        result.add(y, scales)
      }
    },
    KernelCase("rms_norm_gradient") { k, input, result in
      let x = input.numbers("x", rowCount * input.length)
      let dy = input.numbers("dy", x.count)
      let weight = input.numbers("weight", input.length)
      let scales = input.numbers("scales", rowCount)
      for (offset, accumulates) in [(0, false), (1, true)] as [(Float, Bool)] {
        let dx = input.numbers("dx", x.count)
        k.rms_norm_gradient(
          x.pointer, dy.pointer, dx.pointer, scales.pointer, weight.pointer, offset, rowCount,
          input.length, accumulates)
        result.add(dx)
      }
    },
  ]

  static let attention = [
    KernelCase("exponentiate") { k, input, result in
      let padded = (input.length + 7) / 8 * 8 + 16
      for hasMask in [false, true] {
        let scores = input.numbers("scores", padded)
        let statistics = input.plain("statistics", 2)
        let mask = input.mask(padded / 8)
        mask.withUnsafeBufferPointer { mask in
          k.exponentiate(
            scores.pointer, input.length, padded, hasMask ? mask.baseAddress : nil, 1.25,
            statistics.pointer)
        }
        // Which of two zeros is the largest score is left open.
        statistics.pointer[0] += 0
        result.add(scores, statistics)
      }
    },
    KernelCase("score_gradient") { k, input, result in
      let padded = (input.length + 7) / 8 * 8 + 16
      for (hasMask, areSaved) in [(false, false), (true, false), (false, true), (true, true)] {
        let (p, dp) = (input.numbers("p", padded), input.numbers("dp", padded))
        let saved = input.numbers("saved", padded)
        let largest = (0..<input.length).map { p.pointer[$0] }.max() ?? 0
        let statistics = input.plain("statistics", 2)
        statistics.pointer[0] = largest
        let mask = input.mask(padded / 8)
        mask.withUnsafeBufferPointer { mask in
          k.score_gradient(
            p.pointer, dp.pointer, areSaved ? saved.pointer : nil, input.length, padded,
            statistics.pointer, hasMask ? mask.baseAddress : nil, 1.25, 0.3, 0.5)
        }
        result.add(p, dp)
      }
    },
    KernelCase("rotate") { k, input, result in
      let (cosines, sines) = (
        input.numbers("cosines", input.length), input.numbers("sines", input.length)
      )
      for (isInterleaved, isInverse) in [
        (false, false), (false, true), (true, false), (true, true),
      ] {
        let x = input.numbers("x", 2 * input.length + 3)
        k.rotate(
          x.pointer, cosines.pointer, sines.pointer, input.length, isInterleaved, isInverse)
        result.add(x)
      }
    },
  ]
}
