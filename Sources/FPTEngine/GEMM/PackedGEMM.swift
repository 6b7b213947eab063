/// The operands of a GEMM with every B packed.
struct PackedOperands {
  /// One summand A · B.
  struct Pair {
    let a: MatrixOperand
    let b: PackedB
    let k: Int
  }

  let pairs: [Pair]

  /// Computes C (+)= Σ A · B in one tile.
  ///
  /// - Parameters:
  ///   - tile: the tile.
  ///   - target: all of C.
  ///   - kernels: the context's.
  ///   - scratch: `scratchSize` floats for packed blocks of A.
  func gemm(
    _ tile: Tile, into target: MatrixTarget, _ kernels: GEMMKernels,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var accumulates = target.accumulates
    for pair in pairs {
      for block in KBlocks(of: pair.k) {
        var a = pair.a.from(row: tile.rows.lowerBound, column: block.lowerBound)
        if a.isWorthPacking(tile, k: block.count) {
          kernels.packA(a, rows: tile.rows.count, k: block.count, into: scratch)
          a = MatrixOperand(scratch, stride: block.count)
        }
        pair.b.gemm(
          rows: tile.rows.count, a: a, kRange: block, columns: tile.columns,
          into: MatrixTarget(
            target.pointer + tile.rows.lowerBound * target.stride + tile.columns.lowerBound,
            stride: target.stride, accumulates: accumulates))
        accumulates = true
      }
    }
  }

  /// Floats of scratch memory for a tile of this many rows.
  func scratchSize(rows: Int) -> Int {
    pairs.contains { $0.a.isTransposed } ? rows * KBlocks.largest : 0
  }
}

extension MatrixOperand {
  /// Whether A is better packed row by row first.
  ///
  /// A column of a transposed A is contiguous, but every step of K is on another page.
  fileprivate func isWorthPacking(_ tile: Tile, k: Int) -> Bool {
    isTransposed && k >= 64 && tile.columns.count >= 96 && tile.rows.count >= 16
  }
}

extension ComputeContext {
  /// Computes C = Σ A · B with the engine's own GEMM.
  ///
  /// All threads pack every B that is not cached; then all threads read it.
  func gemmPacking(
    rows: Int, columns: Int, operands: [GEMMOperands],
    into target: MatrixTarget, epilogue: ((Tile) -> Void)?
  ) {
    let cached = operands.map { operand in
      operand.cache.flatMap {
        $0.weights.packed(operand.b, $0.key, k: operand.k, columns: columns, self)
      }
    }
    let size = operands.indices.reduce(0) {
      cached[$1] == nil ? $0 + PackedB.size(k: operands[$1].k, columns: columns) : $0
    }
    let memory = memory.take(size)
    var place = memory.pointer
    let packed = PackedOperands(
      pairs: operands.indices.map { index in
        let operand = operands[index]
        if let b = cached[index] { return .init(a: operand.a, b: b, k: operand.k) }
        let b = PackedB(at: place, k: operand.k, columns: columns, gemmKernels)
        place += PackedB.size(k: operand.k, columns: columns)
        pack(b, operand.b, k: operand.k, columns: columns)
        return .init(a: operand.a, b: b, k: operand.k)
      })
    // The packed operands point into `memory`.
    withExtendedLifetime(memory) {
      gemm(packed, rows: rows, columns: columns, into: target, epilogue: epilogue)
    }
  }

  /// Computes C = Σ A · B with every B packed.
  func gemm(
    _ operands: PackedOperands, rows: Int, columns: Int, into target: MatrixTarget,
    epilogue: ((Tile) -> Void)? = nil
  ) {
    let partition = WorkPartition(
      rows: rows, columns: columns,
      k: operands.pairs.reduce(0) { $0 + $1.k },
      threads: workers.threads, rowMultiple: gemmKernels.rows)
    let scratchSize = operands.scratchSize(rows: partition.rows)
    parallel(partition.count, scratch: scratchSize) { index, scratch in
      let tile = partition.tile(index)
      operands.gemm(tile, into: target, gemmKernels, scratch: scratch)
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
}
