import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// What the metadata of a GGUF file say in the keys of `config.json`.
@Suite struct GGUFConfigurationTests {
  private static func members(_ name: String) throws -> JSONValue {
    .object(try GGUFConfiguration(GGUFFile(path: GGUFFileTests.path(name))).members)
  }

  /// The configurations that `make.py` made the files of.
  @Test(arguments: GGUFFileTests.models)
  func everyExtent(name: String) throws {
    let c = try Self.members("\(name).gguf")
    let architecture = String(name.prefix { $0 != "-" && $0 != "3" || name == "qwen3" })
    #expect(c["model_type"] == .text(architecture))
    let sizes = [
      "vocab_size": 16, "hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4,
      "num_key_value_heads": 2, "max_position_embeddings": 64,
      "head_dim": name == "qwen3" ? 12 : 8, "num_hidden_layers": name == "llama" ? 2 : 1,
    ]
    for (key, size) in sizes { #expect(c[key]?.integer == size, "\(key)") }
    let epsilon = try #require(c["rms_norm_eps"]?.number)
    #expect(Float(epsilon) == 1e-6)
    let isTied = name == "llama"
    #expect(c["tie_word_embeddings"] == .boolean(isTied))
    let rotation: JSONValue.Members
    switch name {
    case "llama-linear":
      rotation = [
        "rope_type": .text("linear"), "rope_theta": .integer(10_000), "factor": .integer(4),
      ]
    case "llama3":
      rotation = [
        "rope_type": .text("llama3"), "rope_theta": .integer(500_000), "factor": .integer(32),
        "low_freq_factor": .integer(1), "high_freq_factor": .integer(4),
        "original_max_position_embeddings": .integer(8_192),
      ]
    default: rotation = ["rope_type": .text("default"), "rope_theta": .integer(10_000)]
    }
    #expect(
      c["rope_parameters"]?.canonicalText == JSONValue.object(rotation).canonicalText)
    #expect((c["attention_bias"] == .boolean(false)) == (architecture == "llama"))
  }

  private static func configuration(_ file: GGUFBytes) throws -> GGUFConfiguration {
    let folder = try TemporaryFolder()
    return try GGUFConfiguration(
      GGUFFile(path: try folder.write(file.bytes, to: "model.gguf")))
  }

