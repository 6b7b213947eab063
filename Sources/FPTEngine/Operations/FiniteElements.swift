extension ComputeContext {
  /// The first element that is infinite or NaN, as float32, and its index in row-major order; nil if all are finite.
  ///
  /// - Complexity: O(elements), about as fast as they are read from memory.
  public func firstNonFinite(in tensor: Tensor) -> (index: Int, value: Float)? {
    let size = 1 << 14
    let count = tensor.count
    let chunks = (count + size - 1) / size
    let numbers = tensor.buffer.start
    let type = tensor.elementType
    // A sum that is finite has finite terms; others are looked at one by one.
    let sums = uninitialized([chunks])
    let target = sums.pointer
    parallel(chunks, scratch: size) { [kernels] chunk, scratch in
      let first = chunk * size
      let part = min(size, count - first)
      kernels.pointee.widen(numbers, type.element, first, scratch, part)
      target[chunk] = kernels.pointee.sum(scratch, part)
    }
    if isMeasuring { return nil }
    var floats = [Float](repeating: 0, count: size)
    for chunk in 0..<chunks where !sums.elements[chunk].isFinite {
      let first = chunk * size
      let part = min(size, count - first)
      kernels.pointee.widen(numbers, type.element, first, &floats, part)
      if let place = floats[..<part].firstIndex(where: { !$0.isFinite }) {
        return (first + place, floats[place])
      }
    }
    return nil
  }
}
