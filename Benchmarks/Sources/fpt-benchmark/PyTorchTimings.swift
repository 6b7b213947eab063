import Foundation

/// The same steps in PyTorch, where a Python with torch and transformers is named by FPT_BENCH_PYTHON: a process that times a
/// few steps whenever it is asked.
final class PyTorchTimings {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  /// Nil where no Python is named or it does not start.
  init?(_ row: TrainingStepCase, threads: Int) {
    guard let python = ProcessInfo.processInfo.environment["FPT_BENCH_PYTHON"] else { return nil }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "pytorch_step.py")
    process.executableURL = URL(filePath: python)
    process.arguments =
      [script.path, row.architecture]
      + [row.layers, row.width, row.heads, row.tokens, row.tokenWidth, row.batch, threads]
      .map(String.init)
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
  }

  /// Seconds of the best step in about so many seconds; nil where the process fails.
  func best(in seconds: Double) -> Double? {
    guard (try? requests.fileHandleForWriting.write(contentsOf: Data("\(seconds)\n".utf8))) != nil
    else { return nil }
    var line = Data()
    while let byte = try? answers.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte.first == UInt8(ascii: "\n") { break }
      line += byte
    }
    return Double(String(decoding: line, as: UTF8.self))
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
