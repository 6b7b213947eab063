import HDF5

/// A kind of file that is recognized by its first bytes, whatever its name.
public enum FileKind: Sendable, Hashable, CaseIterable {
  case gzip, zip, bzip2, xz, zstd, lz4, sevenZip, rar, tar
  case parquet, arrow, feather, orc, avro
  case hdf5, netCDF3, numpy, matlab, sqlite, pickle
  case pdf, richText, office, png, jpeg, gif, executable
  case utf16LittleEndian, utf16BigEndian, utf32LittleEndian, utf32BigEndian
  case lfsPointer, webPage, xml, gguf

  /// The kinds that begin with fixed bytes.
  ///
  /// The marks of UTF-32 begin as those of UTF-16 do and stand before them.
  private static let signatures: [(kind: FileKind, bytes: [UInt8])] = [
    (.gzip, [0x1F, 0x8B]), (.zip, [0x50, 0x4B, 0x03, 0x04]), (.zip, [0x50, 0x4B, 0x05, 0x06]),
    (.bzip2, Array("BZh".utf8)), (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.lz4, [0x04, 0x22, 0x4D, 0x18]),
    (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), (.rar, Array("Rar!\u{1A}".utf8)),
    (.parquet, Array("PAR1".utf8)), (.arrow, Array("ARROW1\0".utf8)),
    (.feather, Array("FEA1".utf8)),
    (.orc, Array("ORC".utf8)), (.avro, [0x4F, 0x62, 0x6A, 0x01]),
    (.hdf5, HDF5.File.signature),
    (.netCDF3, Array("CDF\u{01}".utf8)), (.netCDF3, Array("CDF\u{02}".utf8)),
    (.netCDF3, Array("CDF\u{05}".utf8)), (.numpy, [0x93] + Array("NUMPY".utf8)),
    (.matlab, Array("MATLAB 5.0 MAT-file".utf8)), (.sqlite, Array("SQLite format 3\0".utf8)),
    (.pickle, [0x80, 0x02]), (.pickle, [0x80, 0x03]), (.pickle, [0x80, 0x04]),
    (.pickle, [0x80, 0x05]), (.pdf, Array("%PDF-".utf8)), (.richText, Array("{\\rtf".utf8)),
    (.office, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    (.png, [0x89, 0x50, 0x4E, 0x47]), (.jpeg, [0xFF, 0xD8, 0xFF]), (.gif, Array("GIF87a".utf8)),
    (.gif, Array("GIF89a".utf8)),
    (.executable, [0x7F, 0x45, 0x4C, 0x46]),
    (.utf32LittleEndian, [0xFF, 0xFE, 0x00, 0x00]), (.utf32BigEndian, [0x00, 0x00, 0xFE, 0xFF]),
    (.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
    (.gguf, Array("GGUF".utf8)),
    (.lfsPointer, Array("version https://git-lfs.github.com/spec/".utf8)),
  ]

  /// Recognizes a file by its bytes, at least its first kibibyte.
  ///
  /// Nil for what begins as no kind that is known here, such as a text.
  package init?(of bytes: UnsafeRawBufferPointer) {
    if let found = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) {
      // A few letters may begin a text as well: their formats go on, or end, with what no text has.
      switch found.kind {
      case .bzip2 where bytes.count < 4 || !(0x31...0x39).contains(bytes[3]): return nil
      case .parquet, .feather, .orc, .gguf:
        guard bytes.suffix(16).contains(0) || bytes.prefix(1_024).contains(0) else { return nil }
      default: break
      }
      self = found.kind
      return
    }
    if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) {
      self = .tar
    } else if let page = Self.markup(bytes) {
      self = page
    } else if let wide = Self.unmarkedUnicode(bytes) {
      self = wide
    } else {
      return nil
    }
  }

