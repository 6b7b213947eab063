import CKernels
import Testing

@testable import FPTEngine

/// Matrices in half precision and of few bits: a product of one has the bits of the product of its floats.
@Suite struct StoredMatrixTests {
  /// What a bit pattern stands for, by its definition.
  private static func value(_ bits: UInt16, _ type: ElementType) -> Float {
    if type == .bfloat16 { return Float(bitPattern: UInt32(bits) << 16) }
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10) & 31, Float(bits & 0x3FF))
    if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
    return exponent == 0
      ? sign * fraction * 0x1p-24
      : sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1_024)
  }

  @Test("every number of half precision is widened exactly", arguments: KernelTable.all)
  func widening(table: KernelTable) {
    let numbers = Array(UInt16.min...UInt16.max)
    for type in [ElementType.float16, .bfloat16] {
      for first in [0, 3] {
        var floats = [Float](repeating: 0, count: numbers.count - first)
        table.functions.pointee.widen(numbers, type.element, first, &floats, floats.count)
        let wrong = zip(numbers[first...], floats).filter { bits, float in
          let expected = Self.value(bits, type)
          return expected.isNaN ? !float.isNaN : float.bitPattern != expected.bitPattern
        }
        #expect(wrong.isEmpty, "\(table.name) \(type): \(wrong.prefix(3))")
      }
    }
  }

  private final class Numbers {
    /// Off its boundary, as a file may have it.
    let first: UnsafeMutableRawPointer
    init<Number: BitwiseCopyable>(_ numbers: [Number]) {
      first =
        .allocate(byteCount: MemoryLayout<Number>.stride * numbers.count + 1, alignment: 64) + 1
      numbers.withUnsafeBytes { bytes in
        for (place, byte) in bytes.enumerated() {
          first.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
        }
      }
    }
    deinit { (first - 1).deallocate() }
  }

  /// A matrix in half precision, and the same as floats.
  private static func matrix(
    _ shape: [Int], _ type: ElementType, _ context: ComputeContext
  ) -> (half: Tensor, wide: Tensor) {
    let count = shape.reduce(1, *)
    var draws = [Float](repeating: 0, count: count)
    draws.withUnsafeMutableBufferPointer {
      RandomStream(seed: 3, name: "half").fillNormal($0, mean: 0, standardDeviation: 1)
    }
    // Positive and negative numbers between 2⁻⁸ and 2⁸, some zeros and denormal numbers.
    let numbers = draws.enumerated().map { index, draw -> UInt16 in
      let low = UInt16(truncatingIfNeeded: draw.bitPattern >> 8)
      if index % 17 == 0 { return low & (type == .float16 ? 0x83FF : 0x807F) }
      return type == .float16
        ? (low & 0x83FF) | UInt16(7 + index % 16) << 10
        : (low & 0x807F) | UInt16(119 + index % 16) << 7
    }
    let owner = Numbers(numbers)
    let half = Tensor(
      shape: shape,
      buffer: Buffer(
        borrowing: owner.first, of: type, count: count, owner: owner))
    return (half, context.tensor(shape, numbers.map { value($0, type) }))
  }

  private static let blocks: [ElementType] = [.q4_0, .q4_1, .q5_0, .q5_1, .q8_0]

  /// What the number at a place of a block stands for, by the definition of ggml.
  private static func value(_ block: ArraySlice<UInt8>, _ place: Int, _ type: ElementType) -> Float
  {
    let bytes = Array(block)
    func half(_ offset: Int) -> Float {
      value(UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8, ElementType.float16)
    }
    func nibble(_ offset: Int) -> Int {
      place < 16 ? Int(bytes[offset + place] & 15) : Int(bytes[offset + place - 16] >> 4)
    }
    func fifth(_ offset: Int) -> Int { Int(bytes[offset + place / 8] >> UInt8(place % 8) & 1) << 4 }
    let scale = half(0)
    switch type {
    case .q4_0: return scale * Float(nibble(2) - 8)
    case .q4_1:
      let scaled = scale * Float(nibble(4))
      return scaled + half(2)
    case .q5_0: return scale * Float((nibble(6) | fifth(2)) - 16)
    case .q5_1:
      let scaled = scale * Float(nibble(8) | fifth(4))
      return scaled + half(2)
    default: return scale * Float(Int8(bitPattern: bytes[2 + place]))
    }
  }

  /// A matrix in blocks, whose rows are whole ones, and the same as floats.
  private static func blocks(
    _ shape: [Int], _ type: ElementType, _ context: ComputeContext
  ) -> (stored: Tensor, wide: Tensor) {
    let count = shape.reduce(1, *)
    let size = type.bytes(of: 32)
    var cursor = RandomCursor(RandomStream(seed: 5, name: "blocks"))
    var bytes = (0..<count / 32 * size).map { _ in UInt8(truncatingIfNeeded: cursor.next()) }
    // Scales and minima are between 2⁻⁸ and 2⁸.
    for block in stride(from: 0, to: bytes.count, by: size) {
      for half in [block, block + 2] { bytes[half + 1] = bytes[half + 1] & 0x83 | 0x3C }
    }
    let owner = Numbers(bytes)
    let stored = Tensor(
      shape: shape, buffer: Buffer(borrowing: owner.first, of: type, count: count, owner: owner))
    let floats = (0..<count).map { place in
      value(bytes[place / 32 * size..<(place / 32 + 1) * size], place % 32, type)
    }
    return (stored, context.tensor(shape, floats))
  }

  @Test("products of blocks of few bits have the bits of the floats", arguments: KernelTable.all)
  func productsOfBlocks(table: KernelTable) {
    for precision in Precision.allCases {
      let context = ComputeContext(threads: 2, precision: precision, table: table)
      for type in Self.blocks {
        for (inputs, outputs) in [(32, 1), (64, 64), (96, 130), (416, 47)] {
          let (stored, wide) = Self.blocks([outputs, inputs], type, context)
          #expect(stored.array == wide.array)
          #expect(context.firstNonFinite(in: stored) == nil)
          let results = [stored, wide].map { matrix in
            Self.pass(
              matrix, .outputInput, inputs: inputs, range: outputs / 3..<outputs, context)
          }
          #expect(
            results[0] == results[1], "\(table.name) \(precision) \(type) \(inputs) \(outputs)")
        }
      }
    }
  }

  @Test("products and their gradients have the bits of the floats", arguments: KernelTable.all)
  func products(table: KernelTable) {
    for precision in Precision.allCases {
      let context = ComputeContext(threads: 2, precision: precision, table: table)
      for type in [ElementType.float16, .bfloat16] {
        for (inputs, outputs) in [(1, 1), (15, 17), (32, 64), (33, 65), (70, 130), (400, 48)] {
          for layout in [LinearWeight.Layout.inputOutput, .outputInput] {
            let shape = layout == .inputOutput ? [inputs, outputs] : [outputs, inputs]
            let (half, wide) = Self.matrix(shape, type, context)
            #expect(context.copy(half).array == wide.array && half.array == wide.array)
            let results = [half, wide].map { matrix in
              Self.pass(
                matrix, layout, inputs: inputs, range: outputs / 3..<outputs, context)
            }
            #expect(
              results[0] == results[1], "\(table.name) \(precision) \(type) \(inputs) \(outputs)")
          }
        }
      }
    }
  }

  /// Bits of y and of the gradient of x, through some outputs of a frozen matrix.
  private static func pass(
    _ matrix: Tensor, _ layout: LinearWeight.Layout, inputs: Int, range: Range<Int>,
    _ context: ComputeContext
  ) -> [UInt32] {
    var draws = [Float](repeating: 0, count: 5 * inputs)
    draws.withUnsafeMutableBufferPointer {
      RandomStream(seed: 4, name: "x").fillNormal($0, mean: 0, standardDeviation: 1)
    }
    let slot = GradientSlot(shape: [5, inputs])
    let x = Variable(trained: context.tensor([5, inputs], draws), slot: slot)
    let tape = Tape(
      context: context, isTraining: true,
      randomness: .init(seed: 0, step: 0, firstExample: 0))
    let weight = LinearWeight(
      Variable(constant: matrix, packedWeights: PackedWeightCache()), bias: nil, layout: layout,
      outputs: range)
    let y = tape.linear(x, [weight])
    _ = tape.crossEntropy(
      y, labels: [Int32](repeating: 0, count: 5), batchPredictions: 5)
    tape.backward()
    return (y.value.array + (slot.gradient?.array ?? [])).map(\.bitPattern)
  }
}
