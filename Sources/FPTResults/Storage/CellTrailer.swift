import FPTDigest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The trailer behind the HDF5 content of a cell's file: the cell's summary, and a digest of the content.
///
/// To HDF5 a file ends where its superblock says, and what follows is no one's concern. The summary is read without HDF5, and damage is
/// found before libhdf5, which some of it brings down, meets the file. `docs/results-format.md` specifies the bytes.
struct CellTrailer: Hashable, Sendable {
  /// Bytes of a large array in the file, with the digest that its dataset has as `sha256`: they are hashed once.
  struct Extent: Hashable, Sendable {
    var offset: Int
    var byteCount: Int
    var digest: [UInt8]
  }

  /// An error in a trailer.
  struct Fault: Error {
    var place: String
    var expected: String
    var found: String
  }

  var summary: CellSummary
  /// Bytes of the HDF5 content.
  var byteCount: Int
  /// In the order of their offsets, apart from each other.
  var extents: [Extent]
  /// SHA-256 of the HDF5 content, in which each extent's digest stands in the place of its bytes.
  var digest: [UInt8]

  static let mark = Array("FPTCELL2".utf8)
  static let digestBytes = MessageHash.Function.sha256.byteCount
  /// Behind the fields: their length, their digest, the mark.
  static let footerBytes = 8 + digestBytes + mark.count
  /// A configuration, measures and extents take far less.
  static let mostBytes = 1 << 26

  /// The trailer of a file's content.
  ///
  /// - Complexity: hashes what is in no extent.
  init(of image: [UInt8], extents: [Extent], summary: CellSummary) {
    self.summary = summary
    byteCount = image.count
    let extents = extents.sorted { $0.offset < $1.offset }
    self.extents = extents
    var hash = MessageHash(.sha256)
    image.withUnsafeBytes { bytes in
      var position = 0
      for extent in extents {
        hash.add(UnsafeRawBufferPointer(rebasing: bytes[position..<extent.offset]))
        hash.update(extent.digest)
        position = extent.offset + extent.byteCount
      }
      hash.add(UnsafeRawBufferPointer(rebasing: bytes[position...]))
    }
    digest = hash.finalize().bytes
  }

  /// Keys and values, in order.
  var fields: [(key: String, value: String)] {
    summary.fields
      + [("bytes", "\(byteCount)"), ("sha256", Digest.hexadecimal(digest))]
      + extents.map {
        ("extent", "\($0.offset) \($0.byteCount) \(Digest.hexadecimal($0.digest))")
      }
  }

  /// The bytes that follow the content.
  var bytes: [UInt8] {
    let body = Self.body(of: fields)
    return body + Self.bytes(of: body.count) + Digest(.sha256, of: body).bytes + Self.mark
  }

  static func body(of fields: [(key: String, value: String)]) -> [UInt8] {
    var body = bytes(of: fields.count)
    for (key, value) in fields {
      for text in [key, value] { body += bytes(of: text.utf8.count) + Array(text.utf8) }
    }
    return body
  }

  private static func bytes(of count: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(count).littleEndian) { Array($0) }
  }
}

// MARK: Reading

extension CellTrailer {
  /// The trailer of a file; nil for one that has none.
  ///
  /// - Throws: `ResultFileError.damaged` where it is cut, or its digest does not hold; `.system` where the file cannot be read.
  /// - Complexity: reads a few kilobytes at the end of the file.
  static func read(_ path: String) throws(ResultFileError) -> CellTrailer? {
    try OpenFile.reading(path) { file throws(ResultFileError) in try read(file) }
  }

  /// Reads and checks the trailer and the file's content; nil if there is no trailer.
  ///
  /// - Throws: as ``read(_:)``.
  /// - Complexity: reads the file once, with a mebibyte of memory.
  static func holds(_ path: String) throws(ResultFileError) -> CellTrailer? {
    try OpenFile.reading(path) { file throws(ResultFileError) in
      guard let trailer = try read(file) else { return nil }
      try trailer.check(file)
      return trailer
    }
  }