  private static func markup(_ bytes: UnsafeRawBufferPointer) -> FileKind? {
    let start = String(decoding: bytes.prefix(256), as: UTF8.self).lowercased()
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .webPage }
    return start.hasPrefix("<?xml") ? .xml : nil
  }

  /// UTF-16 or UTF-32 without a mark at its beginning, told by where NUL bytes stand: beside every character of ASCII.
  private static func unmarkedUnicode(_ bytes: UnsafeRawBufferPointer) -> FileKind? {
    let sample = bytes.prefix(4_096).prefix { _ in true }
    let count = sample.count / 4 * 4
    guard count >= 8 else { return nil }
    var zeros = [0, 0, 0, 0]
    for place in 0..<count where sample[place] == 0 { zeros[place % 4] += 1 }
    let quarter = count / 4
    // Some characters are not ASCII, and these have no NUL there.
    func most(_ places: Int...) -> Bool { places.allSatisfy { 10 * zeros[$0] >= 7 * quarter } }
    func few(_ places: Int...) -> Bool { places.allSatisfy { 50 * zeros[$0] <= quarter } }
    if most(1, 2, 3) && few(0) { return .utf32LittleEndian }
    if most(0, 1, 2) && few(3) { return .utf32BigEndian }
    if most(1, 3) && few(0, 2) { return .utf16LittleEndian }
    if most(0, 2) && few(1, 3) { return .utf16BigEndian }
    return nil
  }
}

extension FileKind {
  /// What a file of this kind is called in a message.
  package var words: String {
    switch self {
    case .gzip: "gzip data"
    case .zip: "a zip archive (.zip, .docx, .xlsx, .npz and others are)"
    case .bzip2: "bzip2 data"
    case .xz: "xz data"
    case .zstd: "Zstandard data"
    case .lz4: "LZ4 data"
    case .sevenZip: "a 7z archive"
    case .rar: "a RAR archive"
    case .tar: "a tar archive"
    case .parquet: "a Parquet table"
    case .arrow, .feather: "an Arrow table"
    case .orc: "an ORC table"
    case .avro: "an Avro file"
    case .hdf5: "an HDF5 file"
    case .netCDF3: "a netCDF file of version 3"
    case .numpy: "a NumPy array (.npy)"
    case .matlab: "a MATLAB file of version 5"
    case .sqlite: "an SQLite database"
    case .pickle: "a Python pickle"
    case .pdf: "a PDF document"
    case .richText: "a rich text document"
    case .office: "a document of Microsoft Office"
    case .png: "a PNG image"
    case .jpeg: "a JPEG image"
    case .gif: "a GIF image"
    case .executable: "an executable program"
    case .utf16LittleEndian: "text in UTF-16 (little-endian)"
    case .utf16BigEndian: "text in UTF-16 (big-endian)"
    case .utf32LittleEndian: "text in UTF-32 (little-endian)"
    case .utf32BigEndian: "text in UTF-32 (big-endian)"
    case .lfsPointer: "a Git LFS pointer, which stands for a file that was not fetched"
    case .webPage: "a web page"
    case .xml: "XML"
    case .gguf: "a GGUF file"
    }
  }

  /// What to do about it, where something else is expected.
  package var remedy: String {
    switch self {
    case .gzip: "inflate it with `gunzip`"
    case .zip: "unpack it with `unzip`"
    case .bzip2: "unpack it with `bunzip2`"
    case .xz: "unpack it with `unxz`"
    case .zstd: "unpack it with `unzstd`"
    case .lz4: "unpack it with `unlz4`"
    case .sevenZip, .rar: "unpack it with `7z x`"
    case .tar: "unpack it with `tar xf`"
    case .parquet:
      "convert it, as by `pandas.read_parquet(…).to_json(…, orient=\"records\", lines=True)`"
    case .arrow, .feather:
      "convert it, as by `pandas.read_feather(…).to_json(…, orient=\"records\", lines=True)`"
    case .orc, .avro, .sqlite, .pickle, .hdf5, .netCDF3, .numpy, .matlab:
      "store what is meant in it as text"
    case .pdf: "take its text out with `pdftotext`"
    case .richText, .office: "save it as plain text"
    case .png, .jpeg, .gif, .executable: "name another file"
    case .utf16LittleEndian: Self.recode("UTF-16LE")
    case .utf16BigEndian: Self.recode("UTF-16BE")
    case .utf32LittleEndian: Self.recode("UTF-32LE")
    case .utf32BigEndian: Self.recode("UTF-32BE")
    case .lfsPointer: "fetch it with `git lfs pull`"
    case .webPage: "download the file that the page leads to"
    case .xml: "download the file again, if this tells why a download failed"
    case .gguf: "save the model as safetensors, dequantized"
    }
  }

  private static func recode(_ encoding: String) -> String {
    "convert it with `iconv -f \(encoding) -t UTF-8`"
  }
}
