import CHDF5

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The buffer of a file in memory, kept past the file's closing.
///
/// The library's own way to copy a file out of memory (H5Fget_file_image) leaves a superblock of version 2 with a wrong
/// checksum in 1.10.8, and copies a file that is not closed yet. Here the library hands over its buffer at closing.
final class MemoryImage {
  /// What the library's callbacks work on; it has a fixed address for them.
  private struct Buffer {
    var start: UnsafeMutableRawPointer?
    var capacity = 0
  }
  private let buffer: UnsafeMutablePointer<Buffer>

  init() {
    buffer = .allocate(capacity: 1)
    buffer.initialize(to: Buffer())
  }

  /// Must not happen before the file is closed.
  deinit {
    free(buffer.pointee.start)
    buffer.deinitialize(count: 1)
    buffer.deallocate()
  }

  /// Makes a file access list use this buffer; to be called once.
  func install(in access: hid_t) -> Bool {
    var callbacks = H5FD_file_image_callbacks_t()
    callbacks.image_malloc = { size, _, _ in malloc(size) }
    callbacks.image_memcpy = { target, source, size, _, _ in
      guard let target, let source else { return nil }
      return memcpy(target, source, size)
    }
    callbacks.image_realloc = { old, size, _, context in
      guard let grown = realloc(old, size) else { return nil }
      if let context {
        context.assumingMemoryBound(to: Buffer.self).pointee.capacity = size
      }
      return grown
    }
    callbacks.image_free = { start, operation, context in
      guard operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE, let context else {
        free(start)
        return 0
      }
      let buffer = context.assumingMemoryBound(to: Buffer.self)
      // Creating a file over one on disk opens, reads and closes that one first: there may be a buffer already.
      free(buffer.pointee.start)
      buffer.pointee.start = start
      return 0
    }
    callbacks.udata_copy = { $0 }
    callbacks.udata_free = { _ in 0 }
    callbacks.udata = UnsafeMutableRawPointer(buffer)
    return H5Pset_file_image_callbacks(access, &callbacks) >= 0
  }

  /// The bytes of the closed file: the buffer up to the end that the superblock records.
  func bytes(of name: String) throws(HDF5Error) -> [UInt8] {
    let held = UnsafeRawBufferPointer(start: buffer.pointee.start, count: buffer.pointee.capacity)
    // Superblock of version 2 or 3: signature (8), version, size of addresses (8 here), size of lengths, flags, base
    // address, extension address, end of file.
    let endOffset = 28
    guard held.baseAddress != nil, held.count >= endOffset + 8, (2...3).contains(held[8]),
      held[9] == 8
    else {
      throw .mismatch(object: name, expected: "a closed file in memory", found: "none")
    }
    let stored = held.loadUnaligned(fromByteOffset: endOffset, as: UInt64.self)
    guard let end = Int(exactly: UInt64(littleEndian: stored)), end <= held.count else {
      throw .mismatch(object: name, expected: "the whole file in memory", found: "a part of it")
    }
    return [UInt8](held[..<end])
  }
}
