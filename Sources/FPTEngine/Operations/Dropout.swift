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
  let bytesPerRow: Int
  private let width: Int
  private let stream: RandomStream
  private let firstRow: Int
  private let threshold: UInt16
  private let kernels: UnsafePointer<fpt_kernels>
  /// The factor of the elements that stay.
  let scale: Float

  init(_ dropout: Dropout, rows: Int, width: Int, firstRow: Int, tape: Tape) {
    bytesPerRow = (width + 7) / 8
    self.width = width
    bits = tape.context.memory.take((rows * bytesPerRow + 3) / 4)
    stream = RandomStream(
      seed: tape.randomness.seed, name: "dropout/" + dropout.site, step: tape.randomness.step)
    self.firstRow = firstRow
    threshold = dropout.threshold
    scale = dropout.scale
    kernels = tape.context.kernels
  }

  /// Draws the bits of rows from the column `first`, a multiple of 8, up to `end`.
  func draw(rows: Range<Int>, from first: Int, to end: Int) {
    let base = (firstRow + rows.lowerBound) * bytesPerRow + first / 8
    kernels.pointee.draw_mask(
      bytes(row: rows.lowerBound) + first / 8, rows.count, (end + 7) / 8 - first / 8, bytesPerRow,
      stream.place(block: UInt32(base)), threshold)
  }

  /// Draws the bits of one row from the column `first`, a multiple of 8, up to `end`.
  func draw(row: Int, from first: Int, to end: Int) {
    draw(rows: row..<row + 1, from: first, to: end)
  }

  /// Applies the mask to rows of a [rows, width] value, from one place to another or in place.
  func apply(
    rows: Range<Int>, from source: UnsafeMutablePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let first = rows.lowerBound
    kernels.pointee.apply_mask(
      source + first * width, target + first * width, bytes(row: first), bytesPerRow, scale,
      rows.count, width)
  }

  /// The bits of one row, ready to be applied.
  subscript(row: Int) -> DropoutRow {
    DropoutRow(bytes: bytes(row: row), scale: scale, kernels: kernels)
  }

  /// The first byte of a row.
  func bytes(row: Int) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(bits.pointer).assumingMemoryBound(to: UInt8.self) + row * bytesPerRow
  }
}

/// One row of a mask: what loops hold instead of the mask, which owns memory.
struct DropoutRow {
  let bytes: UnsafeMutablePointer<UInt8>
  let scale: Float
  let kernels: UnsafePointer<fpt_kernels>

  /// Applies the mask to the row's first elements, from one place to another or in place.
  func apply(
    from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>, width: Int
  ) {
    kernels.pointee.apply_mask(source, target, bytes, 0, scale, 1, width)
  }
}

extension Tape {
  /// The mask of a site for a value with `rows` rows, of which `rowsPerExample` belong to each example; nil if none applies.
  func mask(_ dropout: Dropout?, rows: Int, rowsPerExample: Int, width: Int) -> DropoutMask? {
    guard isTraining, let dropout, dropout.isActive else { return nil }
    let firstRow = randomness.firstExample * rowsPerExample
    // A byte takes a block of random numbers, which 32 bits count: beyond, examples would share masks.
    precondition(
      (firstRow + rows) * ((width + 7) / 8) <= 1 << 32,
      "a dropout mask of at most 2³⁵ elements in a batch; take a smaller batch or shorter sequences"
    )
    return DropoutMask(dropout, rows: rows, width: width, firstRow: firstRow, tape: self)
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
      mask.draw(rows: range, from: 0, to: width)
      mask.apply(rows: range, from: source, to: target)
    }
    guard let outputSlot = output.slot, let inputSlot = x.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let values = gradient.pointer
      context.parallel(chunks: rows, of: 64) { range in
        mask.apply(rows: range, from: values, to: values)
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
