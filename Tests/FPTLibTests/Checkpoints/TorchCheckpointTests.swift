import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// The fixtures are what PyTorch 2 wrote of one dictionary of tensors, and the safetensors library of the same.
@Suite("PyTorch checkpoints, read without running them")
struct TorchCheckpointTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures").standardized

  static func path(_ name: String) -> String { fixtures.appending(path: "torch/\(name)").path }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  @Test("the tensors are those of the safetensors file", arguments: ["zip.bin", "legacy.bin"])
  func values(name: String) throws {
    let expected = try SafetensorsFile(path: Self.path("expected.safetensors"))
    let found = try TensorFile.open(Self.path(name))
    // The safetensors file was made without the one tensor of truth values.
    #expect(found.names == (expected.names + ["mask"]).sorted())
    #expect(found.type(of: "mask") == .bool)
    for entry in expected.entries {
      let (a, b) = (
        try expected.tensor(named: entry.name),
        try found.tensor(named: entry.name, shape: entry.shape)
      )
      #expect(a.type == b.type)
      #expect(a.withBytes { Array($0) } == b.withBytes { Array($0) }, "\(entry.name)")
    }
    #expect(try found.tensor(named: "view").floats() == expected.tensor(named: "view").floats())
  }

  /// `make_views.py` makes the files: transposed, sliced, expanded and otherwise strided views, and every type of numbers.
  @Test("views and newer types have their values", arguments: ["views.bin", "views-legacy.bin"])
  func views(name: String) throws {
    let expected = try SafetensorsFile(path: Self.path("views.safetensors"))
    let found = try TensorFile.open(Self.path(name))
    for entry in expected.entries {
      let tensor = try found.tensor(named: entry.name, shape: entry.shape)
      #expect(tensor.type == entry.type, "\(entry.name)")
      let values = try expected.tensor(named: entry.name).withBytes { Array($0) }
      #expect(tensor.withBytes { Array($0) } == values, "\(entry.name)")
    }
  }

  @Test("a tensor that nobody reads may be of any kind; one that is read is refused by what it is")
  func foreignTensors() throws {
    let kinds = [
      "float8": "F8_E4M3", "complex": "C64", "sparse": "a sparse tensor",
      "quantized": "a quantized tensor", "meta": "a tensor without values (device meta)",
      "negated": "a negated or conjugated view",
    ]
    for name in ["views.bin", "views-legacy.bin"] {
      let file = try TensorFile.open(Self.path(name))
      for (tensor, kind) in kinds {
        #expect(file.type(of: tensor)?.name == kind, "\(tensor) of \(name)")
        let error = #expect(throws: CheckpointError.self) {
          try file.tensor(named: tensor).floats()
        }
        #expect(error.map { "\($0)".contains(kind) } == true, "\(tensor) of \(name)")
      }
    }
  }

  @Test(
    "what is no dictionary of plain tensors is named",
    arguments: [
      (
        "nested.bin",
        "expected a dictionary of tensors, as `model.state_dict()` gives it; found one with `model`"
      )
    ])
  func others(name: String, expected: String) throws {
    let path = Self.path(name)
    do {
      _ = try TensorFile.open(path)
      Issue.record("read")
    } catch {
      #expect("\(error)" == "\(path) is not a PyTorch checkpoint that can be read: \(expected)")
    }
  }

  @Test("a pickle that would run something is refused, and nothing is run")
  func program() throws {
    var bytes = try Self.bytes("legacy.bin")
    let name = Array("ccollections\nOrderedDict\n".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
    bytes.replaceSubrange(place..<place + name.count, with: Array("cposix\nsystem\n".utf8))
    #expect {
      try bytes.withUnsafeBytes { _ = try TorchCheckpoint($0) }
    } throws: {
      "\($0)".contains("`posix.system`")
    }
  }

  @Test("cut anywhere, it is refused", arguments: ["zip.bin", "legacy.bin"])
  func truncated(name: String) throws {
    let bytes = try Self.bytes(name)
    for count in 4..<bytes.count {
      #expect(throws: TorchProblem.self, "\(count) of \(bytes.count)") {
        try bytes[..<count].withUnsafeBytes { _ = try TorchCheckpoint($0) }
      }
    }
  }

  /// Nothing crashes, and what is read lies within the file.
  @Test(
    "damaged anywhere, it stays within its bounds",
    arguments: ["zip.bin", "legacy.bin", "views.bin", "views-legacy.bin"])
  func damaged(name: String) throws {
    let whole = try Self.bytes(name)
    // A larger file takes as many damages as a small one.
    for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 1_000)) {
      for value in [0xFF, whole[place] ^ 1] {
        var bytes = whole
        bytes[place] = value
        bytes.withUnsafeBytes { bytes in
          guard let checkpoint = try? TorchCheckpoint(bytes) else { return }
          for entry in checkpoint.entries {
            #expect(entry.bytes.lowerBound >= 0 && entry.bytes.upperBound <= bytes.count)
            guard let strides = entry.strides, let size = entry.type.size else { continue }
            let place = UnsafeRawBufferPointer(rebasing: bytes[entry.bytes])
            if entry.shape.reduce(1, *) > 4_096 { continue }
            _ = GatheredBytes(place, shape: entry.shape, strides: strides, size: size)
          }
        }
      }
    }
  }

  @Test("a folder may have its weights in either form")
  func folder() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: Self.path("zip.bin"), toPath: "\(folder.path)/pytorch_model.bin")
    let gpt2 = Self.fixtures.appending(path: "gpt2/config.json").path
    try FileManager.default.copyItem(atPath: gpt2, toPath: "\(folder.path)/config.json")
    #expect(try CheckpointFolder(path: folder.path).weights.contains("embeddings.weight"))
  }
}
