import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// GGUF files that the PyPI package `gguf` wrote, against what it and transformers read from them; `Fixtures/gguf/make.py` makes them.
@Suite struct GGUFFileTests {
  static let models = ["llama", "llama-linear", "llama3", "qwen2", "qwen3"]

  static func path(_ name: String) -> String { fixture("gguf/\(name)") }

  private static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  @Test func everyTypeIsReadBitForBit() throws {
    let file = try GGUFFile(path: Self.path("types.gguf"))
    let expected = try SafetensorsFile(path: Self.path("types.safetensors"))
    #expect(Set(expected.names) == Set(GGMLType.readable))
    for name in expected.names {
      let tensor = try file.tensor(named: name)
      #expect(tensor.type.name == name && tensor.type.isFloat && !tensor.type.isInteger)
      #expect(tensor.shape == expected.shape(of: name))
      let reference = try expected.tensor(named: name).floats()
      let values = try tensor.floats()
      // What NaN it is, nobody computes with.
      #expect(values.map(\.isNaN) == reference.map(\.isNaN), "\(name)")
      let numbers = values.filter { !$0.isNaN }
      #expect(Self.bits(numbers) == Self.bits(reference.filter { !$0.isNaN }), "\(name)")
      #expect(numbers.count > values.count / 2, "\(name)")
    }
    #expect(file.isInPlace("F32") && !file.isInPlace("Q4_1"))
    #expect(TensorType.quantized(.q4_1).bytes(of: 64) == 40)
  }

  @Test func anotherTypeStandsInTheFileAndIsRefusedWhereItIsRead() throws {
    let file = try GGUFFile(path: Self.path("types.gguf"))
    let tensor = try file.tensor(named: "Q5_K")
    #expect(tensor.shape == [5, 512])
    let error = #expect(throws: CheckpointError.self) { try tensor.floats() }
    let text = error?.description ?? ""
    #expect(
      text.contains("tensor `Q5_K` should hold F32, F16, BF16, Q4_0, Q4_1")
        && text.contains("holds Q5_K"))
    #expect(text.contains("llama-quantize"))
  }

  /// Names, shapes, the order of rows, and every value, as transformers has them.
  @Test(arguments: models)
  func everyTensorAsTransformersReadsIt(name: String) throws {
    let file = try GGUFFile(path: Self.path("\(name).gguf"))
    let expected = try SafetensorsFile(path: Self.path("\(name).safetensors"))
    let names = expected.names.filter { $0.hasPrefix("model:") }
    #expect(names.count > 10)
    for stored in names {
      let tensor = try file.tensor(named: String(stored.dropFirst("model:".count)))
      #expect(tensor.shape == expected.shape(of: stored))
      #expect(
        Self.bits(try tensor.floats()) == Self.bits(try expected.tensor(named: stored).floats()),
        "\(stored)")
    }
    let others = Set(file.names).subtracting(names.map { String($0.dropFirst("model:".count)) })
    #expect(others.isSubset(of: ["lm_head.weight", "rope_freqs.weight"]))
  }

  @Test func anOlderVersionHasTheSameForm() throws {
    let folder = try TemporaryFolder()
    var bytes = try Array(Data(contentsOf: URL(filePath: Self.path("llama.gguf"))))
    bytes[4] = 2
    let file = try GGUFFile(path: try folder.write(bytes, to: "older.gguf"))
    #expect(file.names == (try GGUFFile(path: Self.path("llama.gguf"))).names)
  }

  @Test func metadataOfEveryType() throws {
    let folder = try TemporaryFolder()
    var file = GGUFBytes()
    let nested =
      GGUFBytes.bytes(UInt32(9)) + GGUFBytes.bytes(UInt64(1)) + GGUFBytes.bytes(UInt32(0))
      + GGUFBytes.bytes(UInt64(2)) + [7, 8]
    file.keys = [
      GGUFBytes.key("u8", 0, [200]), GGUFBytes.key("i8", 1, [200]),
      GGUFBytes.key("u16", 2, GGUFBytes.bytes(UInt16(60_000))),
      GGUFBytes.key("i16", 3, GGUFBytes.bytes(Int16(-3))), GGUFBytes.key("u32", UInt32(7)),
      GGUFBytes.key("i32", 5, GGUFBytes.bytes(Int32(-7))), GGUFBytes.key("f32", Float(0.5)),
      GGUFBytes.key("bool", true), GGUFBytes.key("text", "é"), GGUFBytes.key("texts", ["a", ""]),
      GGUFBytes.key("u64", 10, GGUFBytes.bytes(UInt64.max)),
      GGUFBytes.key("i64", 11, GGUFBytes.bytes(Int64.min)),
      GGUFBytes.key("f64", 12, GGUFBytes.bytes(Double(0.1).bitPattern)),
      GGUFBytes.key("nested", 9, nested), GGUFBytes.key("integers", [3, 4] as [UInt32]),
    ]
    let read = try GGUFFile(path: try folder.write(file.bytes, to: "a.gguf"))
    let values: [String: GGUFValue] = [
      "u8": .integer(200), "i8": .integer(-56), "u16": .integer(60_000), "i16": .integer(-3),
      "u32": .integer(7), "i32": .integer(-7), "f32": .number(0.5), "bool": .boolean(true),
      "text": .text("é"), "u64": .unsigned(.max), "i64": .integer(.min), "f64": .number(0.1),
    ]
    for (key, value) in values { #expect(read.values[key] == value, "\(key)") }
    #expect(try read.texts("texts") == ["a", ""] && read.integers("integers") == [3, 4])
    #expect(read.names.isEmpty && read.metadata.map(\.value) == ["é"])
    #expect(throws: CheckpointError.self) { try read.texts("integers") }
    #expect(throws: CheckpointError.self) { try read.integers("nested") }
    #expect(throws: CheckpointError.self) { try read.texts("none") }
  }
}

extension GGUFFile {
  fileprivate func isInPlace(_ name: String) -> Bool {
    (try? tensor(named: name))?.unsafeFloats != nil
  }
}
