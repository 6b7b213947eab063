import CHDF5

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Carries arrays of texts in and out of the library, which knows them as arrays of C strings.
enum TextTransfer {
  static func write(
    _ texts: [String], of object: String, _ operation: String,
    _ body: (UnsafeRawPointer?) -> herr_t
  ) throws(HDF5Error) {
    if texts.isEmpty { return }
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      if text.utf8.contains(0) {
        throw .invalidText(object: object, reason: "a text contains NUL, which HDF5 cannot store")
      }
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
    try Library.call(operation, on: object) {
      bytes.withUnsafeBufferPointer { buffer -> herr_t in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
        return pointers.withUnsafeBytes { body($0.baseAddress) }
      }
    }
  }

  /// Reads `count` texts; `reclaim` gives back what the library allocated for them.
  static func read(
    _ count: Int, of object: String, _ operation: String,
    _ body: (UnsafeMutableRawPointer?) -> herr_t,
    reclaim: (UnsafeMutableRawPointer?) -> herr_t = { _ in 0 }
  ) throws(HDF5Error) -> [String] {
    var texts: [String?] = []
    try Library.call(operation, on: object) {
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      let status = pointers.withUnsafeMutableBytes { body($0.baseAddress) }
      guard status >= 0 else { return status }
      // The library gives an empty text as no text at all.
      texts = pointers.map { pointer in
        guard let pointer else { return "" }
        return String(validatingCString: pointer)
      }
      return pointers.withUnsafeMutableBytes { reclaim($0.baseAddress) }
    }
    var valid: [String] = []
    valid.reserveCapacity(count)
    for text in texts {
      guard let text else { throw .invalidText(object: object, reason: "bytes that are none") }
      valid.append(text)
    }
    return valid
  }
}

/// Memory for the texts of one read: at most so much, and freed together, whether the read succeeds or not.
final class TextArena {
  private struct Contents {
    var left: Int
    var isExhausted = false
    var blocks: [UnsafeMutableRawPointer] = []
  }
  private let contents: UnsafeMutablePointer<Contents>

  init(limit: Int) {
    contents = .allocate(capacity: 1)
    contents.initialize(to: Contents(left: limit))
  }

  deinit {
    for block in contents.pointee.blocks { free(block) }
    contents.deinitialize(count: 1)
    contents.deallocate()
  }

  /// Whether an allocation was refused because of the limit.
  var isExhausted: Bool { contents.pointee.isExhausted }

  /// Makes reads with this transfer list allocate here.
  func install(in transfer: hid_t) -> Bool {
    H5Pset_vlen_mem_manager(
      transfer,
      { size, context in
        guard let contents = context?.assumingMemoryBound(to: Contents.self) else { return nil }
        guard size <= contents.pointee.left, let block = malloc(max(size, 1)) else {
          contents.pointee.isExhausted = true
          return nil
        }
        contents.pointee.left -= size
        contents.pointee.blocks.append(block)
        return block
      }, contents,
      // Blocks are freed with the arena.
      { _, _ in }, contents) >= 0
  }
}
