/// The examples of one step, side by side; its memory is reused from step to step.
package struct TaskBatch: Sendable {
  /// The most examples that it can hold.
  package let capacity: Int
  /// Examples that the last `load` wrote.
  package private(set) var examples = 0
  /// [capacity, tokens, width], row-major; empty for a task of symbols.
  package private(set) var vectors: [Float]
  /// [capacity, tokens]; empty for a task of vectors.
  package private(set) var symbols: [Int32]
  /// [capacity, predictions].
  package private(set) var labels: [Int32]

  /// Memory for up to `capacity` examples of a task.
  package init(for task: some SequenceTask, capacity: Int) {
    self.capacity = max(0, capacity)
    vectors = [Float](repeating: 0, count: self.capacity * task.vectorElements)
    symbols = [Int32](repeating: 0, count: self.capacity * task.symbolElements)
    labels = [Int32](repeating: 0, count: self.capacity * task.output.predictions)
  }

  /// Writes the examples with the given indices, in that order, and leaves the rest of the memory
  /// as it is.
  ///
  /// Indices beyond `capacity` are not loaded. Allocates nothing. `sampleIndex` is the global
  /// sample index of the first example, see ``TrainingOrder``; nil in evaluation.
  package mutating func load(
    _ indices: some Sequence<Int>, of split: TaskSplit, from task: some SequenceTask, seed: UInt64,
    sampleIndex: Int? = nil
  ) {
    examples = vectors.withUnsafeMutableBufferPointer { vectors in
      symbols.withUnsafeMutableBufferPointer { symbols in
        labels.withUnsafeMutableBufferPointer { labels in
          task.write(
            indices, of: split, seed: seed, sampleIndex: sampleIndex,
            to: ExampleSlot(vectors: vectors, symbols: symbols, labels: labels))
        }
      }
    }
  }
}

extension SequenceTask {
  /// Writes examples one behind the other, as many as the buffers hold.
  ///
  /// `sampleIndex` is the global sample index of the first example, see ``TrainingOrder``; nil in
  /// evaluation. The buffers are for a whole number of examples, such as a caller's own step memory.
  ///
  /// - Returns: how many examples were written.
  @discardableResult
  package func write(
    _ indices: some Sequence<Int>, of split: TaskSplit, seed: UInt64, sampleIndex: Int? = nil,
    to batch: ExampleSlot
  ) -> Int {
    let count = count(of: split)
    let (vectorStride, symbolStride) = (vectorElements, symbolElements)
    let labelStride = output.predictions
    var written = 0
    for index in indices {
      let labels = labelStride * written..<labelStride * (written + 1)
      let vectors = vectorStride * written..<vectorStride * (written + 1)
      let symbols = symbolStride * written..<symbolStride * (written + 1)
      guard labels.upperBound <= batch.labels.count, vectors.upperBound <= batch.vectors.count,
        symbols.upperBound <= batch.symbols.count
      else { break }
      let slot = ExampleSlot(
        vectors: UnsafeMutableBufferPointer(rebasing: batch.vectors[vectors]),
        symbols: UnsafeMutableBufferPointer(rebasing: batch.symbols[symbols]),
        labels: UnsafeMutableBufferPointer(rebasing: batch.labels[labels]))
      let epoch = sampleIndex.map { TrainingOrder.epoch(at: $0 &+ written, count: count) }
      write(index, of: split, seed: seed, epoch: epoch, to: slot)
      written += 1
    }
    return written
  }

  /// The examples an evaluation reads: the whole split, or its first `batches` batches.
  ///
  /// A split without end needs a number of batches; without one it gives none.
  package func evaluationExamples(
    of split: TaskSplit, batches: Int? = nil, batchSize: Int
  ) -> Range<Int> {
    let available = count(of: split)
    guard let batches else { return 0..<(available ?? 0) }
    let (wanted, overflow) = max(0, batches).multipliedReportingOverflow(by: max(0, batchSize))
    return 0..<min(overflow ? .max : wanted, available ?? .max)
  }
}
