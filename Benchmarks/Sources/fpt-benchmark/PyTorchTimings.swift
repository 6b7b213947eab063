import Foundation

/// Times the same steps in PyTorch, where a Python with torch and transformers is named by FPT_BENCH_PYTHON.
struct PyTorchTimings {
  /// Seconds of a step; nil where there is no such Python or it fails.
  static func seconds(_ row: TrainingStepCase, threads: Int) -> Double? {
    guard let python = ProcessInfo.processInfo.environment["FPT_BENCH_PYTHON"] else { return nil }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "pytorch_step.py")
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      [script.path, row.architecture]
      + [row.layers, row.width, row.heads, row.tokens, row.tokenWidth, row.batch, threads]
      .map(String.init)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Double(
      String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
