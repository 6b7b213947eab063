import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTData

/// GGUF files, indices of sharded weights and configurations that were damaged at random, as in ``InputFuzzTests``.
@Suite struct CheckpointFuzzTests {
  private static let count = InputFuzzTests.count

  // MARK: GGUF

  private static let files: [[UInt8]] = {
    var tokenizer = GGUFBytes()
    let alphabet = (UInt8.min...UInt8.max).map { String(BytePairEncoding.character(of: $0)) }
    tokenizer.keys = [
      GGUFBytes.key("tokenizer.ggml.model", "gpt2"), GGUFBytes.key("tokenizer.ggml.pre", "smollm"),
      GGUFBytes.key("tokenizer.ggml.tokens", alphabet + ["ab"]),
      GGUFBytes.key("tokenizer.ggml.merges", ["a b"]),
      GGUFBytes.key("tokenizer.ggml.token_type", Array(repeating: UInt32(1), count: 257)),
    ]
    var model = GGUFBytes()
    model.keys = [
      GGUFBytes.key("general.architecture", "llama"),
      GGUFBytes.key("general.alignment", UInt32(32)),
      GGUFBytes.key("llama.block_count", UInt32(1)),
      GGUFBytes.key("llama.rope.freq_base", Float(1e4)),
      GGUFBytes.key("llama.attention.head_count", UInt32(2)),
      GGUFBytes.key("llama.attention.head_count_kv", [2, 2] as [UInt32]),
      GGUFBytes.key("llama.embedding_length", UInt32(8)), GGUFBytes.key("texts", ["a", "", "é"]),
    ]
    let sizes: [(type: UInt32, elements: UInt64, bytes: Int)] = [
      (0, 8, 32), (1, 8, 16), (2, 32, 18), (3, 32, 20), (6, 32, 22), (7, 32, 24), (8, 32, 34),
      (12, 256, 144), (14, 256, 210), (30, 8, 16), (18, 256, 98), (99, 8, 8),
    ]
    for (number, size) in sizes.enumerated() {
      model.tensors.append(
        GGUFBytes.tensor(
          number == 3 ? "blk.0.attn_k.weight" : "t\(number)", [size.elements, 4], type: size.type,
          at: UInt64(model.data.count)))
      model.data += (0..<4 * size.bytes).map { UInt8(truncatingIfNeeded: $0 * 37) }
      model.data += Array(repeating: 0, count: (32 - model.data.count % 32) % 32)
    }
    return [tokenizer.bytes, model.bytes, GGUFBytes().bytes]
  }()

  private static let numbers: [[UInt8]] =
    [UInt64.max, 1 << 63, 1 << 62, 1 << 32, 1 << 31, 0, 1, 9].map(GGUFBytes.bytes)
    + [UInt32.max, 9, 8, 13, 0].map(GGUFBytes.bytes)
    + ["general.alignment", "llama", "attn_q", "\u{0}"].map { Array($0.utf8) }

  @Test func ggufFiles() throws {
    print("seed \(InputFuzzTests.seed), \(Self.count) files")
    let folder = try TemporaryFolder()
    var generator = InputFuzzTests.Numbers(state: InputFuzzTests.seed)
    var accepted = 0
    for _ in 0..<Self.count {
      let original = Self.files[Int.random(in: 0..<Self.files.count, using: &generator)]
      var bytes = InputFuzzTests.damaged(original, pieces: Self.numbers, using: &generator)
      // Most of a file is data, where damage says nothing: some falls into the header.
      if bytes.count > 400, Bool.random(using: &generator) {
        let header = InputFuzzTests.damaged(
          Array(bytes.prefix(400)), pieces: Self.numbers, using: &generator)
        bytes = header + bytes.dropFirst(400)
      }
      let path = try folder.write(bytes, to: "damaged.gguf")
      if Self.isAccepted(path, byteCount: bytes.count) { accepted += 1 }
    }
    print("\(accepted) accepted")
    #expect(accepted < Self.count / 2)
  }

  private static func isAccepted(_ path: String, byteCount: Int) -> Bool {
    _ = try? BytePairEncoding(folder: path)
    do throws(CheckpointError) {
      let file = try GGUFFile(path: path)
      #expect(file.table.entries.reduce(0) { $0 + $1.bytes.count } <= byteCount)
      for name in file.names {
        let tensor = try file.tensor(named: name)
        // Nothing is larger than what its bytes can say.
        #expect(tensor.count <= byteCount * 2 || !tensor.type.isFloat)
        _ = try? tensor.floats()
      }
      _ = try? GGUFConfiguration(file).text
      _ = try? CheckpointFolder(path: path).configuration.backbone()
      return true
    } catch {
      #expect("\(error)".contains("damaged.gguf"))
      return false
    }
  }

  // MARK: Indices and configurations

  private static let indices = [
    #"{"metadata":{"total_size":16},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#,
    #"{"weight_map":{"a":"model-00001-of-00002.safetensors"}}"#,
  ].map { Array($0.utf8) }

  @Test func shardIndices() throws {
    let folder = try TemporaryFolder()
    for (name, file) in [("a", "00001"), ("b", "00002")] {
      try SafetensorsWriter.write(
        [.init(name: name, shape: [2], values: .float32([1, 2]))],
        to: folder("model-\(file)-of-00002.safetensors"))
    }
    let pieces =
      InputFuzzTests.pieces + ["../", "/etc/passwd", ".", "model-00001"].map { Array($0.utf8) }
    var generator = InputFuzzTests.Numbers(state: InputFuzzTests.seed)
    var accepted = 0
    for _ in 0..<Self.count / 2 {
      let original = Self.indices[Int.random(in: 0..<Self.indices.count, using: &generator)]
      let bytes = InputFuzzTests.damaged(original, pieces: pieces, using: &generator)
      let path = try folder.write(bytes, to: "model.safetensors.index.json")
      do throws(CheckpointError) {
        let weights = try TensorFile.open(path)
        // What is accepted gives every tensor of each of its files.
        #expect(Set(weights.names).isSubset(of: ["a", "b"]))
        for name in weights.names { #expect(try weights.tensor(named: name).count == 2) }
        accepted += 1
      } catch { #expect("\(error)".contains(folder.path)) }
    }
    print("seed \(InputFuzzTests.seed), \(accepted) of \(Self.count / 2) accepted")
    #expect(accepted < Self.count / 2)
  }

  @Test(arguments: ["gpt2", "bert", "t5-encoder", "longformer", "vit-hf", "lnlstm"])
  func configurations(fixture name: String) throws {
    let original = Array(
      try Data(contentsOf: URL(filePath: fixture("\(name)/config.json"))))
    let folder = try TemporaryFolder()
    var generator = InputFuzzTests.Numbers(state: InputFuzzTests.seed)
    var accepted = 0
    for _ in 0..<Self.count / 10 {
      let bytes = InputFuzzTests.damaged(
        original, pieces: InputFuzzTests.pieces, using: &generator)
      let path = try folder.write(bytes, to: "config.json")
      do throws(CheckpointError) {
        _ = try ModelConfiguration(path: path).backbone().parameters
        accepted += 1
      } catch { #expect("\(error)".contains("config.json")) }
    }
    print("seed \(InputFuzzTests.seed), \(accepted) of \(Self.count / 10) accepted")
    #expect(accepted < Self.count / 10)
  }
}
