import FPTLib
import Foundation
import Testing

@Suite("Safetensors: beside the reference implementation")
struct SafetensorsInteroperabilityTests {
  /// Runs Python; its standard output, or nil where it fails.
  static func python(_ script: String, _ arguments: [String] = []) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["FPT_TEST_PYTHON"] ?? "python3"
    process.arguments = [python, "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  static let hasReference = python("import numpy, safetensors.numpy") != nil

  @Test(
    "the reference implementation reads what is written, and we read what it writes",
    .enabled(if: hasReference, "needs a Python with safetensors and numpy (FPT_TEST_PYTHON)"))
  func bothWays() throws {
    let folder = try TemporaryFolder()
    let tensors: [SafetensorsWriter.Tensor] = [
      .init(name: "w", shape: [2, 3], values: .float32([0, 1, 2, 3, 4, 5])),
      .init(name: "empty", shape: [0], values: .float32([])),
      .init(name: "step", shape: [], values: .int64([42])),
    ]
    try SafetensorsWriter.write(
      tensors, metadata: [(key: "k", value: "é\"\u{1}")], to: folder("ours.safetensors"))
    let script = """
      import sys, numpy as n, safetensors as s, safetensors.numpy as sn
      f = s.safe_open(sys.argv[1], "np")
      w = f.get_tensor("w")
      print(w.shape, w.sum(), f.get_tensor("step"), f.get_tensor("empty").size, ascii(f.metadata()))
      sn.save_file({"h": n.float16([1, -0.5]), "i": n.int32([[7, -7]]), "w": w * 2}, sys.argv[2],
                   metadata={"a": "b"})
      """
    let output = Self.python(script, [folder("ours.safetensors"), folder("theirs.safetensors")])
    #expect(output == "(2, 3) 15.0 42 0 {'k': '\\xe9\"\\x01'}\n")
    let theirs = try SafetensorsFile(path: folder("theirs.safetensors"))
    #expect(try theirs.tensor(named: "w", shape: [2, 3]).floats() == [0, 2, 4, 6, 8, 10])
    #expect(try theirs.tensor(named: "h", shape: [2]).floats() == [1, -0.5])
    #expect(try theirs.tensor(named: "i", shape: [1, 2]).integers() == [7, -7])
    #expect(theirs.metadata.map(\.value) == ["b"])
  }
}
