import FPTLib
import Foundation
import Testing

/// Weights in several files with an index, as transformers writes large models.
@Suite struct WeightShardsTests {
  private static func folder(
    index: String? = nil, second: [String] = ["b"]
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    func write(_ names: [String], _ file: String, value: Float) throws {
      try SafetensorsWriter.write(
        names.map { .init(name: $0, shape: [2], values: .float32([value, value])) },
        to: "\(folder.path)/\(file)")
    }
    try write(["a"], "model-00001-of-00002.safetensors", value: 1)
    try write(second, "model-00002-of-00002.safetensors", value: 2)
    let index =
      index ?? """
        {"metadata":{"total_size":16},"weight_map":{"a":"model-00001-of-00002.safetensors",
        "b":"model-00002-of-00002.safetensors"}}
        """
    try Data(index.utf8).write(
      to: URL(filePath: folder.path + "/model.safetensors.index.json"))
    return folder
  }

  @Test func tensorsComeFromTheirFiles() throws {
    let folder = try Self.folder()
    let file = try TensorFile.open(folder.path + "/model.safetensors.index.json")
    #expect(file.names == ["a", "b"])
    #expect(try file.tensor(named: "a").floats() == [1, 1])
    #expect(try file.tensor(named: "b").floats() == [2, 2])
    let digest = try file.digest()
    try SafetensorsWriter.write(
      [.init(name: "b", shape: [2], values: .float32([2, 3]))],
      to: folder.path + "/model-00002-of-00002.safetensors")
    let changed = try TensorFile.open(folder.path + "/model.safetensors.index.json")
    #expect(try changed.digest() != digest)
  }

  @Test func aFolderMayHaveThem() throws {
    let folder = try Self.folder()
    try Data(#"{"model_type":"bert"}"#.utf8).write(
      to: URL(filePath: folder.path + "/config.json"))
    #expect(try CheckpointFolder(path: folder.path).weights.contains("b"))
  }

  /// A model hub's cache is made of links, and what one leads to may be cleared away or out of reach.
  @Test func aLinkThatLeadsNowhereIsNoMissingFile() throws {
    let folder = try Self.folder()
    let shard = folder.path + "/model-00002-of-00002.safetensors"
    try FileManager.default.removeItem(atPath: shard)
    try FileManager.default.createSymbolicLink(atPath: shard, withDestinationPath: "blobs/gone")
    let error = #expect(throws: CheckpointError.self) {
      try TensorFile.open(folder.path + "/model.safetensors.index.json")
    }
    #expect(
      error.map { "\($0)".contains("-00002-of-00002.safetensors: it is a link that leads nowhere") }
        == true, "\(String(describing: error))")
  }

  /// Other weights of the same folder are not read in the place of those that come first.
  @Test func weightsOutOfReachAreNotPassedOver() throws {
    let folder = try Self.folder()
    try Data(#"{"model_type":"bert"}"#.utf8).write(
      to: URL(filePath: folder.path + "/config.json"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/model.safetensors", withDestinationPath: "blobs/gone")
    let error = #expect(throws: CheckpointError.self) { try CheckpointFolder(path: folder.path) }
    #expect(
      error.map { "\($0)".contains("model.safetensors: it is a link that leads nowhere") } == true,
      "\(String(describing: error))")
  }

  @Test(arguments: [
    ("{}", "weight_map"), (#"{"weight_map":[]}"#, "weight_map"),
    (#"{"weight_map":{"a":"../secret.safetensors"}}"#, "same folder"),
    (#"{"weight_map":{"a":"/etc/passwd"}}"#, "same folder"),
    (#"{"weight_map":{"a":7}}"#, "same folder"),
    (#"{"weight_map":{"a":"missing.safetensors"}}"#, "missing.safetensors"),
    (
      #"{"weight_map":{"a":"model-00001-of-00002.safetensors","c":"model-00001-of-00002.safetensors"}}"#,
      "`c` should be in model-00001-of-00002.safetensors and is not there"
    ),
    // A tensor in a file that the index gives to another one.
    (
      #"{"weight_map":{"a":"model-00002-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#,
      "`a` should be in model-00002-of-00002.safetensors and is not there"
    ),
    (
      #"{"weight_map":{"a":"model-00002-of-00002.safetensors","b":"model-00001-of-00002.safetensors"}}"#,
      "`b` should be in model-00001-of-00002.safetensors and is in model-00002-of-00002.safetensors"
    ),
    // All that is missing is named.
    (
      #"{"weight_map":{"a":"model-00003-of-00009.safetensors","b":"model-00001-of-00002.safetensors","c":"model-00005-of-00009.safetensors"}}"#,
      "lists 3 files, and 2 are not there: model-00003-of-00009.safetensors, model-00005-of-00009.safetensors"
    ),
    (#"{"weight_map":{"a":"model-00001-of-00002.safetensors""#, "JSON"),
  ])
  func aDamagedIndexIsRefused(index: String, expected: String) throws {
    let folder = try Self.folder(index: index)
    let error = #expect(throws: CheckpointError.self) {
      try TensorFile.open(folder.path + "/model.safetensors.index.json")
    }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  @Test func aTensorThatTheIndexForgetsIsNamed() throws {
    let folder = try Self.folder(second: ["b", "extra"])
    let error = #expect(throws: CheckpointError.self) {
      try TensorFile.open(folder.path + "/model.safetensors.index.json")
    }
    #expect(
      error.map {
        "\($0)".contains(
          "`extra` is in model-00002-of-00002.safetensors, and the index does not list it")
      } == true, "\(String(describing: error))")
  }

  @Test func aFileThatTheIndexForgetsIsNamed() throws {
    let folder = try Self.folder()
    let extra = "model-00003-of-00003.safetensors"
    for (name, isRefused) in [(extra, true), ("other-00001-of-00001.safetensors", false)] {
      let path = "\(folder.path)/\(name)"
      try SafetensorsWriter.write(
        [.init(name: "c", shape: [1], values: .float32([1]))], to: path)
      defer { try? FileManager.default.removeItem(atPath: path) }
      var text = ""
      do { _ = try TensorFile.open(folder.path + "/model.safetensors.index.json") } catch {
        text = "\(error)"
      }
      #expect(text.contains("\(name) is there, and the index does not list it") == isRefused)
    }
  }

  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 548105171\n", "git lfs pull"),
    ("<!doctype html>\n<html><head><title>Access denied</title></head></html>", "a web page"),
    ("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML"),
    ("GGUF\u{3}\0\0\0rest of it", "GGUF"),
  ])
  func whatIsNoWeightsIsNamed(text: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    try Data(text.utf8).write(to: URL(filePath: path))
    let error = #expect(throws: CheckpointError.self) { try TensorFile.open(path) }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  /// The length that a header begins with may look like the signature of anything.
  @Test func aHeaderOfAnyLengthIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.safetensors"
    // 640 is 80 02, which a pickle begins with; 35,615 is 1F 8B, gzip; 55,551 … is FF D8.
    for length in [640, 896, 1_152, 35_615, 65_279] {
      let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      var bytes = withUnsafeBytes(of: UInt64(length).littleEndian) { Array($0) }
      bytes += Array(header.utf8)
      bytes += [UInt8](repeating: 0x20, count: length - header.utf8.count) + [0, 0, 128, 63]
      try Data(bytes).write(to: URL(filePath: path))
      #expect(try TensorFile.open(path).tensor(named: "a").floats() == [1])
    }
  }
}
