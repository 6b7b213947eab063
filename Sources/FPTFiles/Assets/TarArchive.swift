import CZlib
import Foundation

/// Takes single files out of a gzipped tar archive that is not trusted.
///
/// Names inside only decide whether a file is wanted; where it is written is the caller's choice alone. Links, devices and whatever
/// else an archive may hold are passed over. The archive is read once, a chunk at a time.
struct TarArchive {
  /// A file that is wanted: its name inside, where it goes, and the most bytes it may have.
  struct Wanted: Sendable, Hashable {
    var name: String
    var destination: String
    var sizeLimit: Int
  }

  private static let block = 512
  /// The longest name an archive may spell out in a record of its own.
  private static let nameLimit = 4_096

  let path: String

  /// Writes the wanted files.
  ///
  /// - Throws: `TransferError`. Files written before the failure stay where they are.
  func extract(_ wanted: [Wanted]) throws(TransferError) {
    guard let stream = gzopen(path, "rb") else {
      throw .system(operation: "open \(path)", reason: String(cString: strerror(errno)))
    }
    defer { gzclose_r(stream) }
    gzbuffer(stream, 1 << 18)
    var reader = Reader(stream: stream)
    var missing = Dictionary(wanted.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var spelledName: String?
    while !missing.isEmpty, let header = try reader.header() {
      switch header.kind {
      case UInt8(ascii: "0"), 0:
        let name = Self.normalized(spelledName ?? header.name)
        if let file = missing.removeValue(forKey: name) {
          guard header.size <= file.sizeLimit else {
            throw .archive(.tooLarge(name: name, limit: file.sizeLimit))
          }
          try reader.copy(header.size, to: file.destination)
        } else {
          try reader.skip(header.size)
        }
        spelledName = nil
      case UInt8(ascii: "L"):
        // GNU tar: the contents are the name of the next entry.
        let text = try reader.text(header.size, limit: Self.nameLimit)
        spelledName = String(text.prefix { $0 != "\0" })
      case UInt8(ascii: "x"):
        let text = try reader.text(header.size, limit: 1 << 20)
        spelledName = Self.path(inExtendedHeader: text) ?? spelledName
      default:
        try reader.skip(header.size)
        spelledName = nil
      }
    }
    if let name = wanted.map(\.name).first(where: { missing[$0] != nil }) {
      throw .archive(.missing(name: name))
    }
  }

  private static func normalized(_ name: String) -> String {
    name.hasPrefix("./") ? String(name.dropFirst(2)) : name
  }

  /// The `path` record of a POSIX extended header: lines of `LENGTH KEY=VALUE`.
  private static func path(inExtendedHeader text: String) -> String? {
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { continue }
      let record = line[line.index(after: space)...]
      if record.hasPrefix("path=") { return String(record.dropFirst(5)) }
    }
    return nil
  }

  private struct Header {
    var name: String
    var size: Int
    var kind: UInt8
  }

  private struct Reader {
    let stream: gzFile
    var chunk = [UInt8](repeating: 0, count: 1 << 16)

    init(stream: gzFile) { self.stream = stream }

    /// Reads up to `count` bytes into `chunk`; fewer only at the end of the archive.
    private mutating func read(_ count: Int) throws(TransferError) -> Int {
      let result = gzread(stream, &chunk, UInt32(count))
      var status: Int32 = 0
      let message = gzerror(stream, &status)
      guard result >= 0, status == Z_OK || status == Z_STREAM_END else {
        throw .archive(.damaged(message.map { String(cString: $0) } ?? "zlib error \(status)"))
      }
      return Int(result)
    }

    private mutating func readWhole(_ count: Int) throws(TransferError) {
      guard try read(count) == count else { throw .archive(.truncated) }
    }

    /// The next entry; nil at the archive's end, which is a block of zeros.
    mutating func header() throws(TransferError) -> Header? {
      let count = try read(TarArchive.block)
      if count == 0 { return nil }
      guard count == TarArchive.block else { throw .archive(.truncated) }
      let block = chunk[..<TarArchive.block]
      if block.allSatisfy({ $0 == 0 }) { return nil }
      // The checksum counts its own field as spaces.
      let sum = block.indices.reduce(0) {
        $0 + ((148..<156).contains($1) ? 32 : Int(block[$1]))
      }
      guard Self.octal(block[148..<156]) == sum, let size = Self.octal(block[124..<136]) else {
        throw .archive(.damaged("a header that is none"))
      }
      var name = Self.text(block[0..<100])
      let prefix = Self.text(block[345..<500])
      if Self.text(block[257..<262]) == "ustar", !prefix.isEmpty { name = "\(prefix)/\(name)" }
      return Header(name: name, size: size, kind: block[156])
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
      String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
      let digits = text(field).trimmingCharacters(in: .whitespaces)
      return Int(digits, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Passes `size` bytes, and the rest of their last block, to `body`.
    private mutating func forEachChunk(
      _ size: Int, _ body: (ArraySlice<UInt8>) throws(TransferError) -> Void
    ) throws(TransferError) {
      var rest = size
      while rest > 0 {
        let count = min(rest, chunk.count)
        try readWhole(count)
        try body(chunk[..<count])
        rest -= count
      }
      let padding = size % TarArchive.block
      if padding > 0 { try readWhole(TarArchive.block - padding) }
    }

    mutating func skip(_ size: Int) throws(TransferError) {
      try forEachChunk(size) { (_) throws(TransferError) in }
    }

    mutating func text(_ size: Int, limit: Int) throws(TransferError) -> String {
      guard size <= limit else { throw .archive(.tooLarge(name: "a name", limit: limit)) }
      var bytes: [UInt8] = []
      try forEachChunk(size) { (chunk) throws(TransferError) in bytes += chunk }
      return String(decoding: bytes, as: UTF8.self)
    }

    mutating func copy(_ size: Int, to path: String) throws(TransferError) {
      // Whatever is at the destination is replaced, never written through.
      unlink(path)
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw .system(operation: "write \(path)", reason: String(cString: strerror(errno)))
      }
      defer { close(descriptor) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
      try forEachChunk(size) { (chunk) throws(TransferError) in
        do { try file.write(contentsOf: chunk) } catch {
          throw .system(operation: "write \(path)", reason: error.localizedDescription)
        }
      }
    }
  }
}

/// What is wrong with an archive.
package enum ArchiveProblem: Error, Sendable, Hashable, CustomStringConvertible {
  case truncated
  /// zlib's words, or what is wrong with the tar inside.
  case damaged(String)
  case missing(name: String)
  case tooLarge(name: String, limit: Int)

  package var description: String {
    switch self {
    case .truncated: "the archive ends in the middle"
    case .damaged(let detail): "the archive is damaged (\(detail))"
    case .missing(let name): "the archive holds no file \(name)"
    case .tooLarge(let name, let limit): "in the archive, \(name) has more than \(limit) bytes"
    }
  }
}