  private static func read(_ file: OpenFile) throws(ResultFileError) -> CellTrailer? {
    guard file.byteCount >= footerBytes else { return nil }
    let footer = try file.bytes(at: file.byteCount - footerBytes, count: footerBytes)
    let place = "the trailer at its end"
    guard footer.suffix(mark.count).elementsEqual(mark) else {
      // A file may have none, but not a part of one.
      if let end = try file.endOfHDF5(), end < file.byteCount, try !ChecksumTrailer.isThere(file) {
        throw .damaged(
          path: file.path, place: place, expected: "a whole one, or none",
          found: "\(file.byteCount - end) bytes without its mark")
      }
      return nil
    }
    let length = footer.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: length), count <= min(mostBytes, file.byteCount - footerBytes)
    else {
      throw .damaged(
        path: file.path, place: place,
        expected: "at most \(min(mostBytes, file.byteCount - footerBytes)) bytes",
        found: "\(length)")
    }
    let start = file.byteCount - footerBytes - count
    let body = try file.bytes(at: start, count: count)
    let (stored, found) = (footer.dropFirst(8).prefix(digestBytes), Digest(.sha256, of: body))
    guard stored.elementsEqual(found.bytes) else {
      throw .damaged(
        path: file.path, place: place, expected: Digest.hexadecimal(stored),
        found: found.hexadecimal)
    }
    do throws(Fault) {
      let trailer = try CellTrailer(body)
      guard trailer.byteCount == start else {
        throw Fault(place: "bytes", expected: "\(start)", found: "\(trailer.byteCount)")
      }
      return trailer
    } catch {
      throw .damaged(
        path: file.path, place: "\(place), \(error.place)", expected: error.expected,
        found: error.found)
    }
  }

  private init(_ body: [UInt8]) throws(Fault) {
    var fields: [(key: String, value: String)] = []
    var position = 0
    func number() throws(Fault) -> Int {
      guard body.count - position >= 8 else {
        throw Fault(place: "byte \(position)", expected: "8 bytes", found: "the end")
      }
      let value = body[position..<position + 8].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      position += 8
      return Int(exactly: value) ?? .max
    }
    func text() throws(Fault) -> String {
      let (start, count) = (position, try number())
      guard count <= body.count - position else {
        throw Fault(place: "byte \(start)", expected: "a text", found: "one beyond the end")
      }
      let bytes = body[position..<position + count]
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Fault(place: "byte \(start)", expected: "UTF-8", found: "other bytes")
      }
      position += count
      return text
    }
    let count = try number()
    while fields.count < count {
      let key = try text()
      fields.append((key, try text()))
    }
    guard position == body.count else {
      throw Fault(place: "byte \(position)", expected: "the end", found: "more")
    }
    func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }
    summary = try CellSummary(fields: fields)
    guard let byteCount = value("bytes").flatMap({ Int($0) }), byteCount >= 0 else {
      throw Fault(place: "bytes", expected: "a number", found: value("bytes") ?? "nothing")
    }
    self.byteCount = byteCount
    digest = try Self.digest(value("sha256") ?? "", at: "sha256")
    extents = []
    for (_, value) in fields.filter({ $0.key == "extent" }) {
      let parts = value.split(separator: " ", omittingEmptySubsequences: false)
      let start = extents.last.map { $0.offset + $0.byteCount } ?? 0
      guard parts.count == 3, let offset = Int(parts[0]), let count = Int(parts[1]),
        offset >= start, offset <= byteCount, count >= 0, count <= byteCount - offset
      else {
        throw Fault(
          place: "extent", expected: "a part of the content from byte \(start) on",
          found: "`\(value)`")
      }
      extents.append(
        Extent(
          offset: offset, byteCount: count, digest: try Self.digest(parts[2], at: "extent")))
    }
  }

  private static func digest(
    _ text: some StringProtocol, at place: String
  ) throws(Fault) -> [UInt8] {
    guard let digest = Digest(hexadecimal: text, byteCount: digestBytes) else {
      throw Fault(place: place, expected: "64 hexadecimal digits", found: "`\(text)`")
    }
    return digest.bytes
  }

  /// Throws unless the content has the digests of the trailer.
  private func check(_ file: OpenFile) throws(ResultFileError) {
    var whole = MessageHash(.sha256)
    var position = 0
    for extent in extents {
      try file.add(position..<extent.offset, to: &whole)
      var hash = MessageHash(.sha256)
      position = extent.offset + extent.byteCount
      try file.add(extent.offset..<position, to: &hash)
      let found = hash.finalize().bytes
      if found != extent.digest {
        throw .damaged(
          path: file.path, place: "bytes \(extent.offset) to \(position)",
          expected: Digest.hexadecimal(extent.digest), found: Digest.hexadecimal(found))
      }
      whole.update(found)
    }
    try file.add(position..<byteCount, to: &whole)
    let found = whole.finalize().bytes
    if found != digest {
      throw .damaged(
        path: file.path, place: "its content", expected: Digest.hexadecimal(digest),
        found: Digest.hexadecimal(found))
    }
  }
}
