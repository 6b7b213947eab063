/// The elements of a strided view, copied one behind the other.
final class GatheredBytes: Sendable {
  /// Immutable from here on, for as long as the object lives.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Copies the elements of a view, whose bytes go from its first element to its last.
  ///
  /// Shape and strides are in elements, outermost first; the reader of the file made sure that they
  /// stay within `source`. An element has `size` bytes.
  ///
  /// - Complexity: O(elements).
  init(_ source: UnsafeRawBufferPointer, shape: [Int], strides: [Int], size: Int) {
    let count = shape.reduce(1, *)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count * size, alignment: 64)
    var index = [Int](repeating: 0, count: shape.count)
    var offset = 0
    for place in 0..<count {
      let element = source[offset * size..<(offset + 1) * size]
      UnsafeMutableRawBufferPointer(rebasing: memory[place * size..<(place + 1) * size])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: element))
      // The next index, the innermost extent first.
      for axis in shape.indices.reversed() {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= index[axis] * strides[axis]
        index[axis] = 0
      }
    }
    bytes = UnsafeRawBufferPointer(memory)
  }

  deinit { bytes.deallocate() }
}
