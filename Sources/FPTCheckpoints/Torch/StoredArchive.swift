/// A zip archive whose entries are stored as they are: where each lies in the file.
///
/// The end record, its 64-bit form, the central directory and the local headers are read (PKWARE's APPNOTE 6.3, sections 4.3 and
/// 4.5.3); compressed or encrypted entries, and those that reach beyond the file, are refused.
struct StoredArchive {
  /// Entries by name, each a range of the file.
  private(set) var entries: [String: Range<Int>] = [:]

  /// The most entries that are read.
  static let limit = 1 << 20

  init(_ file: UnsafeRawBufferPointer) throws(TorchProblem) {
    let bytes = LittleEndian(file)
    // The end record is the last thing in the file, but for a comment of up to 65,535 bytes.
    guard file.count >= 22,
      let end = (max(0, file.count - 65_557)...file.count - 22).reversed()
        .first(where: { bytes.uint32($0) == 0x0605_4B50 })
    else { throw .archive("it has no directory; it may be truncated") }
    var count = bytes.uint16(end + 10)
    var start = bytes.uint32(end + 16)
    if count == 0xFFFF || start == 0xFFFF_FFFF, let locator = bytes.offset(end - 20),
      bytes.uint32(locator) == 0x0706_4B50, let record = bytes.uint64(locator + 8),
      bytes.uint32(record) == 0x0606_4B50
    {
      count = bytes.uint64(record + 32)
      start = bytes.uint64(record + 48)
    }
    guard let count, let start, count <= Self.limit else {
      throw .archive("its directory is damaged")
    }
    var place = start
    for _ in 0..<count { place = try readEntry(at: place, of: bytes) }
  }

  /// Reads an entry of the directory and gives the place of the next.
  private mutating func readEntry(
    at place: Int, of bytes: LittleEndian
  ) throws(TorchProblem) -> Int {
    guard bytes.uint32(place) == 0x0201_4B50, let flags = bytes.uint16(place + 8),
      let method = bytes.uint16(place + 10), var size = bytes.uint32(place + 24),
      var local = bytes.uint32(place + 42), let nameLength = bytes.uint16(place + 28),
      let extraLength = bytes.uint16(place + 30), let commentLength = bytes.uint16(place + 32),
      let name = bytes.text(place + 46, count: nameLength)
    else { throw .archive("its directory is damaged") }
    // Sizes and places beyond 32 bits stand in a field of their own, in this order.
    var field = place + 46 + nameLength
    let fieldsEnd = field + extraLength
    while field + 4 <= fieldsEnd, let tag = bytes.uint16(field),
      let length = bytes.uint16(field + 2)
    {
      if tag == 1 {
        var value = field + 4
        for isWanted in [size == 0xFFFF_FFFF, bytes.uint32(place + 20) == 0xFFFF_FFFF]
        where isWanted {
          if value == field + 4, size == 0xFFFF_FFFF { size = bytes.uint64(value) ?? size }
          value += 8
        }
        if local == 0xFFFF_FFFF { local = bytes.uint64(value) ?? local }
      }
      field += 4 + length
    }
    guard method == 0, flags & 1 == 0 else {
      throw .archive("its entry `\(name)` is compressed or encrypted")
    }
    guard bytes.uint32(local) == 0x0403_4B50, let localName = bytes.uint16(local + 26),
      let localExtra = bytes.uint16(local + 28),
      let data = bytes.range(from: local + 30 + localName + localExtra, count: size)
    else { throw .archive("its entry `\(name)` reaches beyond the file; it may be truncated") }
    guard entries.updateValue(data, forKey: name) == nil else {
      throw .archive("it has two entries `\(name)`")
    }
    return place + 46 + nameLength + extraLength + commentLength
  }
}

/// Little-endian numbers of a file; nil beyond its ends.
struct LittleEndian {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// An offset that lies in the file.
  func offset(_ offset: Int) -> Int? { offset >= 0 && offset < bytes.count ? offset : nil }

  func range(from offset: Int, count: Int) -> Range<Int>? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      return nil
    }
    return offset..<offset + count
  }

  func uint16(_ offset: Int) -> Int? { number(offset, UInt16.self) }
  func uint32(_ offset: Int) -> Int? { number(offset, UInt32.self) }
  /// Nil as well for a number that an `Int` cannot hold.
  func uint64(_ offset: Int) -> Int? { number(offset, UInt64.self) }

  func text(_ offset: Int, count: Int) -> String? {
    range(from: offset, count: count).flatMap { String(validating: bytes[$0], as: UTF8.self) }
  }

  private func number<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, _ type: Stored.Type
  ) -> Int? {
    guard range(from: offset, count: MemoryLayout<Stored>.size) != nil else { return nil }
    return Int(exactly: Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
  }
}
