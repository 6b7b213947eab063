import CKernels
import Testing

@testable import FPTEngine

/// Every build of the kernels has the bits of the formulas in Elementary, fused where it has fused multiply-adds, whatever the
/// length.
@Suite struct VectorKernelTests {
  /// Lengths around whole vectors, and one of a model's size.
  static let lengths = Array(1...25) + [64, 383, 384]
  static var builds: [(String, fpt_kernels)] {
    KernelBuild.all.map { ($0.name, $0.kernels) }
  }

  private func numbers(_ count: Int, _ name: String, scale: Double = 1) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      RandomStream(seed: 7, name: name).fillNormal($0, mean: 0, standardDeviation: scale)
    }
    return values
  }

  private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  /// The lanes of a row through a function of vectors, one element at a time.
  private func lanes(_ values: [Float], _ f: (Vector) -> Vector) -> [Float] {
    values.map { f(Vector(repeating: $0))[0] }
  }

  @Test(arguments: lengths) func activations(length: Int) {
    let x = numbers(length, "activation", scale: 5) + [.infinity, 40, -40, 0, -0]
    let bias = numbers(x.count, "bias")
    let sums = zip(x, bias).map { $0 + $1 }
    for build in KernelBuild.all {
      for activation in [Activation.gelu, .geluTanh, .relu] {
        var y = x
        build.kernels.activate(activation.kernel, &y, nil, bias, x.count)
        #expect(
          bits(y) == bits(lanes(sums) { build.value(activation, $0) }),
          "\(build.name) \(activation)")
        var derivative = x
        y = sums
        build.kernels.activate(activation.kernel, &y, &derivative, nil, x.count)
        #expect(
          bits(derivative) == bits(lanes(sums) { build.derivative(activation, $0) }),
          "\(build.name) \(activation) derivative")
      }
    }
  }

  @Test(arguments: lengths) func epilogues(length: Int) {
    let (x, bias, residual) = (
      numbers(length, "x"), numbers(length, "bias"), numbers(length, "residual")
    )
    let mask = (0..<(length + 7) / 8).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 45) }
    let row = mask.withUnsafeBufferPointer { bytes in
      (0..<length).map { i -> Float in
        let value = x[i] + bias[i]
        let kept = (bytes[i / 8] >> UInt8(i % 8)) & 1 == 1
        return (kept ? value * 1.25 : 0) + residual[i]
      }
    }
    for (build, kernels) in Self.builds {
      var y = x
      mask.withUnsafeBufferPointer { mask in
        bias.withUnsafeBufferPointer { bias in
          residual.withUnsafeBufferPointer { residual in
            kernels.apply_epilogue(
              &y,
              fpt_row_epilogue(
                bias: bias.baseAddress, mask: mask.baseAddress, scale: 1.25,
                residual: residual.baseAddress), length)
          }
        }
      }
      #expect(bits(y) == bits(row), "\(build)")
    }
  }

  @Test func masksAreTheStreamsHalfWords() {
    let stream = RandomStream(seed: 0xFEED_FACE_CAFE_BEEF, name: "mask", step: 3)
    let threshold: UInt16 = 6_554
    // Over the end of the block counter, where it begins anew.
    for first: UInt32 in [0, 5, .max - 2] {
      let expected = (0..<11).map { byte -> UInt8 in
        let words = stream.block(first &+ UInt32(byte))
        var bits: UInt8 = 0
        for half in 0..<8 {
          let value = UInt16(truncatingIfNeeded: words[half / 2] >> UInt32(half % 2 * 16))
          if value >= threshold { bits |= 1 << UInt8(half) }
        }
        return bits
      }
      for (build, kernels) in Self.builds {
        for count in 1...11 {
          var mask = [UInt8](repeating: 0xAA, count: 12)
          kernels.draw_mask(&mask, count, stream.place(block: first), threshold)
          #expect(Array(mask[..<count]) == Array(expected[..<count]), "\(build) \(count)")
          #expect(mask[count...].allSatisfy { $0 == 0xAA }, "\(build) wrote beyond the end")
        }
      }
    }
  }

  @Test(arguments: lengths) func softmaxAndItsGradient(count: Int) {
    let padded = (count + 7) / 8 * 8 + 16
    let scores = numbers(padded, "scores", scale: 3)
    let gradient = numbers(padded, "gradient")
    let mask = (0..<padded / 8).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 45) }
    func kept(_ key: Int) -> Float { (mask[key / 8] >> UInt8(key % 8)) & 1 == 1 ? 1.25 : 0 }
    var results: [[UInt32]] = []
    for build in KernelBuild.all {
      let kernels = build.kernels
      var e = scores
      var statistics: [Float] = [0, 0]
      kernels.exponentiate(&e, count, padded, nil, 1, &statistics)
      #expect(statistics[0] == scores[..<count].max())
      let exponentials = scores[..<count].map {
        build.exponential(Vector(repeating: $0 - statistics[0]))[0]
      }
      #expect(bits(Array(e[..<count])) == bits(exponentials), "\(build.name)")
      #expect(e[count...].allSatisfy { $0.bitPattern == 0 }, "\(build.name)")
      let sum = exponentials.reduce(0.0) { $0 + Double($1) }
      #expect(abs(Double(statistics[1]) * sum - 1) < 1e-6, "\(build.name)")

      var dropped = scores
      var again = statistics
      kernels.exponentiate(&dropped, count, padded, mask, 1.25, &again)
      #expect(
        bits(dropped[..<count] + again)
          == bits(
            exponentials.enumerated().map { $1 * kept($0) } + statistics), "\(build.name)")

      var p = scores
      var d = gradient
      let exact = (0..<count).map { Double(exponentials[$0]) / sum }
      let delta = exact.indices.reduce(0.0) { $0 + exact[$1] * Double(kept($1) * gradient[$1]) }
      kernels.score_gradient(
        &p, &d, nil, count, padded, statistics, mask, 1.25, Float(delta), 0.5)
      var (savedP, savedD) = (numbers(padded, "anything"), gradient)
      kernels.score_gradient(
        &savedP, &savedD, e, count, padded, statistics, mask, 1.25, Float(delta), 0.5)
      #expect(bits(savedP + savedD) == bits(p + d), "\(build.name): from saved exponentials")
      #expect(
        bits(Array(p[..<count]))
          == bits(exponentials.enumerated().map { $1 * statistics[1] * kept($0) }), "\(build.name)")
      for key in 0..<count {
        let expected = exact[key] * (Double(kept(key) * gradient[key]) - delta) * 0.5
        #expect(abs(Double(d[key]) - expected) < 1e-6, "\(build.name)")
      }
      #expect((p[count...] + d[count...]).allSatisfy { $0.bitPattern == 0 }, "\(build.name)")
      results.append(bits(e) + bits(p) + bits(d))
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test(arguments: lengths) func layerNormRows(width: Int) {
    let (x, dy, weight, bias) = (
      numbers(width, "x"), numbers(width, "dy"), numbers(width, "weight"), numbers(width, "bias")
    )
    var results: [[UInt32]] = []
    for (build, kernels) in Self.builds {
      let sum = kernels.sum(x, width)
      let squares = kernels.squared_deviations(x, 0.25, width)
      let dot = kernels.dot(x, dy, width)
      let exact = zip(x, dy).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(Double(dot) - exact) < 1e-4, "\(build)")
      var scaled = x
      kernels.scale(&scaled, 1.3, width)
      #expect(bits(scaled) == bits(x.map { $0 * 1.3 }), "\(build)")
      #expect(abs(Double(sum) - x.reduce(0.0) { $0 + Double($1) }) < 1e-4, "\(build)")
      var y = x
      kernels.normalize(x, &y, 0.25, 1.5, weight, bias, width)
      #expect(
        bits(y) == bits((0..<width).map { (x[$0] - 0.25) * 1.5 * weight[$0] + bias[$0] }),
        "\(build)")
      var dx = dy
      kernels.normalize_gradient(x, dy, &dx, 0.25, 1.5, weight, width, true)
      var total = weight
      kernels.norm_weight_gradient(x, dy, [0.25, 1.5], 1, width, &total, width, true)
      #expect(
        bits(total) == bits((0..<width).map { weight[$0] + dy[$0] * ((x[$0] - 0.25) * 1.5) }),
        "\(build)")
      var rows = weight
      kernels.sum_rows(x + dy, 2, width, &rows, width, true)
      #expect(bits(rows) == bits((0..<width).map { weight[$0] + (x[$0] + dy[$0]) }), "\(build)")
      results.append([sum, squares, dot].map(\.bitPattern) + bits(dx))
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }
}
