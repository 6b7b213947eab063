import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

@Suite("GGUF: files that are not to be trusted")
struct GGUFHostileTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var expected: String

    init(_ name: String, _ expected: String, _ change: (inout GGUFBytes) -> Void) {
      var file = GGUFBytes()
      file.keys = [GGUFBytes.key("general.name", "a")]
      file.tensors = [
        GGUFBytes.tensor("a", [8]), GGUFBytes.tensor("b", [32, 2], type: 8, at: 32),
      ]
      file.data = Array(repeating: 0, count: 32 + 2 * 34 + 28)
      change(&file)
      self.init(name, expected, file.bytes)
    }

    init(_ name: String, _ expected: String, _ bytes: [UInt8]) {
      (testDescription, self.expected, self.bytes) = (name, expected, bytes)
    }
  }

  static let huge = GGUFBytes.bytes(UInt64.max)

  static let attacks: [Attack] = [
    Attack("no version", "its version takes 4 bytes where 2 follow", Array("GGUF\u{3}\u{0}".utf8)),
    Attack("big-endian", "gguf-convert-endian") { $0.version = UInt32(3).byteSwapped },
    Attack("version 1", "of version 1, and versions 2 and 3 are read") { $0.version = 1 },
    Attack("version 4", "of version 4") { $0.version = 4 },
    Attack("too many keys", "the file may be truncated") { $0.keyCount = .max },
    Attack("too many tensors", "tensor `` is there twice") { $0.tensorCount = .max },
    Attack("a text beyond the end", "key 2 of its metadata takes 18446744073709551615 bytes") {
      $0.keys.append(huge)
    },
    Attack("an array beyond the end", "takes 18446744073709551615 bytes") {
      $0.keys.append(GGUFBytes.key("x", 9, GGUFBytes.bytes(UInt32(4)) + huge))
    },
    Attack("an array whose bytes overflow", "takes 18446744073709551615 bytes") {
      let count = GGUFBytes.bytes(UInt64(1) << 62)
      $0.keys.append(GGUFBytes.key("x", 9, GGUFBytes.bytes(UInt32(12)) + count))
    },
    Attack("texts beyond the end", "takes") {
      let count = GGUFBytes.bytes(UInt64(1) << 40)
      $0.keys.append(GGUFBytes.key("x", 9, GGUFBytes.bytes(UInt32(8)) + count))
    },
    Attack("arrays in arrays without end", "no more than 4 deep") {
      let level = GGUFBytes.bytes(UInt32(9)) + GGUFBytes.bytes(UInt64(1))
      $0.keys.append(
        GGUFBytes.key("x", 9, Array(repeatElement(level, count: 40).joined())))
    },
    Attack("an unknown type of value", "`x` should be of a type from 0 to 12 and is of type 13") {
      $0.keys.append(GGUFBytes.key("x", 13, []))
    },
    Attack("neither true nor false", "`x` should be true or false and is 2") {
      $0.keys.append(GGUFBytes.key("x", 7, [2]))
    },
    Attack("a key twice", "`general.name` should be there once") { $0.keys.append($0.keys[0]) },
    Attack("a text that is not UTF-8", "`x` should be text in UTF-8") {
      $0.keys.append(GGUFBytes.key("x", 8, GGUFBytes.bytes(UInt64(1)) + [0xFF]))
    },
    Attack("no alignment", "power of two") {
      $0.keys.append(GGUFBytes.key("general.alignment", UInt32(0)))
    },
    Attack("an alignment that is none", "power of two up to 2³⁰ and is 24") {
      $0.keys.append(GGUFBytes.key("general.alignment", UInt32(24)))
    },
    Attack("an alignment that is text", "power of two") {
      $0.keys.append(GGUFBytes.key("general.alignment", "32"))
    },
    Attack("five dimensions", "has 5 dimensions, and 4 are the most") {
      $0.tensors = [GGUFBytes.tensor("a", [1, 1, 1, 1, 1])]
    },
    Attack("very many dimensions", "has 4294967295 dimensions") {
      $0.tensors = [GGUFBytes.tensor("a", [1], dimensions: .max)]
    },
    Attack("an extent beyond all numbers", "has an extent of 18446744073709551615") {
      $0.tensors = [GGUFBytes.tensor("a", [.max])]
    },
    Attack("more elements than can be counted", "more elements than can be counted") {
      $0.tensors = [GGUFBytes.tensor("a", [1 << 32, 1 << 31])]
    },
    Attack("more bytes than can be addressed", "more bytes than can be addressed") {
      $0.tensors = [GGUFBytes.tensor("a", [1 << 62])]
    },
    Attack("a row that is no whole block", "is Q8_0 in blocks of 32, and has rows of 33") {
      $0.tensors = [GGUFBytes.tensor("a", [33, 32], type: 8)]
    },
    Attack("a tensor twice", "tensor `a` is there twice") {
      $0.tensors[1] = GGUFBytes.tensor("a", [8], at: 32)
    },
    Attack("overlapping tensors", "begins at byte 0 of the data, inside the one before") {
      $0.tensors[1] = GGUFBytes.tensor("b", [8], at: 0)
    },
    Attack("an offset that is not aligned", "which is no multiple of 32") {
      $0.tensors[1] = GGUFBytes.tensor("b", [8], at: 36)
    },
    Attack("a hole", "where 32 is the end of the one before") {
      $0.tensors[1] = GGUFBytes.tensor("b", [8], at: 64)
    },
    Attack("an offset beyond all numbers", "begins at byte 18446744073709551615") {
      $0.tensors[1] = GGUFBytes.tensor("b", [8], at: .max)
    },
    Attack("data that are cut short", "it may be truncated") { $0.data.removeLast(40) },
    Attack("bytes that nothing describes", "describes 100 bytes of data where 192 follow") {
      $0.data += Array(repeating: 0, count: 64)
    },
    Attack("no data at all", "may be truncated") { $0.data = [] },
    Attack("heads that are no part of the rows", "should have pairs of rows for 3 heads") {
      $0 = GGUFBytes.llama(
        without: ["attention.head_count"], [GGUFBytes.key("llama.attention.head_count", UInt32(3))])
    },
    Attack("heads beyond all numbers", "should have pairs of rows") {
      $0 = GGUFBytes.llama(
        without: ["attention.head_count"],
        [GGUFBytes.key("llama.attention.head_count", 11, GGUFBytes.bytes(Int64.max))])
    },
    Attack("rows of heads that nobody counts", "whose number the metadata lack") {
      $0 = GGUFBytes.llama(without: ["attention.head_count", "attention.head_count_kv"])
    },
    Attack("two tensors of one name", "as another one is") {
      $0 = GGUFBytes.llama(tensors: [(name: "norm.weight", extents: [32])])
    },
  ]

  @Test("is one clear error", arguments: attacks)
  func attack(_ attack: Attack) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(attack.bytes, to: "attack.gguf")
    let error = #expect(throws: CheckpointError.self) { try GGUFFile(path: path) }
    let text = error?.description ?? ""
    #expect(text.contains(attack.expected), "\(text)")
    #expect(text.hasPrefix("\(path) is not a GGUF file that can be read: "), "\(text)")
  }

  /// The file that the others are changed from.
  @Test func withoutDamageItIsRead() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Attack("", "") { _ in }.bytes, to: "a.gguf")
    let file = try GGUFFile(path: path)
    #expect(file.names == ["a", "b"] && file.shape(of: "b") == [2, 32])
    #expect(try file.tensor(named: "b").floats() == Array(repeating: 0, count: 64))
    #expect(throws: CheckpointError.self) {
      try GGUFFile(path: fixture("gguf/types.safetensors"))
    }
  }

  /// A type of a number that is not known takes what is left; a tensor without elements takes nothing.
  @Test func unknownTypesAndEmptyTensors() throws {
    let folder = try TemporaryFolder()
    var file = GGUFBytes()
    file.tensors = [
      GGUFBytes.tensor("blk.0.attn_q.weight", [0, 1 << 40]),
      GGUFBytes.tensor("unknown", [7, 5], type: 99),
    ]
    file.keys = [
      GGUFBytes.key("general.architecture", "llama"),
      GGUFBytes.key("llama.attention.head_count", UInt32(1)),
    ]
    file.data = Array(repeating: 1, count: 64)
    let read = try GGUFFile(path: try folder.write(file.bytes, to: "a.gguf"))
    #expect(try read.tensor(named: "model.layers.0.self_attn.q_proj.weight").floats().isEmpty)
    let error = #expect(throws: CheckpointError.self) {
      try read.tensor(named: "model.unknown").floats()
    }
    #expect(error.map { "\($0)".contains("holds ggml type 99") } == true)
  }
}