  /// Keys that change nothing, and those that a model has to refuse.
  @Test func keysOfTheArchitecture() throws {
    let c = try Self.configuration(
      .llama([
        GGUFBytes.key("llama.expert_count", UInt32(0)),
        GGUFBytes.key("llama.attention.causal", true),
        GGUFBytes.key("llama.attention.sliding_window", UInt32(8)),
        GGUFBytes.key("llama.logit_scale", Float(2)), GGUFBytes.key("other.thing", UInt32(8)),
        GGUFBytes.key("llama.rope.dimension_count", UInt32(8)),
        GGUFBytes.key("llama.rope.scaling.finetuned", true),
      ])
    ).members
    #expect(c["llama.attention.sliding_window"] == .integer(8))
    #expect(c["llama.logit_scale"] == .integer(2))
    #expect(Set(c.keys.filter { $0.contains(".") }).count == 2)
    // Half of a head turns.
    #expect(
      c["rope_parameters"]?["partial_rotary_factor"] == .shortest(0.5)
        && c["vocab_size"] == .integer(4))
  }

  /// Both readers of a key take a list of equal numbers, for each block one: the configuration, and the order of rows.
  @Test func oneNumberForAllBlocks() throws {
    let folder = try TemporaryFolder()
    func file(_ more: [[UInt8]], _ name: String) throws -> GGUFFile {
      let bytes = GGUFBytes.llama(
        without: ["block_count", "attention.head_count_kv"],
        [GGUFBytes.key("llama.block_count", UInt32(3))] + more)
      return try GGUFFile(path: try folder.write(bytes.bytes, to: name))
    }
    let count = "llama.attention.head_count_kv"
    let scalar = try file([GGUFBytes.key(count, UInt32(1))], "a.gguf")
    let list = try file([GGUFBytes.key(count, [1, 1, 1] as [UInt32])], "b.gguf")
    let key = "model.layers.0.self_attn.k_proj.weight"
    for file in [scalar, list] {
      #expect(try GGUFConfiguration(file).members["num_key_value_heads"] == .integer(1))
      #expect(file.table[key]?.pairedHeads == 1)
    }
    // As many as there are queries, where the file does not say.
    #expect(try file([], "c.gguf").table[key]?.pairedHeads == 2)
    for (name, wrong) in [("d.gguf", [1, 2, 1]), ("e.gguf", [1, 1])] as [(String, [UInt32])] {
      let error = #expect(throws: CheckpointError.self) {
        try file([GGUFBytes.key(count, wrong)], name)
      }
      #expect(error.map { "\($0)".contains("`\(count)` is a list of \(wrong.count)") } == true)
    }
  }

  static let refused: [(GGUFBytes, String)] = [
    (
      .llama(architecture: "gemma3"),
      "`general.architecture` should be one of \"llama\", \"qwen2\", \"qwen3\" and is \"gemma3\""
    ),
    (GGUFBytes(), "lacks `general.architecture`"),
    (.llama(without: ["block_count"]), "lacks `llama.block_count`, which should be an integer"),
    (
      .llama(without: ["attention.layer_norm_rms_epsilon"]),
      "lacks `llama.attention.layer_norm_rms_epsilon`"
    ),
    (
      .llama([GGUFBytes.key("general.type", "adapter")]),
      "`general.type` should be \"model\" and is \"adapter\""
    ),
    (.llama([GGUFBytes.key("split.count", UInt32(3))]), "llama-gguf-split --merge"),
    (.llama([GGUFBytes.key("general.quantization_version", UInt32(1))]), "quantization_version"),
    (
      .llama(
        without: ["feed_forward_length"],
        [GGUFBytes.key("llama.feed_forward_length", [64, 32] as [UInt32])]),
      "one number, or the same one for each block"
    ),
    (
      .llama(without: ["block_count"], [GGUFBytes.key("llama.block_count", "one")]),
      "`llama.block_count` should be an integer and is \"one\""
    ),
    (
      .llama(tensors: [(name: "rope_freqs.weight", extents: [8])]),
      "the factors of Llama 3.1 or later"
    ),
  ]

  @Test(arguments: refused)
  func whatIsNotUnderstoodIsRefused(file: GGUFBytes, expected: String) throws {
    let error = #expect(throws: CheckpointError.self) { try Self.configuration(file) }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  @Test func theTextOfAFileNeverChanges() throws {
    let text = try GGUFConfiguration(GGUFFile(path: GGUFFileTests.path("qwen2.gguf"))).text
    #expect(
      text == """
        {"head_dim":8,"hidden_size":32,"intermediate_size":64,"max_position_embeddings":64,"model_type":"qwen2",\
        "num_attention_heads":4,"num_hidden_layers":1,"num_key_value_heads":2,"rms_norm_eps":9.999999974752427e-07,\
        "rope_parameters":{"rope_theta":10000,"rope_type":"default"},"tie_word_embeddings":false,"vocab_size":16}
        """)
  }

  // MARK: Folders

  @Test func aFileAndAFolderWithOneAreTheSame() throws {
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: URL(filePath: GGUFFileTests.path("llama.gguf")))
    let path = try folder.write(bytes, to: "a.gguf")
    let (file, whole) = (try CheckpointFolder(path: path), try CheckpointFolder(path: folder.path))
    let digests = try file.digests()
    #expect(try whole.digests() == digests)
    #expect(digests.weights == (try FileDigest.sha256(ofFile: path)))
    #expect(digests.configuration != digests.weights)
    #expect(try whole.configuration.integer("hidden_size") == 32)

    _ = try folder.write(bytes, to: "b.gguf")
    let several = #expect(throws: CheckpointError.self) { try CheckpointFolder(path: folder.path) }
    #expect(several.map { "\($0)".contains("name one of them, as in \"\(path)\"") } == true)
    // With a config.json, what it describes is looked for.
    _ = try folder.write(Array("{}".utf8), to: "config.json")
    let lacking = #expect(throws: CheckpointError.self) { try CheckpointFolder(path: folder.path) }
    #expect(
      lacking.map { "\($0)".contains("it lacks model.safetensors; it has `a.gguf`, `b.gguf`") }
        == true)
    let none = #expect(throws: CheckpointError.self) {
      try CheckpointFolder(path: folder("c.gguf"))
    }
    #expect(none.map { "\($0)".contains("cannot open \(folder("c.gguf"))") } == true)
  }
}
