import FPTLib
import Foundation
import Testing

@Suite("Safetensors: reading and writing")
struct SafetensorsFileTests {
  @Test("what is written is read back, and equal arguments give equal bytes")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let tensors: [SafetensorsWriter.Tensor] = [
      .init(
        name: "h.0.weight", shape: [2, 3],
        values: .float32([1, -2, 0.5, .infinity, -0.0, 0x1p-140])),
      .init(name: "empty", shape: [0, 7], values: .float32([])),
      .init(name: "scalar", shape: [], values: .float32([7])),
      .init(name: "step \"é\"\n", shape: [2], values: .int64([-1, .max])),
    ]
    let path = folder("a.safetensors")
    let metadata = [(key: "made by", value: "a \\ test")]
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
    try SafetensorsWriter.write(tensors, metadata: metadata, to: folder("b.safetensors"))
    #expect(
      try FileDigest.sha256(ofFile: path) == FileDigest.sha256(ofFile: folder("b.safetensors")))

    let file = try SafetensorsFile(path: path)
    #expect(Set(file.names) == ["h.0.weight", "empty", "scalar", "step \"é\"\n"])
    #expect(file.metadata.map(\.key) == ["made by"])
    #expect(file.metadata.map(\.value) == ["a \\ test"])
    let weight = try file.tensor(named: "h.0.weight", shape: [2, 3])
    #expect(weight.isDirectlyUsable)
    #expect(
      try weight.withFloats { $0.map(\.bitPattern) }
        == [1, -2, 0.5, Float.infinity, -0.0, 0x1p-140].map(\.bitPattern))
    #expect(try file.tensor(named: "empty").floats() == [])
    #expect(try file.tensor(named: "scalar").floats() == [7])
    #expect(try file.tensor(named: "step \"é\"\n").integers() == [-1, .max])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test("a tensor outlives its file object")
  func lifetime() throws {
    let tensor = try SafetensorsFile(path: fixture("bert/model.safetensors"))
      .tensor(named: "embeddings.LayerNorm.weight")
    #expect(try tensor.withFloats { $0.count } == 32)
  }

  @Test("half precision, brain floats and floats off their boundary are converted exactly")
  func conversions() throws {
    let folder = try TemporaryFolder()
    let header =
      "{\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]},"
      + "\"h\":{\"dtype\":\"F16\",\"shape\":[7],\"data_offsets\":[4,18]},"
      + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[18,19]},"
      + "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[19,23]}}"
    var bytes = SafetensorsHostileTests.file(header, data: 0)
    let halves: [UInt16] = [
      0x3F80, 0xC040, 0x3C00, 0x0001, 0x83FF, 0x7BFF, 0xFC00, 0x8000, 0x3555,
    ]
    for half in halves { bytes += [UInt8(half & 0xFF), UInt8(half >> 8)] }
    bytes += [200, 0, 0, 0x80, 0x3F]
    let file = try SafetensorsFile(path: try folder.write(bytes, to: "c.safetensors"))
    #expect(try file.tensor(named: "b").floats() == [1, -3])
    #expect(
      try file.tensor(named: "h").floats()
        == [1, 0x1p-24, -0x3FFp-24, 65_504, -.infinity, -0.0, 0.333251953125])
    #expect(try file.tensor(named: "u").integers() == [200])
    let odd = try file.tensor(named: "f")
    #expect(!odd.isDirectlyUsable && odd.unsafeFloats == nil)
    #expect(try odd.withFloats { Array($0) } == [1])
    #expect(throws: CheckpointError.self) { try file.tensor(named: "u").floats() }
    #expect(throws: CheckpointError.self) { try odd.integers() }
  }

  static let integers: [(type: String, bytes: [UInt8], values: [Int64])] = [
    ("I8", [0x80, 0x7F], [-128, 127]),
    ("U8", [0x80, 0x7F], [128, 127]),
    ("I16", [0, 0x80, 1, 0], [-32_768, 1]),
    ("U16", [0, 0x80, 1, 0], [32_768, 1]),
    ("I32", [0, 0, 0, 0x80], [-2_147_483_648]),
    ("U32", [0, 0, 0, 0x80], [2_147_483_648]),
    ("I64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-2]),
    ("U64", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [.max]),
    ("BOOL", [0, 1, 1], [0, 1, 1]),
  ]

  @Test("integers of every width and truth values are read", arguments: integers)
  func integerTypes(type: String, bytes: [UInt8], values: [Int64]) throws {
    let folder = try TemporaryFolder()
    let header =
      "{\"a\":{\"dtype\":\"\(type)\",\"shape\":[\(values.count)],\"data_offsets\":[0,\(bytes.count)]}}"
    let path = try folder.write(
      SafetensorsHostileTests.file(header, data: 0) + bytes, to: "a.safetensors")
    let tensor = try SafetensorsFile(path: path).tensor(named: "a")
    #expect(try tensor.integers() == values)
    #expect(throws: CheckpointError.self) { try tensor.floats() }
  }

  @Test(
    "a tensor of a type that is not read refuses itself, not the file",
    arguments: [
      ("F8_E4M3", "convert it, as by `tensor.to(torch.float32)`"),
      ("F8_E5M2", "save the model dequantized"), ("C64", "its real and its imaginary part"),
      ("F4", "convert it"),
      ("something of 2040", "convert it"),
    ])
  func unreadTypes(type: String, remedy: String) throws {
    let folder = try TemporaryFolder()
    let header =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
      + "\"a\":{\"dtype\":\"\(type)\",\"shape\":[2],\"data_offsets\":[4,9]}}"
    let path = try folder.write(
      SafetensorsHostileTests.file(header, data: 0) + [0, 0, 0x80, 0x3F, 1, 2, 3, 4, 5],
      to: "a.safetensors")
    let file = try SafetensorsFile(path: path)
    #expect(try file.tensor(named: "w").floats() == [1])
    let tensor = try file.tensor(named: "a")
    #expect(tensor.count == 2)
    do {
      _ = try tensor.floats()
      Issue.record("\(type) was read")
    } catch {
      #expect("\(error)".contains("tensor `a` should hold F64, F32, F16 or BF16 and holds \(type)"))
      #expect("\(error)".contains(remedy))
    }
    #expect(throws: CheckpointError.self) { try tensor.integers() }
  }

  @Test("a U64 that no 64-bit integer holds is refused, not clamped")
  func largeUnsigned() throws {
    let folder = try TemporaryFolder()
    let header = "{\"a\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
    let path = try folder.write(
      SafetensorsHostileTests.file(header, data: 0) + [UInt8](repeating: 0xFF, count: 8),
      to: "a.safetensors")
    let tensor = try SafetensorsFile(path: path).tensor(named: "a")
    #expect(throws: CheckpointError.self) { try tensor.integers() }
  }

  @Test("every fixture opens", arguments: ["bert", "gpt2", "gpt2-lmhead"])
  func fixtures(name: String) throws {
    let folder = try CheckpointFolder(path: fixture(name))
    #expect(folder.weights.names.count > 10)
    let values = try folder.weights.names.flatMap { name in
      try folder.weights.tensor(named: name).floats()
    }
    #expect(values.allSatisfy { $0.isFinite })
    #expect(try folder.digests().weights.count == 64)
  }

  @Test("errors name the tensor and what was found")
  func lookUps() throws {
    let file = try SafetensorsFile(path: fixture("bert/model.safetensors"))
    #expect(throws: CheckpointError.self) {
      try file.tensor(named: "bert.embeddings.LayerNorm.weight")
    }
    do {
      _ = try file.tensor(named: "bert.embeddings.LayerNorm.weight")
    } catch {
      #expect("\(error)".contains("has no tensor `bert.embeddings.LayerNorm.weight`; it has `"))
    }
    do {
      _ = try file.tensor(named: "embeddings.LayerNorm.weight", shape: [33])
      Issue.record("a wrong shape was accepted")
    } catch {
      #expect("\(error)".contains("should have shape [33] and has [32]"))
    }
  }

  @Test("the writer refuses contradictions and leaves the old file")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old".utf8, to: "a.safetensors")
    let wrong = SafetensorsWriter.Tensor(name: "a", shape: [3], values: .float32([1]))
    let right = SafetensorsWriter.Tensor(name: "a", shape: [1], values: .float32([1]))
    #expect(throws: CheckpointError.self) { try SafetensorsWriter.write([wrong], to: path) }
    #expect(throws: CheckpointError.self) { try SafetensorsWriter.write([right, right], to: path) }
    #expect(throws: CheckpointError.self) {
      try SafetensorsWriter.write([right], to: folder("none/a.safetensors"))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  static let minilm: String? = {
    let store = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    return store.flatMap { try? $0.locate("minilm") }
  }()

  @Test(
    "MiniLM opens and is the published file",
    .enabled(if: minilm != nil, "needs `fpt-script fetch minilm`"))
  func realCheckpoint() throws {
    let folder = try CheckpointFolder(path: #require(Self.minilm))
    #expect(try folder.configuration.text("model_type", oneOf: ["bert"]) == "bert")
    #expect(try folder.configuration.integer("hidden_size") == 384)
    #expect(folder.weights.names.count > 100)
    let layer = "encoder.layer.5.output.dense.weight"
    let sum = try folder.weights.tensor(named: layer, shape: [384, 1_536]).withFloats { floats in
      floats.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
    }
    #expect(sum.isFinite && sum > 1)
    #expect(
      try folder.digests().weights
        == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
  }
}
