/// How ggml packs numbers of few bits: blocks of elements that share a scale, and some a minimum.
///
/// The layouts are those of ggml's `ggml-common.h`; values are made in the order of the PyPI package `gguf` (quants.py), each operation
/// rounded to float32, and are bit for bit its own.
public enum BlockQuantization: String, Sendable, Hashable, CaseIterable {
  case q4_0 = "Q4_0"
  case q4_1 = "Q4_1"
  case q5_0 = "Q5_0"
  case q5_1 = "Q5_1"
  case q8_0 = "Q8_0"
  case q4_K = "Q4_K"
  case q6_K = "Q6_K"

  /// Elements of a block.
  package var elements: Int {
    switch self {
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q4_K, .q6_K: 256
    }
  }

  /// Bytes of a block.
  package var bytes: Int {
    switch self {
    case .q4_0: 18
    case .q4_1: 20
    case .q5_0: 22
    case .q5_1: 24
    case .q8_0: 34
    case .q4_K: 144
    case .q6_K: 210
    }
  }

  /// The numbers that whole blocks stand for.
  ///
  /// - Complexity: O(elements).
  func floats(of blocks: UnsafeRawBufferPointer) -> [Float] {
    let count = blocks.count / bytes
    return [Float](unsafeUninitializedCapacity: count * elements) { buffer, initialized in
      guard let source = blocks.baseAddress, let target = buffer.baseAddress else { return }
      for block in 0..<count {
        write(
          Block(start: source + block * bytes), to: target + block * elements)
      }
      initialized = count * elements
    }
  }

  private func write(_ block: Block, to target: UnsafeMutablePointer<Float>) {
    switch self {
    case .q4_0:
      let scale = block.half(0)
      for index in 0..<32 { target[index] = scale * Float(block.nibble(2, index, run: 16) - 8) }
    case .q4_1:
      let (scale, minimum) = (block.half(0), block.half(2))
      for index in 0..<32 {
        target[index] = scale * Float(block.nibble(4, index, run: 16)) + minimum
      }
    case .q5_0:
      let (scale, high) = (block.half(0), block.word(2))
      for index in 0..<32 {
        let bits = block.nibble(6, index, run: 16) | Int32(high >> UInt32(index) & 1) << 4
        target[index] = scale * Float(bits - 16)
      }
    case .q5_1:
      let (scale, minimum, high) = (block.half(0), block.half(2), block.word(4))
      for index in 0..<32 {
        let bits = block.nibble(8, index, run: 16) | Int32(high >> UInt32(index) & 1) << 4
        target[index] = scale * Float(bits) + minimum
      }
    case .q8_0:
      let scale = block.half(0)
      for index in 0..<32 { target[index] = Float(block.signed(2 + index)) * scale }
    case .q4_K: writeQ4K(block, to: target)
    case .q6_K: writeQ6K(block, to: target)
    }
  }

  /// Eight runs of 32 numbers, each with a scale and a minimum of 6 bits: `d · scale · q − dmin · minimum`.
  private func writeQ4K(_ block: Block, to target: UnsafeMutablePointer<Float>) {
    let (scale, minimum) = (block.half(0), block.half(2))
    for run in 0..<8 {
      // The first four of each lie in 6 bits of a byte of their own, and its 2 high bits are those of the other four.
      let (low, high) = (block.byte(4 + run % 4), block.byte(8 + run % 4))
      let rest = block.byte(12 + run % 4)
      let first = run < 4 ? low & 0x3F : rest & 0x0F | low >> 2 & 0x30
      let second = run < 4 ? high & 0x3F : rest >> 4 | high >> 2 & 0x30
      let (runScale, runMinimum) = (scale * Float(first), minimum * Float(second))
      for index in 0..<32 {
        let bits = block.nibble(16 + run / 2 * 32, run % 2 * 32 + index, run: 32)
        target[run * 32 + index] = runScale * Float(bits) - runMinimum
      }
    }
  }

  /// Sixteen runs of 16 numbers, each with a scale of 8 bits; 4 bits of a number lie in one array and 2 in another.
  private func writeQ6K(_ block: Block, to target: UnsafeMutablePointer<Float>) {
    let scale = block.half(208)
    for run in 0..<16 {
      let runScale = scale * Float(block.signed(192 + run))
      for index in run * 16..<run * 16 + 16 {
        let (part, place) = (index / 128, index % 128)
        let low = block.nibble(part * 64, place, run: 64)
        let high = Int32(block.byte(128 + part * 32 + place % 32) >> UInt8(place / 32 * 2) & 3)
        target[index] = runScale * Float((low | high << 4) - 32)
      }
    }
  }
}

/// The bytes of one block.
private struct Block {
  let start: UnsafeRawPointer

  func byte(_ offset: Int) -> UInt8 { start.load(fromByteOffset: offset, as: UInt8.self) }
  func signed(_ offset: Int) -> Int8 { start.load(fromByteOffset: offset, as: Int8.self) }

  func word(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// A scale or a minimum.
  func half(_ offset: Int) -> Float {
    Float(
      halfBits: UInt16(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  /// Four bits: the low halves of a run of bytes come first, then their high halves.
  func nibble(_ offset: Int, _ index: Int, run: Int) -> Int32 {
    let byte = byte(offset + index % run)
    return Int32(index < run ? byte & 0x0F : byte >> 4)
  }
}
