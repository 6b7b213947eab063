import CKernels

/// A dropout site: its name and its rate.
///
/// The rate is stored in 1/65,536ths, so 0.1 is 6,554/65,536 = 0.100006. Elements that stay are scaled by the exact inverse.
public struct Dropout: Sendable, Hashable {
  /// The name of the site in the model; masks of different sites are independent.
  public let site: String
  let threshold: UInt16
  let scale: Float

  /// A site that zeroes a share of the elements.
  ///
  /// - Parameters:
  ///   - rate: the share to zero, in [0, 1).
  ///   - site: the name of the site in the model.
  public init(rate: Double, site: String) {
    self.site = site
    let share = max(0, min(65_535, (rate * 65_536).rounded()))
    threshold = UInt16(share)
    scale = Float(65_536 / (65_536 - share))
  }

  var isActive: Bool { threshold > 0 }
}

/// The mask of a dropout site for a [rows, width] value: one bit for each element, rows padded to whole bytes.
struct DropoutMask {
  private let bits: Buffer
  private let bytesPerRow: Int
  private let stream: RandomStream
  private let firstRow: Int
  private let threshold: UInt16
  private let kernels: UnsafePointer<fpt_kernels>
  /// The factor of the elements that stay.
  let scale: Float

  init(_ dropout: Dropout, rows: Int, width: Int, firstRow: Int, tape: Tape) {
    bytesPerRow = (width + 7) / 8
    bits = tape.context.memory.take((rows * bytesPerRow + 3) / 4)
    stream = RandomStream(
      seed: tape.randomness.seed, name: "dropout/" + dropout.site, step: tape.randomness.step)
    self.firstRow = firstRow
    threshold = dropout.threshold
    scale = dropout.scale
    kernels = tape.context.kernels
  }

  /// Draws the bits of a row from the column `first`, a multiple of 8, up to `end`.
  @inline(__always)
  func draw(row: Int, from first: Int, to end: Int) {
    let base = (firstRow + row) * bytesPerRow + first / 8
    kernels.pointee.draw_mask(
      bytes(row: row) + first / 8, (end + 7) / 8 - first / 8,
      stream.place(block: UInt32(truncatingIfNeeded: base)), threshold)
  }

  /// The bits of one row, ready to be applied.
  @inline(__always)
  subscript(row: Int) -> DropoutRow {
    DropoutRow(bytes: bytes(row: row), scale: scale, kernels: kernels)
  }

  @inline(__always)
  private func bytes(row: Int) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(bits.pointer).assumingMemoryBound(to: UInt8.self) + row * bytesPerRow
  }
}

/// One row of a mask: what loops hold instead of the mask, which owns memory.
struct DropoutRow {
  let bytes: UnsafeMutablePointer<UInt8>
  let scale: Float
  let kernels: UnsafePointer<fpt_kernels>

  /// Eight elements from a column that is a multiple of 8: scaled where kept, zero elsewhere.
  @inline(__always)
  func apply(_ x: SIMD8<Float>, column: Int) -> SIMD8<Float> {
    let selectors = SIMD8<Int32>(1, 2, 4, 8, 16, 32, 64, 128)
    let byte = SIMD8<Int32>(repeating: Int32(bytes[column &>> 3]))
    return (x * scale).kept(where: (byte & selectors) .== selectors)
  }

  /// One element.
  @inline(__always)
  func apply(_ x: Float, column: Int) -> Float {
    (bytes[column &>> 3] &>> UInt8(column & 7)) & 1 == 1 ? x * scale : 0
  }

  /// Applies the mask to the row's elements, from one place to another or in place.
  @inline(__always)
  func apply(
    from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>, width: Int
  ) {
    kernels.pointee.apply_mask(source, target, bytes, scale, width)
  }
}

extension Tape {
  /// The mask of a site for a value with `rows` rows, of which `rowsPerExample` belong to each example; nil if none applies.
  func mask(_ dropout: Dropout?, rows: Int, rowsPerExample: Int, width: Int) -> DropoutMask? {
    guard isTraining, let dropout, dropout.isActive else { return nil }
    return DropoutMask(
      dropout, rows: rows, width: width, firstRow: randomness.firstExample * rowsPerExample,
      tape: self)
  }

  /// Applies dropout on its own, if the tape is training.
  ///
  /// - Parameters:
  ///   - x: [examples, tokens, width]
  ///   - dropout: the site; nil for none.
  /// - Returns: like x.
  public func dropout(_ x: Variable, _ dropout: Dropout?) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    guard
      let mask = mask(dropout, rows: rows, rowsPerExample: rows / max(1, x.shape[0]), width: width)
    else { return x }
    let output = Variable(context.uninitialized(x.shape), requiresGradient: x.requiresGradient)
    let source = x.value.pointer
    let target = output.value.pointer
    context.parallel(chunks: rows, of: 64) { range in
      for row in range {
        mask.draw(row: row, from: 0, to: width)
        mask[row].apply(from: source + row * width, to: target + row * width, width: width)
      }
    }
    guard let outputSlot = output.slot, let inputSlot = x.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let values = gradient.pointer
      context.parallel(chunks: rows, of: 64) { range in
        for row in range {
          mask[row].apply(from: values + row * width, to: values + row * width, width: width)
        }
      }
      inputSlot.adopt(gradient, in: context)
    }
    return output
  }
}

extension RandomStream {
  /// The position of a block in the stream, as C takes it.
  @inline(__always)
  func place(block: UInt32) -> fpt_philox_place {
    fpt_philox_place(
      key: (key.x, key.y),
      counter: (
        UInt32(truncatingIfNeeded: nameHash), UInt32(truncatingIfNeeded: nameHash &>> 32), step,
        block
      ))
  }
}
