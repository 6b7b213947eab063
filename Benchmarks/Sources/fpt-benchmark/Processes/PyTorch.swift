import Foundation

/// A Python with torch and transformers.
struct PyTorch {
  let python: URL
  let version: String

  /// Nil where it cannot be asked for its version.
  init?(python path: String) {
    python = URL(filePath: path)
    let process = Process()
    let output = Pipe()
    process.executableURL = python
    process.arguments = ["-c", "import torch, transformers; print(torch.__version__)"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    version = text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The steps of a case, in the fastest of the ways to compute them.
  func steps(_ row: StepCase, _ precision: String, threads: Int) -> TimedSteps? {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "pytorch_step.py")
    let numbers = [
      row.layers, row.width, row.heads, row.tokens, row.tokenWidth, row.batch, threads,
    ]
    return TimedSteps(
      python, [script.path, row.pytorch, precision, "best"] + numbers.map(String.init))
  }
}
