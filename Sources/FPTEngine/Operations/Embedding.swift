import CKernels

extension Tape {
  /// Returns the rows of a table, one for each token.
  ///
  /// The gradient is summed token by token, in order.
  ///
  /// - Parameters:
  ///   - table: [vocabulary, width]
  ///   - tokens: examples · tokens numbers below the vocabulary, row-major.
  ///   - examples: the number of examples.
  /// - Returns: [examples, tokens, width]
  public func embedding(_ table: Variable, tokens: [Int32], examples: Int) -> Variable {
    let width = table.value.width
    precondition(
      tokens.allSatisfy { $0 >= 0 && Int($0) < table.value.rows }, "tokens that are in the table")
    let output = Variable(
      context.uninitialized([examples, tokens.count / max(1, examples), width]),
      requiresGradient: table.requiresGradient)
    let source = table.value.pointer
    let target = output.value.pointer
    context.parallel(chunks: tokens.count, of: 64) { range in
      for place in range {
        (target + place * width).update(from: source + Int(tokens[place]) * width, count: width)
      }
    }
    guard let outputSlot = output.slot, let slot = table.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let (sum, accumulates) = slot.destination(in: context)
      if !accumulates { context.clear(sum) }
      context.parallel(chunks: width, of: 64) { columns in
        let first = columns.lowerBound
        context.kernels.pointee.add_to_rows(
          sum.pointer + first, tokens, gradient.pointer + first, tokens.count, width,
          columns.count)
      }
    }
    return output
  }

  /// Computes y = x + positions[first..<first + tokens] (+ segments[0]), the input of a transformer.
  ///
  /// - Parameters:
  ///   - x: [examples, tokens, width]
  ///   - positions: [at least first + tokens, width]
  ///   - firstPosition: the row of the first token; RoBERTa's tables begin with rows that no token uses.
  ///   - segments: BERT's token-type table [types, width], of which every token has type 0; nil for none.
  /// - Returns: [examples, tokens, width]
  public func addingPositions(
    _ x: Variable, positions: Variable, firstPosition: Int = 0, segments: Variable? = nil
  ) -> Variable {
    let (examples, tokens, width) = (x.shape[0], x.shape[1], x.shape[2])
    precondition(
      positions.value.rows >= tokens && positions.value.width == width,
      "a position for every token")
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || positions.requiresGradient
        || segments?.requiresGradient == true)
    let source = x.value.pointer
    let target = output.value.pointer
    let skipped = firstPosition * width
    let table = positions.value.pointer + skipped
    let segment = segments?.value.pointer
    context.parallel(chunks: examples * tokens, of: 64) { range in
      let first = range.lowerBound
      context.kernels.pointee.add_positions(
        source + first * width, target + first * width, table,
        segment.map { UnsafePointer($0) }, first, range.count, tokens, width)
    }
    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, positions: positions.slot, segments: segments?.slot)
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.positions {
        let (sum, accumulates) = slot.destination(in: context)
        if !accumulates { context.clear(sum) }
        sumRows(
          gradient.pointer, rows: examples, width: tokens * width, stride: tokens * width,
          into: sum.pointer + skipped, accumulates: true, context)
      }
      if let slot = slots.segments {
        let (sum, accumulates) = slot.destination(in: context)
        if !accumulates { context.clear(sum) }
        sumRows(
          gradient.pointer, rows: examples * tokens, width: width, stride: width,
          into: sum.pointer, accumulates: true, context)
      }
      slots.x?.adopt(gradient, in: context)
    }
    return output
  }
}
