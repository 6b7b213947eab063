import Testing

@testable import FPTEngine

/// Products of bfloat16 in every table, against the definition of `vdpbf16ps` written out.
@Suite("GEMM of bfloat16")
struct BFloat16GEMMTests {
  /// To nearest even; denormals become zero.
  static func rounded(_ x: Float) -> Float {
    if x.isNaN { return x }
    if x.magnitude < .leastNormalMagnitude { return x.sign == .minus ? -0.0 : 0 }
    let bits = x.bitPattern
    return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// One link of the chain: rounded once, and zero if that is denormal with an exponent of any size.
  static func link(_ a: Float, _ b: Float, _ sum: Float) -> Float {
    let next = sum.addingProduct(a, b)
    let exact = Double(a) * Double(b) + Double(sum)
    if exact.magnitude < 0x1p-126 - 0x1p-151 { return next.sign == .minus ? -0.0 : 0 }
    return next
  }

  /// The element of a product with no more terms than one K block.
  static func chain(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for (a, b) in zip(a, b) { sum = link(rounded(a), rounded(b), sum) }
    if a.count % 2 == 1 { sum = link(-0.0, 0, sum) }
    return sum
  }

  private func product(
    _ a: [Float], _ b: [Float], rows: Int, columns: Int, k: Int, _ table: KernelTable
  ) -> [Float] {
    let context = ComputeContext(threads: 1, precision: .bfloat16, table: table)
    let (left, right) = (context.tensor([rows, k], a), context.tensor([k, columns], b))
    let result = context.uninitialized([rows, columns])
    context.gemm(
      rows: rows, columns: columns,
      operands: [
        GEMMOperands(
          a: MatrixOperand(left.pointer, stride: k),
          b: MatrixOperand(right.pointer, stride: columns), k: k)
      ], into: MatrixTarget(result.pointer, stride: columns))
    return result.array
  }

  /// Exponents around which products are of ordinary size, denormal, or beside the smallest normal number.
  @Test("is the chain that it says", arguments: KernelTable.all, [0, -62, -63, -64])
  func bits(table: KernelTable, exponent: Int) {
    for (rows, columns, k) in [(1, 1, 1), (9, 50, 2), (8, 48, 31), (5, 17, 384), (2, 3, 7)] {
      func numbers(_ count: Int, _ name: String) -> [Float] {
        RandomStream(seed: UInt64(k), name: name).floats(count).map {
          Float(sign: .plus, exponent: exponent, significand: Float($0) - 0.5)
        }
      }
      let (a, b) = (numbers(rows * k, "a"), numbers(k * columns, "b"))
      let found = product(a, b, rows: rows, columns: columns, k: k, table)
      let expected = (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        return Self.chain(
          Array(a[row * k..<row * k + k]), (0..<k).map { b[$0 * columns + column] })
      }
      // Alpha times the chain plus zero: the sign of a zero is lost.
      #expect(
        found.map(\.bitPattern) == expected.map { ($0 + 0).bitPattern },
        "\(table.name) \(rows) x \(columns) x \(k)")
    }
  }

  /// Links that an instruction which flushes before it rounds, or takes the later term first, gets wrong.
  @Test("flushes after rounding, in the order of terms", arguments: KernelTable.all)
  func directed(table: KernelTable) {
    let cases: [(a: [Float], b: [Float])] = [
      ([0x1p-63, 0x1p-80], [0x1p-63, -0x1p-80]),
      ([0x1p-63, 0x1p-76], [0x1p-63, -0x1p-75]),
      ([0x1p-63, 0x1.02p-76], [0x1p-63, -0x1p-75]),
      ([0x1p-63, 0x1p-63], [0x1.fep-64, 0x1p-64]),
      ([1, 0x1.02p-12, -1], [1, 0x1.02p-12, 1]),
      ([-0x1p-64, 0x1p-63], [0x1p-63, 0x1p-63]),
      ([0x1p-130, 1], [0x1p100, 0x1p-126]),
    ]
    for (a, b) in cases {
      let found = product(a, b, rows: 1, columns: 1, k: a.count, table)[0]
      #expect(found.bitPattern == (Self.chain(a, b) + 0).bitPattern, "\(table.name) \(a) \(b)")
    }
  }

  @Test("gives infinity for what is too large and NaN for NaN", arguments: KernelTable.all)
  func special(table: KernelTable) {
    func one(_ a: Float, _ b: Float) -> Float {
      product([a], [b], rows: 1, columns: 1, k: 1, table)[0]
    }
    #expect(one(.greatestFiniteMagnitude, 1) == .infinity)
    #expect(one(.nan, 1).isNaN && one(.infinity, 0).isNaN)
  }
}

extension KernelTable: CustomTestStringConvertible {
  /// The name of the table.
  public var testDescription: String { name }
}
