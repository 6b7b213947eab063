import CKernels

@testable import FPTEngine

extension KernelCase {
  static let lstm = [
    KernelCase("lstm_step") { k, input, result in
      for hasBias in [false, true] {
        let width = input.length
        let (gateCount, count) = (4 * width * rowCount, width * rowCount)
        let products = input.numbers("products", gateCount)
        let moments = input.plain("moments", 2 * rowCount)
        let u = input.numbers("u", gateCount)
        let hiddenMoments = input.plain("u moments", 2 * rowCount)
        let raw = input.plain("raw", count)
        let cellMoments = input.plain("cell moments", 2 * rowCount)
        let weights = ["a", "b", "c", "d"].map { input.numbers($0, 4 * width) }
        let bias = input.numbers("bias", 4 * width)
        let before = input.numbers("before", count)
        let (gates, cell) = (input.plain("gates", gateCount), input.plain("cell", count))
        let hidden = input.plain("hidden", count)
        var step = fpt_lstm_step(
          rows: rowCount, width: width, epsilon: 1e-2,
          from_input: fpt_normed(
            values: products.pointer, moments: moments.pointer, weight: weights[0].pointer,
            bias: weights[1].pointer),
          from_hidden: fpt_normed(
            values: u.pointer, moments: hiddenMoments.pointer, weight: weights[1].pointer,
            bias: weights[2].pointer),
          recurrent_bias: hasBias ? UnsafePointer(bias.pointer) : nil,
          raw_cell: fpt_normed(
            values: raw.pointer, moments: cellMoments.pointer, weight: weights[2].pointer,
            bias: weights[3].pointer),
          cell_before: before.pointer, gates: gates.pointer, cell: cell.pointer,
          hidden: hidden.pointer)
        k.lstm_step(&step)
        result.add(u, hiddenMoments, raw, cellMoments, gates, cell, hidden)
      }
    },
    KernelCase("lstm_gradient") { k, input, result in
      for gathers in [false, true] {
        let width = input.length
        let (gateCount, count) = (4 * width * rowCount, width * rowCount)
        let u = input.numbers("u", gateCount)
        let hiddenMoments = input.plain("u moments", 2 * rowCount)
        let raw = input.numbers("raw", count)
        let cellMoments = input.plain("cell moments", 2 * rowCount)
        let weight = input.numbers("weight", 4 * width)
        let (before, cell) = (input.numbers("before", count), input.numbers("cell", count))
        let (gates, dh) = (input.numbers("gates", gateCount), input.numbers("dh", count))
        let dc = input.numbers("dc", count)
        let sums = [gateCount, count, count].map { input.numbers("sum", $0) }
        let scratch = input.plain("scratch", 2 * width)
        var step = fpt_lstm_gradient(
          rows: rowCount, width: width,
          from_hidden: fpt_normed(
            values: u.pointer, moments: hiddenMoments.pointer, weight: weight.pointer,
            bias: weight.pointer),
          raw_cell: fpt_normed(
            values: raw.pointer, moments: cellMoments.pointer, weight: weight.pointer + width,
            bias: weight.pointer),
          cell_before: before.pointer, cell: cell.pointer, gates: gates.pointer,
          hidden_gradient: dh.pointer, cell_gradient: dc.pointer,
          recurrent_weight_sum: gathers ? sums[0].pointer : nil,
          cell_weight_sum: gathers ? sums[1].pointer : nil,
          cell_bias_sum: gathers ? sums[2].pointer : nil, scratch: scratch.pointer)
        k.lstm_gradient(&step)
        result.add(u, gates, dc, sums[0], sums[1], sums[2])
      }
    },
  ]

  static let training = [
    KernelCase("cross_entropy") { k, input, result in
      let logits = input.numbers("logits", rowCount * input.length)
      let labels = (0..<rowCount).map { Int32($0 * 7 % input.length) }
      for hasGradient in [false, true] {
        let gradient = input.plain("gradient", logits.count)
        var scores = [fpt_class_score](repeating: fpt_class_score(), count: rowCount)
        k.cross_entropy(
          logits.pointer, labels, &scores, hasGradient ? gradient.pointer : nil, 0.125, rowCount,
          input.length)
        result.add(gradient)
        for score in scores {
          result.add(score.sum)
          result.add(score.margin)
          result.add(Double(score.best))
        }
      }
    },
    KernelCase("adam") { k, input, result in
      for decay: Float in [1, 0.99] {
        let numbers = ["value", "gradient", "first", "second"].map {
          input.numbers($0, input.length)
        }
        for i in 0..<input.length { numbers[3].pointer[i] = numbers[3].pointer[i].magnitude }
        k.adam(
          numbers[0].pointer, numbers[1].pointer, numbers[2].pointer, numbers[3].pointer,
          fpt_adam(
            scale: 0.7, one_minus_beta1: 0.1, beta2: 0.999, one_minus_beta2: 0.001,
            step_size: 0.01, root_correction: 0.3, epsilon: 1e-8, decay: decay), input.length)
        for part in numbers { result.add(part) }
      }
    },
    KernelCase("combine") { k, input, result in
      let x = input.numbers("x", input.length)
      k.combine(x.pointer, 0.9, input.numbers("y", x.count).pointer, -0.01, input.length)
      result.add(x)
    },
  ]
}
