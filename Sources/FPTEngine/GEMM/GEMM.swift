import CKernels

/// One operand of a GEMM, A or B: a row-major matrix in memory, read as it is or transposed.
struct MatrixOperand {
  /// The first number in memory.
  private let start: UnsafeRawPointer
  /// Numbers in memory before the first of the operand.
  private let first: Int
  /// What the numbers are; those of A are float32.
  let elementType: ElementType
  /// Numbers from one row in memory to the next.
  let stride: Int
  let isTransposed: Bool

  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, isTransposed: Bool = false) {
    self.init(pointer, of: .float32, stride: stride, isTransposed: isTransposed)
  }

  init(_ pointer: UnsafePointer<Float>, stride: Int, isTransposed: Bool) {
    self.init(pointer, of: .float32, stride: stride, isTransposed: isTransposed)
  }

  init(
    _ start: UnsafeRawPointer, first: Int = 0, of elementType: ElementType, stride: Int,
    isTransposed: Bool
  ) {
    self.start = start
    self.first = first
    self.elementType = elementType
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The first float of a matrix of float32.
  var pointer: UnsafePointer<Float> {
    precondition(elementType == .float32, "only B is of other numbers than floats")
    return start.assumingMemoryBound(to: Float.self) + first
  }

  /// The same in C.
  var matrix: fpt_stored_matrix {
    fpt_stored_matrix(
      values: start, first: first, element: elementType.element, stride: stride,
      is_transposed: isTransposed)
  }

  /// The operand without the rows and columns before these, counted after transposition.
  func from(row: Int = 0, column: Int = 0) -> MatrixOperand {
    let place = isTransposed ? column * stride + row : row * stride + column
    return MatrixOperand(
      start, first: first + place, of: elementType, stride: stride, isTransposed: isTransposed)
  }
}

/// The C of a GEMM: where the result is written.
struct MatrixTarget {
  let pointer: UnsafeMutablePointer<Float>
  let stride: Int
  /// Whether the result is added to C instead of replacing it.
  let accumulates: Bool

  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool = false) {
    self.pointer = pointer
    self.stride = stride
    self.accumulates = accumulates
  }
}

/// One summand A · B of a GEMM: `a` is [rows, k], `b` is [k, columns].
struct GEMMOperands {
  let a: MatrixOperand
  let b: MatrixOperand
  let k: Int
  /// The cache of packed copies of B, if B is a frozen weight.
  var cache: (weights: PackedWeightCache, key: PackedWeightCache.Key)?
}

/// The extents of one GEMM: [rows, k] · [k, columns].
public struct GEMMShape: Sendable, Hashable {
  /// Rows of A and C; M in BLAS.
  public let rows: Int
  /// Columns of B and C; N in BLAS.
  public let columns: Int
  /// Columns of A and rows of B; K in BLAS.
  public let k: Int
}

/// A tile of C.
struct Tile {
  let rows: Range<Int>
  let columns: Range<Int>
}

extension ComputeContext {
  /// Computes C [rows, columns] = Σ A · B over the operands.
  ///
  /// All threads pack every B that is not cached; then all threads multiply, a tile at a time.
  ///
  /// - Parameters:
  ///   - rows: rows of C.
  ///   - columns: columns of C.
  ///   - operands: the summands.
  ///   - target: C.
  ///   - epilogue: called for each tile when it is complete, on the thread that computed it, while it is in that thread's cache.
  func gemm(
    rows: Int, columns: Int, operands: [GEMMOperands], into target: MatrixTarget,
    epilogue: ((Tile) -> Void)? = nil
  ) {
    var memories: [Buffer] = []
    let packed = operands.map { operand in
      if let cache = operand.cache,
        let b = cache.weights.packed(operand.b, cache.key, k: operand.k, columns: columns, self)
      {
        return b
      }
      let buffer = memory.take(PackedB.size(k: operand.k, columns: columns, gemmKernels))
      memories.append(buffer)
      let b = PackedB(at: buffer.pointer, k: operand.k, columns: columns, gemmKernels)
      pack(b, operand.b, k: operand.k, columns: columns)
      return b
    }
    // The packed operands point into `memories`.
    withExtendedLifetime(memories) {
      gemm(
        rows: rows, columns: columns,
        operands: zip(operands, packed).map { (a: $0.a, k: $0.k, b: $1) }, into: target,
        epilogue: epilogue)
    }
  }

  /// Computes C = Σ A · B with every B packed.
  func gemm(
    rows: Int, columns: Int, operands: [(a: MatrixOperand, k: Int, b: PackedB)],
    into target: MatrixTarget, epilogue: ((Tile) -> Void)? = nil
  ) {
    for operand in operands { count(GEMMShape(rows: rows, columns: columns, k: operand.k)) }
    let partition = WorkPartition(
      rows: rows, columns: columns, k: operands.reduce(0) { $0 + $1.k }, threads: workers.threads,
      rowMultiple: gemmKernels.rows)
    parallel(partition.count) { index in
      let tile = partition.tile(index)
      let c = target.pointer + tile.rows.lowerBound * target.stride + tile.columns.lowerBound
      var accumulates = target.accumulates
      for (a, _, b) in operands {
        b.gemm(
          rows: tile.rows.count, a: a.from(row: tile.rows.lowerBound), columns: tile.columns,
          into: MatrixTarget(c, stride: target.stride, accumulates: accumulates))
        accumulates = true
      }
      epilogue?(tile)
    }
  }

  /// Packs a whole B, with all threads if it is large.
  func pack(_ packed: PackedB, _ b: MatrixOperand, k: Int, columns: Int) {
    let isShared = k * columns >= 1 << 15
    parallel(chunks: columns, of: isShared ? 4 * PackedB.panelWidth : max(1, columns)) {
      packed.pack(b, columns: $0)
    }
  }

  /// Counts the operations of a GEMM and, in a measuring context, its shape.
  private func count(_ shape: GEMMShape) {
    matmulOperations += 2 * shape.rows * shape.columns * shape.k
    if isMeasuring { matmulShapes[shape, default: 0] += 1 }
  }
}
